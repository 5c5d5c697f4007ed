import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from './source-files.ts';

/** A gateway as a user starts it, in a process of its own, on a free port. */
export interface GatewayProcess {
  readonly url: string;
  end(): Promise<void>;
}

export async function startGateway(dataDir: string, ...args: readonly string[]): Promise<GatewayProcess> {
  const command = [join(ROOT, 'bin/limber.js'), 'run', '--http-port', '0', '--data', dataDir, ...args];
  const gateway = spawn(process.execPath, command, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(gateway, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    gateway.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(text);
      if (found) resolve(found[0]);
    });
    gateway.on('exit', () => reject(new Error(`the gateway ended: ${text}`)));
  });
  return {
    url,
    end: async () => {
      gateway.kill('SIGTERM');
      await ended;
    },
  };
}

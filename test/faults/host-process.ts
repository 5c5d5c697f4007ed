import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FromHost, ToHost } from './lockstep.ts';

/** One process that runs hosts, one after the other. It is used again by later runs unless a fault killed it. */
export interface HostProcess {
  /** @throws Error when the process is gone */
  ask(message: ToHost): Promise<FromHost>;
  /** SIGKILL: nothing is put away, nothing is said. */
  kill(): Promise<void>;
  /** SIGSTOP and SIGCONT: it is there and does nothing. */
  freeze(frozen: boolean): void;
  alive(): boolean;
}

const ENTRY = join(import.meta.dirname, 'host-entry.ts');
/** Real time for one answer of a host on a busy machine. */
const ANSWER_WITHIN_MS = 60_000;
const idle: HostProcess[] = [];

/** @returns a process without a host in it, from earlier runs where there is one */
export function takeHostProcess(): HostProcess {
  return idle.pop() ?? startHostProcess();
}

export function giveBack(host: HostProcess): void {
  if (host.alive()) idle.push(host);
}

export async function endIdleHosts(): Promise<void> {
  await Promise.all(idle.splice(0).map((host) => host.kill()));
}

function startHostProcess(): HostProcess {
  const child: ChildProcess = fork(ENTRY, [], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let waiting: PromiseWithResolvers<FromHost> | undefined;
  child.on('message', (answer: FromHost) => waiting?.resolve(answer));
  child.on('exit', () => waiting?.reject(new Error('the host process ended by itself')));
  // A test file may end with hosts at rest.
  child.unref();
  child.channel?.unref();
  return {
    ask: async (message) => {
      waiting = Promise.withResolvers();
      child.ref();
      child.channel?.ref();
      const patience = setTimeout(() => waiting?.reject(new Error('the host does not answer')), ANSWER_WITHIN_MS);
      child.send(message);
      try {
        return await waiting.promise;
      } finally {
        clearTimeout(patience);
        child.unref();
        child.channel?.unref();
        waiting = undefined;
      }
    },
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.ref();
      child.kill('SIGKILL');
      await ended;
    },
    freeze: (frozen) => void child.kill(frozen ? 'SIGSTOP' : 'SIGCONT'),
    alive: () => child.connected && child.exitCode === null && child.signalCode === null,
  };
}

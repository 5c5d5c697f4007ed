import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import {
  type Certified,
  makeAuthority,
  makeClientCertificate,
  makeServerCertificate,
} from '../../host/keys/certificate.ts';
import { freePort, listening, MOSQUITTO } from './broker-fixture.ts';

/** One Mosquitto with a door of each kind. */
export interface TlsBroker {
  readonly ca: string;
  /** Somebody else's. */
  readonly otherCa: string;
  /** As the broker trusts it, signed by somebody else, and out of date. */
  readonly client: Certified;
  readonly strangeClient: Certified;
  readonly oldClient: Certified;
  readonly port: Readonly<Record<Door, number>>;
  close(): Promise<void>;
}

export const DOORS = ['plain', 'tls', 'mutual', 'expired', 'elsewhere', 'ws', 'wss'] as const;
export type Door = (typeof DOORS)[number];

const TEN_YEARS_MS = 3652 * 86_400_000;

export async function startTlsBroker(): Promise<TlsBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'limber-tls-'));
  const wallMs = Date.now();
  const authority = await makeAuthority({ name: 'Clinic', wallMs: wallMs - TEN_YEARS_MS / 2 });
  const stranger = await makeAuthority({ name: 'Other', wallMs });
  const here = ['127.0.0.1', 'localhost'] as const;
  const keep = (name: string, { certificate, privateKey }: Certified): string => {
    writeFileSync(join(folder, `${name}.crt`), certificate);
    writeFileSync(join(folder, `${name}.key`), privateKey);
    return `certfile ${folder}/${name}.crt\nkeyfile ${folder}/${name}.key\n`;
  };
  const oldMs = wallMs - TEN_YEARS_MS / 3;
  const good = keep('good', await makeServerCertificate({ authority, wallMs, hostNames: here }));
  const expired = keep('expired', await makeServerCertificate({ authority, wallMs: oldMs, hostNames: here }));
  const elsewhere = keep(
    'elsewhere',
    await makeServerCertificate({ authority, wallMs, hostNames: ['broker.example'] }),
  );
  writeFileSync(join(folder, 'ca.crt'), authority.certificate);
  const settings: Readonly<Record<Door, string>> = {
    plain: '',
    tls: good,
    mutual: `${good}cafile ${folder}/ca.crt\nrequire_certificate true\n`,
    expired,
    elsewhere,
    ws: 'protocol websockets\n',
    wss: `${good}protocol websockets\n`,
  };
  const ports = await Promise.all(DOORS.map(freePort));
  const listeners = DOORS.map((door, i) => `listener ${ports[i]} 127.0.0.1\n${settings[door]}`);
  writeFileSync(
    join(folder, 'mosquitto.conf'),
    ['per_listener_settings false', 'allow_anonymous true', `user ${userInfo().username}`, ...listeners].join('\n'),
  );
  const child: ChildProcess = spawn(MOSQUITTO, ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
  await listening(ports.at(-1)!);
  return {
    ca: authority.certificate,
    otherCa: stranger.certificate,
    client: await makeClientCertificate({ authority, wallMs, site: 'home-1' }),
    strangeClient: await makeClientCertificate({ authority: stranger, wallMs, site: 'home-1' }),
    oldClient: await makeClientCertificate({ authority, wallMs: oldMs, site: 'home-1' }),
    port: Object.fromEntries(DOORS.map((door, i) => [door, ports[i]])) as Record<Door, number>,
    async close() {
      const exit = once(child, 'exit');
      child.kill();
      await exit;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

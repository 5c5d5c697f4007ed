import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LimberError } from '../../protocol/limber-error.ts';

/** A system bus of one's own: the real daemon, on a socket that nobody else knows. */
export interface PrivateBus {
  /** As DBUS_SYSTEM_BUS_ADDRESS wants it. */
  readonly address: string;
  /** As `systemctl stop dbus`: everybody is thrown out. */
  close(): Promise<void>;
}

const DAEMON = '/usr/bin/dbus-daemon';

/**
 * @param folder where configuration and socket are made; a path of a socket has at most 107 bytes
 * @param rules further XML of the configuration: policies, limits
 * @throws LimberError sim/bus-unavailable without dbus-daemon, or where it does not start
 */
export async function openPrivateBus(folder: string, rules = ''): Promise<PrivateBus> {
  if (!existsSync(DAEMON))
    throw unavailable('The simulator needs a D-Bus daemon for its BlueZ: apt-get install dbus-daemon.');
  const address = `unix:path=${join(folder, 'bus')}`;
  const configuration = join(folder, 'bus.conf');
  writeFileSync(configuration, configurationOf(address, rules));
  const daemon = spawn(DAEMON, [`--config-file=${configuration}`, '--nofork', '--print-address'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  daemon.stderr.on('data', (chunk: Buffer) => {
    complaint = chunk.toString().trim();
  });
  const ended = once(daemon, 'exit');
  const isThere = await Promise.race([once(daemon.stdout, 'data').then(() => true), ended.then(() => false)]);
  if (!isThere) throw unavailable(`${DAEMON} does not start: ${complaint}`);
  return {
    address,
    close: async () => {
      daemon.kill();
      await ended;
    },
  };
}

const configurationOf = (address: string, rules: string): string => `<!DOCTYPE busconfig PUBLIC
  "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>${address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
  </policy>
  ${rules}
</busconfig>
`;

const unavailable = (message: string): LimberError => new LimberError('sim/bus-unavailable', message);

import { globSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { connectDevice } from '../connect/device-connection.ts';
import { openSerialLink, type SerialLink } from '../connect/serial/serial-link.ts';
import { serialBinding } from '../connect/serial/serial-port.ts';
import type { FoundBand } from './scan-band.ts';
import { askState, askWho } from './scan-greeting.ts';
import type { SilentPort } from './scan-lines.ts';

/** Ports that are asked at once. */
const AT_ONCE = 8;
const USB_PORTS = /^tty(ACM|USB)\d+$/;

export interface PortSearch {
  readonly timeline: Timeline;
  /** How long a port may take to say who is there. */
  readonly withinMs: number;
  /** For the bar. */
  readonly onAsked: (done: number, all: number) => void;
}

export interface FoundAtPorts {
  readonly bands: FoundBand[];
  readonly silent: SilentPort[];
}

/** The system's serial ports; those of USB where the system's own list cannot be had. */
export async function listPorts(): Promise<string[]> {
  try {
    return (await (await serialBinding()).list()).map(({ path }) => path);
  } catch {
    const names = readdirSync('/dev', { encoding: 'utf8' });
    return names.filter((name) => USB_PORTS.test(name)).map((name) => join('/dev', name));
  }
}

/** Paths as they are, patterns as what they match; each once. */
export const portsNamed = (patterns: readonly string[]): string[] => [
  ...new Set(patterns.flatMap((pattern) => (/[*?[{]/.test(pattern) ? globSync(pattern).sort() : [pattern]))),
];

/** Asks every port who is there, several at once; never throws. */
export async function askPorts(paths: readonly string[], search: PortSearch): Promise<FoundAtPorts> {
  const found: FoundAtPorts = { bands: [], silent: [] };
  const waiting = [...paths];
  let done = 0;
  const askInTurn = async (): Promise<void> => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const answer = await askPort(path, search);
      if ('via' in answer) found.bands.push(answer);
      else found.silent.push(answer);
      search.onAsked(++done, paths.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askInTurn));
  return found;
}

async function askPort(path: string, { timeline, withinMs }: PortSearch): Promise<FoundBand | SilentPort> {
  let link: SerialLink;
  try {
    link = await openSerialLink({ path, timeline });
  } catch (error) {
    if (!(error instanceof LimberError)) throw error;
    return { path, failure: portFailure(error.message) };
  }
  const connection = connectDevice(link);
  try {
    const hello = await askWho(connection, timeline, withinMs);
    const failure = hello ? null : link.trouble();
    if (!hello) return { path, ...(failure ? { failure } : {}) };
    return { via: 'serial', where: path, hello, ...(await askState(connection, timeline, hello)) };
  } finally {
    await connection.close();
  }
}

/** What the system says, with what to do about it. */
export function portFailure(message: string): string {
  if (/cannot lock/i.test(message)) return 'held by another program, a gateway or a terminal: end it and scan again';
  if (/permission|access/i.test(message))
    return 'you may not use it: sudo usermod -aG dialout "$USER", then log in again';
  if (/no such (file|port)|ENOENT/i.test(message)) return 'there is no such port';
  return message.replace(/^The port .*? cannot be opened: /, '').replace(/\.$/, '');
}

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** What somebody in the room sends: Bluetooth Core 5.4, Vol 3 Part C, 11. */
export interface Advertiser {
  /** "c0:ff:ee:00:00:01" */
  readonly address: string;
  readonly name: string;
  readonly service: string;
  readonly signalDbm: number;
}

const [COMMAND, EVENT] = [1, 4];
const [COMMAND_COMPLETE, LE_META, ADVERTISING_REPORT] = [0x0e, 0x3e, 2];
const SET_SCAN_ENABLE = 0x200c;
/** What a controller answers beside "done", by command: Vol 4 Part E, 7. All others answer nothing more. */
const ANSWERS: ReadonlyMap<number, readonly number[]> = new Map([
  [0x0c6c, [1, 0]],
  [0x1001, [8, 0, 0, 8, 0, 0, 0, 0]],
  [0x1002, Array<number>(64).fill(0)],
  [0x1005, [27, 0, 0, 8, 0, 0, 0]],
  [0x1009, [1, 0, 0, 0xee, 0xff, 0xc0]],
  [0x2002, [27, 0, 8]],
  [0x2003, [0, 0, 0, 0, 0, 0, 0, 0]],
]);

/**
 * A Bluetooth controller on a pseudo-terminal, as far as listening goes, with some advertisers about: the real radio library speaks to
 * it by H4. @returns its path; undefined, and said, where there is no socat
 */
export async function virtualController(advertisers: readonly Advertiser[]): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'limber-hci-'));
  const path = join(folder, 'hci');
  const bridge = spawn('socat', [`pty,raw,echo=0,link=${path}`, 'stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  let ended = false;
  bridge.on('error', () => {
    ended = true;
  });
  onTestFinished(() => {
    bridge.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  answerCommands(bridge, advertisers);
  while (!ended && !existsSync(path)) await eventLoopTurn();
  if (!ended) return path;
  console.info('no socat here: the radio library is not tried');
  return undefined;
}

function answerCommands(
  bridge: ChildProcessByStdio<Writable, Readable, null>,
  advertisers: readonly Advertiser[],
): void {
  let held = Buffer.alloc(0);
  bridge.stdin.on('error', () => {});
  bridge.stdout.on('data', (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
    while (held.length >= 4 && held.length >= 4 + held[3]!) {
      const [kind, opcode, parameters] = [held[0], held.readUInt16LE(1), held.subarray(4, 4 + held[3]!)];
      held = held.subarray(4 + held[3]!);
      if (kind !== COMMAND) continue;
      bridge.stdin.write(event(COMMAND_COMPLETE, [1, opcode & 255, opcode >> 8, 0, ...(ANSWERS.get(opcode) ?? [])]));
      if (opcode === SET_SCAN_ENABLE && parameters[0] === 1)
        for (const one of advertisers) bridge.stdin.write(Buffer.concat([advertisement(one), scanResponse(one)]));
    }
  });
}

const event = (code: number, parameters: readonly number[]): Buffer =>
  Buffer.from([EVENT, code, parameters.length, ...parameters]);

const [ADV_IND, SCAN_RSP, RANDOM_ADDRESS] = [0, 4, 1];
const [FLAGS, SERVICES_128, NAME] = [1, 7, 9];

const advertisement = (one: Advertiser): Buffer => {
  const service = [...Buffer.from(one.service.replaceAll('-', ''), 'hex').reverse()];
  return report(one, ADV_IND, [2, FLAGS, 6, 17, SERVICES_128, ...service]);
};

const scanResponse = (one: Advertiser): Buffer =>
  report(one, SCAN_RSP, [one.name.length + 1, NAME, ...Buffer.from(one.name)]);

function report({ address, signalDbm }: Advertiser, kind: number, data: readonly number[]): Buffer {
  const bytes = [...Buffer.from(address.replaceAll(':', ''), 'hex').reverse()];
  return event(LE_META, [ADVERTISING_REPORT, 1, kind, RANDOM_ADDRESS, ...bytes, data.length, ...data, signalDbm & 255]);
}

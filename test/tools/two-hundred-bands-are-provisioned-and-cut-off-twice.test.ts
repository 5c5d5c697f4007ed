import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { KeyFile } from '../../host/keys/key-file.ts';
import type { FlashResult } from '../../host/tools/flash.ts';
import type { FleetKeys, KeyDrawer } from '../../host/tools/fleet-keys.ts';
import { labelSheet } from '../../host/tools/fleet-labels.ts';
import { type FleetRow, parseFleetList } from '../../host/tools/fleet-list.ts';
import { openFleetProgress } from '../../host/tools/fleet-progress.ts';
import { type ProvisionParts, provisionBand } from '../../host/tools/fleet-provision.ts';
import { type BandEnd, oneAtATime, runFleet, tally } from '../../host/tools/fleet-run.ts';
import { LimberError } from '../../protocol/limber-error.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { passUntil } from '../virtual-time.ts';
import { PretendedLink } from './pretended-link.ts';

const BANDS = 200;
const BROKEN = [17, 120];
const FIRMWARE = { version: '0.1.0', hash: 7 };
const AT_ONCE = 8;

const folder = mkdtempSync(join(tmpdir(), 'limber-fleet-200-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const clock = createVirtualClock();
const name = (i: number): string => `B-${String(i).padStart(3, '0')}`;
const bands = Array.from({ length: BANDS }, (_, i) => new PretendedLink(`id-${i}`, clock, FIRMWARE));
const flashes = new Map<string, number>();
const made = new Map<string, FleetKeys>();
const known = new Set<string>();
let waiting = 0;
let mostWaiting = 0;

function rowsOfList(): readonly FleetRow[] {
  const lines = bands.map((_, i) => `,motion,puck,/dev/band-${i},${name(i)}`);
  const list = parseFleetList(`device,role,board,port,label\n${lines.join('\n')}\n`);
  if (list.kind === 'bad') throw new Error(list.lines[0]!.why);
  return list.rows;
}

/** Encrypting takes half a second a key: tested elsewhere. */
const drawer: KeyDrawer = {
  keysOf: async (device) => {
    const keys = made.get(device) ?? {
      link: { file: { id: device } as KeyFile, secret: new Uint8Array(randomBytes(16)) },
    };
    made.set(device, keys);
    return keys;
  },
  linkKeyOf: async (device) => made.get(device)?.link.secret,
  forget: (device) => void made.delete(device),
};

const indexOf = (port: string): number => Number(port.split('-')[1]);

async function flash({ port, label }: FleetRow): Promise<FlashResult> {
  if (BROKEN.includes(indexOf(port))) throw new LimberError('tool/console-silent', `No console answers at ${port}.`);
  flashes.set(label, (flashes.get(label) ?? 0) + 1);
  bands[indexOf(port)]!.alive = true;
  return { ...FIRMWARE, role: 'motion', interpreter: '2v29', slot: 'limber.a', files: [] };
}

async function run(rows: readonly FleetRow[], most: number): Promise<readonly BandEnd[]> {
  const progress = openFleetProgress(join(folder, 'bands.progress.jsonl'), clock.wallMs);
  let done = 0;
  const parts: ProvisionParts = {
    timeline: clock,
    openLink: async (port) => bands[indexOf(port)]!.open(),
    progress,
    keys: drawer,
    gateway: { open: () => {}, keep: ({ id }) => void known.add(id) },
    firmware: { motion: FIRMWARE, stim: FIRMWARE },
    flash,
    owners: new Map(),
    hand: {
      ask: () => {
        waiting++;
        mostWaiting = Math.max(mostWaiting, waiting);
      },
      asked: () => void waiting--,
    },
    inTurn: oneAtATime(),
  };
  const ends = runFleet({
    job: 'provision',
    rows,
    progress,
    atOnce: AT_ONCE,
    again: false,
    work: (row) => provisionBand(row, parts),
    onEnd: ({ outcome }) => {
      if (outcome === 'done') done++;
    },
    isOver: () => done >= most,
  });
  return passUntil(clock, ends).finally(progress.close);
}

test('two hundred bands, half of them bare, two broken: each is flashed once and pressed once, one at a time', async () => {
  for (const [i, band] of bands.entries()) band.alive = i % 2 === 0 && !BROKEN.includes(i);
  const rows = rowsOfList();
  const first = tally(await run(rows, 60));
  expect(first.done).toBeGreaterThanOrEqual(60);
  expect(first.done).toBeLessThan(60 + AT_ONCE);
  const second = tally(await run(rows, 70));
  expect(second.already).toBe(first.done);
  const ends = await run(rows, BANDS);
  expect(tally(ends)).toEqual({
    done: BANDS - BROKEN.length - first.done - second.done,
    already: first.done + second.done,
    left: 0,
    failed: BROKEN.length,
  });
  expect(ends.filter(({ outcome }) => outcome === 'failed').map(({ row }) => row.label)).toEqual(BROKEN.map(name));
  expect(bands.map(({ enrolments }) => enrolments)).toEqual(bands.map((_, i) => (BROKEN.includes(i) ? 0 : 1)));
  expect([...flashes.values()].every((times) => times === 1)).toBe(true);
  expect(flashes.size).toBe(BANDS / 2 - BROKEN.filter((i) => i % 2 === 1).length);
  expect(known.size).toBe(BANDS - BROKEN.length);
  expect(mostWaiting).toBe(1);
});

test('the labels of two hundred bands are nine sheets, made in a moment', () => {
  const beganMs = performance.now();
  const sheet = labelSheet(
    rowsOfList().map((row, i) => ({ ...row, device: `id-${i}` })),
    'all',
  );
  expect(sheet.match(/<main>/g)).toHaveLength(9);
  expect(performance.now() - beganMs).toBeLessThan(5_000);
});

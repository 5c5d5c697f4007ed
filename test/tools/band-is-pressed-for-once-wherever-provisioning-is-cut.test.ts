import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFirmwareManifest } from '../../host/firmware-manifest.ts';
import { openFleetProgress } from '../../host/tools/fleet-progress.ts';
import { type ProvisionParts, provisionBand } from '../../host/tools/fleet-provision.ts';
import { type BandEnd, oneAtATime, runFleet } from '../../host/tools/fleet-run.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { passUntil } from '../virtual-time.ts';
import { drawerWith, dyingAt, openAs, row, SILENT_HAND, temporaryFolder, virtualBand } from './fleet-virtual.ts';

const ID = 'sim-puck-50';
const folder = temporaryFolder('fleet-provision');
const { motion, stim } = readFirmwareManifest()!;
let files = 0;

function scene(listed = {}) {
  const clock = createVirtualClock();
  const band = virtualBand(clock, 50);
  const keys = drawerWith(ID);
  const known = new Set<string>();
  const path = join(folder, `${files++}.jsonl`);
  const run = async (nth = 0, when: 'before' | 'after' = 'before'): Promise<readonly BandEnd[]> => {
    const file = openFleetProgress(path, clock.wallMs);
    const progress = nth === 0 ? file : dyingAt(file, nth, when);
    const parts: ProvisionParts = {
      timeline: clock,
      openLink: async () => openAs(band.device.link),
      progress,
      hand: SILENT_HAND,
      inTurn: oneAtATime(),
      keys,
      gateway: { open: () => {}, keep: ({ id }) => void known.add(id) },
      firmware: { motion: motion!, stim: stim! },
      flash: async () => Promise.reject(new Error('it has this firmware')),
      owners: new Map(),
    };
    const ends = runFleet({
      job: 'provision',
      rows: [row('B-1', listed)],
      progress,
      atOnce: 1,
      again: false,
      work: (one) => provisionBand(one, parts),
      onEnd: () => {},
      isOver: () => false,
    });
    return passUntil(clock, ends).finally(file.close);
  };
  return { band, keys, known, run };
}

const CUTS = [1, 2, 3, 4].flatMap((nth) => (['before', 'after'] as const).map((when) => [nth, when] as const));

test.each(CUTS)('killed at line %i of the progress, %s it is written', async (nth, when) => {
  const { band, keys, known, run } = scene();
  await expect(run(nth, when)).rejects.toThrow('killed');
  const [end] = await run();
  expect(end!.outcome, end!.words).toMatch(/done|already/);
  expect(band.presses()).toBe(1);
  expect(band.flash.read('link.key')).toBe(String.fromCharCode(...keys.made.get(ID)!.link.secret));
  expect([...known]).toEqual([ID]);
});

test.each([
  [{ device: 'b-9' }, /at B-1 is sim-puck-50, not b-9: is another band plugged in there\?/],
  [{ role: 'stim', board: 'xiao' }, /sim-puck-50 is a motion band; the list says stim/],
  [{ board: 'bangle2' }, /sim-puck-50 is a puck; the list says bangle2/],
] as const)('a band that is not what the list says is neither flashed nor enrolled: %j', async (listed, words) => {
  const { band, run } = scene(listed);
  const [end] = await run();
  expect(end).toMatchObject({ outcome: 'failed', code: 'fleet/wrong-band', words: expect.stringMatching(words) });
  expect(band.presses()).toBe(0);
});

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openFleetProgress } from '../../host/tools/fleet-progress.ts';
import { type RetireParts, reassignBand, retireBand } from '../../host/tools/fleet-retire.ts';
import { type BandEnd, runFleet } from '../../host/tools/fleet-run.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { passUntil } from '../virtual-time.ts';
import { drawerWith, dyingAt, openAs, row, SILENT_HAND, temporaryFolder, virtualBand } from './fleet-virtual.ts';
import { LINK_KEY } from './updated-band.ts';

const text = (key: Uint8Array): string => String.fromCharCode(...key);
const folder = temporaryFolder('fleet-retire');
let files = 0;

function scene(hasKey = true) {
  const clock = createVirtualClock();
  const band = virtualBand(clock, 40, { ...(hasKey ? { 'link.key': text(LINK_KEY) } : {}), 'limber.log1': 'x' });
  const keys = drawerWith('sim-puck-40', LINK_KEY);
  const known = new Map([['sim-puck-40', 'p-1']]);
  const path = join(folder, `${files++}.jsonl`);
  const run = async (
    person: string | undefined,
    nth = 0,
    when: 'before' | 'after' = 'before',
  ): Promise<readonly BandEnd[]> => {
    const file = openFleetProgress(path, clock.wallMs);
    const progress = nth === 0 ? file : dyingAt(file, nth, when);
    const parts: RetireParts = {
      timeline: clock,
      openLink: async () => openAs(band.device.link),
      progress,
      hand: SILENT_HAND,
      keys,
      gateway: {
        open: () => {},
        linkKeyOf: async () => undefined,
        forget: (device) => void known.delete(device),
        keep: ({ id }, whose) => void known.set(id, whose),
      },
    };
    const rows = [row('B-1', { device: 'sim-puck-40', person: 'p-1' })];
    const ends = runFleet({
      job: person === undefined ? 'retire' : `reassign ${person}`,
      rows,
      progress,
      atOnce: 1,
      again: false,
      work: (one) => (person === undefined ? retireBand(one, parts) : reassignBand(one, person, parts)),
      onEnd: () => {},
      isOver: () => false,
    });
    return passUntil(clock, ends).finally(file.close);
  };
  return { band, keys, known, run };
}

const CUTS = [1, 2, 3].flatMap((nth) => (['before', 'after'] as const).map((when) => [nth, when] as const));

test.each(CUTS)('given to somebody else, killed at line %i, %s it is written', async (nth, when) => {
  const { band, keys, known, run } = scene();
  await expect(run('p-2', nth, when)).rejects.toThrow('killed');
  const [end] = await run('p-2');
  expect(end!.outcome, end!.words).toMatch(/done|already/);
  expect(band.flash.list()).not.toContain('limber.log1');
  const key = band.flash.read('link.key');
  expect(key).toBe(text(keys.made.get('sim-puck-40')!.link.secret));
  expect(key).not.toBe(text(LINK_KEY));
  expect(known.get('sim-puck-40')).toBe('p-2');
  // One press to wipe, one for the new key; a third would be one in vain.
  expect(band.presses()).toBe(2);
});

test('retired, killed after the band has forgotten: nothing is pressed for again', async () => {
  const { band, keys, known, run } = scene();
  await expect(run(undefined, 2, 'before')).rejects.toThrow('killed');
  expect(band.flash.read('link.key')).toBeUndefined();
  expect((await run(undefined))[0]).toMatchObject({ outcome: 'done' });
  expect([band.presses(), known.size, keys.made.size]).toEqual([1, 0, 0]);
});

test('a band whose key nobody has is not said to be wiped', async () => {
  const { band, keys, run } = scene();
  keys.made.clear();
  expect((await run(undefined))[0]).toMatchObject({ outcome: 'failed', code: 'fleet/not-wiped' });
  expect(band.flash.list()).toContain('limber.log1');
});

test('a band without keys but with a log is not said to be wiped', async () => {
  const { run } = scene(false);
  expect((await run(undefined))[0]).toMatchObject({ outcome: 'failed', code: 'fleet/not-wiped' });
});

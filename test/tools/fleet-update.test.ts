import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { FirmwareImage } from '../../host/tools/firmware-image.ts';
import { openFleetProgress } from '../../host/tools/fleet-progress.ts';
import { type BandEnd, runFleet } from '../../host/tools/fleet-run.ts';
import { type FleetUpdateParts, updateInFleet } from '../../host/tools/fleet-update.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { passUntil } from '../virtual-time.ts';
import { noPort, openAs, row, SILENT_HAND, temporaryFolder, virtualBand } from './fleet-virtual.ts';
import { firmware, LINK_KEY } from './updated-band.ts';

const NEWER = '9.1.0';
let image: FirmwareImage;
beforeAll(async () => {
  image = await firmware('motion', NEWER);
});

test('several at a time, each with its press; cut off in the middle it goes on there; who holds a port keeps it', async () => {
  const clock = createVirtualClock();
  const enrolled = { 'link.key': String.fromCharCode(...LINK_KEY) };
  const bands = [
    virtualBand(clock, 1, enrolled),
    virtualBand(clock, 2, enrolled),
    virtualBand(clock, 3, enrolled, false),
  ];
  const path = join(temporaryFolder('fleet-update'), 'progress.jsonl');
  const rows = ['0', '1', '2', 'held'].map((port, i) => row(`B-${i + 1}`, { port }));
  const run = async (onShare: FleetUpdateParts['onShare'], chosen = rows): Promise<readonly BandEnd[]> => {
    const progress = openFleetProgress(path, clock.wallMs);
    const parts: FleetUpdateParts = {
      timeline: clock,
      openLink: async (port) => {
        if (port === 'held') throw noPort(port, 'Resource temporarily unavailable Cannot lock port');
        return openAs(bands[Number(port)]!.device.link);
      },
      progress,
      hand: SILENT_HAND,
      images: { motion: image, stim: { ...image, role: 'stim' } },
      linkKeyOf: async () => LINK_KEY,
      onShare,
    };
    const work = (one: (typeof rows)[number]) => updateInFleet(one, parts);
    const job = `update ${NEWER}` as const;
    const ends = runFleet({
      job,
      rows: chosen,
      progress,
      atOnce: 4,
      again: false,
      work,
      onEnd: () => {},
      isOver: () => false,
    });
    return passUntil(clock, ends).finally(progress.close);
  };

  const died = run(
    (_, share) => {
      if (share > 0.5) throw new Error('the machine is off');
    },
    rows.slice(1, 2),
  );
  await expect(died).rejects.toThrow('the machine is off');

  const ends = await run(() => {});
  expect(ends.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'failed', 'left']);
  expect(ends[1]!.facts).toMatchObject({ after: NEWER });
  expect((ends[1]!.facts as { resumed_from: number }).resumed_from).toBeGreaterThan(image.bytes.length / 3);
  expect(ends[2]!.words).toMatch(/The button of sim-puck-3 was not pressed in time/);
  expect(ends[3]!.words).toMatch(/held by another program, a gateway or a terminal/);
  expect(bands.slice(0, 2).map(({ presses }) => presses())).toEqual([1, 1]);

  const third = await run(() => {});
  expect(third.slice(0, 2).map(({ outcome }) => outcome)).toEqual(['already', 'already']);
});

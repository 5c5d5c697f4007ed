import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../host/records/store.ts';
import { runCalibration } from '../../host/tools/calibration-run.ts';
import { calibrateFleet, type FleetCalibrationParts } from '../../host/tools/fleet-calibrate.ts';
import { openFleetProgress } from '../../host/tools/fleet-progress.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { createHolder } from '../../sim/holder.ts';
import { SEED } from '../seeded.ts';
import { passUntil } from '../virtual-time.ts';
import { noPort, openAs, row, temporaryFolder } from './fleet-virtual.ts';

test('one holder, one sequence of poses: each band is judged for itself, and a second run leaves out those that are done', async () => {
  const clock = createVirtualClock(Date.UTC(2026, 2, 1));
  const holder = createHolder({ bands: 3, clock, seed: SEED, flashed: true });
  const folder = temporaryFolder('fleet-calibrate');
  const progress = openFleetProgress(join(folder, 'progress.jsonl'), clock.wallMs);
  let led = 0;
  const parts: FleetCalibrationParts = {
    timeline: clock,
    bandTime: clock,
    openLink: async (port) => {
      const device = holder.devices[Number(port)];
      if (!device) throw noPort(port);
      return openAs(device.link);
    },
    progress,
    operator: 'A. Example',
    again: false,
    places: 3,
    openStore: (simulated) => openStore(join(folder, 'data'), { simulated, wallMs: clock.wallMs }),
    lead: (sensors) => {
      led++;
      holder.hand.begin(clock.nowMs() / 1000);
      const onEvent = (index: number, event: { kind: string; poses?: number }): void => {
        if (index === 1 && event.kind === 'pose' && event.poses === 5)
          holder.devices[1]!.air.dropOut(Number.POSITIVE_INFINITY);
      };
      return runCalibration({ sensors, timeline: clock, onEvent }).done;
    },
    onEnd: () => {},
  };
  const rows = [
    row('B-1', { port: '0' }),
    row('B-2', { port: '1' }),
    row('B-3', { port: '2', device: 'somebody-else' }),
    row('B-4', { port: 'nowhere' }),
    row('B-5', { role: 'stim', board: 'xiao' }),
  ];
  const ends = await passUntil(clock, calibrateFleet(rows, parts));
  expect(ends.map(({ outcome }) => outcome)).toEqual(['done', 'failed', 'failed', 'left', 'already']);
  expect(ends[0]!.words).toMatch(/tilt: off by .* deg before, 0\.0\d\d deg expected after/);
  expect(ends[1]!.words).toMatch(/The link to sim-puck-\d+ was lost and did not come back/);
  expect(ends[2]!.words).toMatch(/at 2 is sim-puck-\d+, not somebody-else/);
  expect(ends[3]!.words).toMatch(/not in the holder/);
  const again = await passUntil(clock, calibrateFleet([rows[0]!, rows[4]!], parts));
  expect(again.map(({ outcome, words }) => `${outcome} ${words}`)).toEqual([
    'already done 2026-03-01',
    'already a stim band has no motion sensor to calibrate',
  ]);
  expect(led).toBe(1);
  progress.close();
});

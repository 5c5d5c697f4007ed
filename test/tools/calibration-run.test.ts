import { expect, test } from 'vitest';
import { runCalibration } from '../../host/tools/calibration-run.ts';
import { radToDeg } from '../../protocol/units.ts';
import { tiltErrorDeg } from '../motion/calibration/turned-sensor.ts';
import { passUntil } from '../virtual-time.ts';
import { calibrationBench } from './calibration-bench.ts';

test('three bands in one holder, through one sequence of poses, over air that loses packets', async () => {
  const { clock, holder, sensors } = await calibrationBench({ bands: 3 });
  const ends = await passUntil(clock, runCalibration({ sensors, timeline: clock }).done);
  ends.forEach(({ ended, result }, i) => {
    expect({ ended, refused: result.refused }).toEqual({ ended: 'complete', refused: [] });
    const errors = holder.errors[i]!;
    expect(tiltErrorDeg(errors, result.accelerometer!.model)).toBeLessThan(0.08);
    for (const [k, bias] of result.gyro!.biasRadS.entries())
      expect(Math.abs(radToDeg(bias - errors.gyroBiasRadS[k]!))).toBeLessThan(0.012);
  });
});

test('a link that is lost in the middle and comes back: what was found is kept, and it goes on', async () => {
  const { clock, holder, sensors } = await calibrationBench({ bands: 1 });
  let poses = 0;
  const run = runCalibration({
    sensors,
    timeline: clock,
    onEvent: (_, event) => {
      if (event.kind === 'pose') poses = event.poses;
      if (event.kind === 'pose' && event.poses === 7) holder.devices[0]!.air.dropOut(15_000);
    },
  });
  const [end] = await passUntil(clock, run.done);
  expect(end).toMatchObject({ ended: 'complete', result: { refused: [] } });
  expect(poses).toBeGreaterThanOrEqual(18);
});

test('a link that does not come back ends that band alone', async () => {
  const { clock, holder, sensors } = await calibrationBench({ bands: 2 });
  const run = runCalibration({
    sensors,
    timeline: clock,
    onEvent: (index, event) => {
      if (index === 1 && event.kind === 'pose' && event.poses === 5)
        holder.devices[1]!.air.dropOut(Number.POSITIVE_INFINITY);
    },
  });
  const ends = await passUntil(clock, run.done);
  expect(ends.map(({ ended }) => ended)).toEqual(['complete', 'lost']);
  expect(ends[1]!.result.refused).toMatchObject([{ part: 'accelerometer', reason: 'fit' }]);
});

test('nobody turns the band: it ends by itself and says what is missing', async () => {
  const { clock, sensors } = await calibrationBench({ bands: 1, hand: { restS: 1e6 } });
  const [end] = await passUntil(clock, runCalibration({ sensors, timeline: clock, patienceMs: 20_000 }).done);
  expect(end).toMatchObject({
    ended: 'slow',
    result: { gyro: { restS: 5 }, refused: [{ fit: { reason: 'too-few-poses', poses: 1 } }] },
  });
});

test('ended by hand it says what it has', async () => {
  const { clock, sensors } = await calibrationBench({ bands: 1 });
  const run = runCalibration({ sensors, timeline: clock });
  clock.after(30_000, run.end);
  const [end] = await passUntil(clock, run.done);
  expect(end).toMatchObject({ ended: 'stopped', result: { refused: [{ part: 'accelerometer' }] } });
});

import { expect, test } from 'vitest';
import type { StimulationTelemetry } from '../../../protocol/session.ts';
import { CourseRig } from './course-rig.ts';

/** A frame tells of a look at the output before the present one. */
function lagging(frames: number): (telemetry: StimulationTelemetry) => StimulationTelemetry {
  const looks: number[] = [];
  return (telemetry) => {
    looks.push(telemetry.currentUa);
    return { ...telemetry, currentUa: looks.at(-1 - frames) ?? 0 };
  };
}

function high(): CourseRig {
  const rig = new CourseRig();
  rig.measured = lagging(1);
  rig.begin();
  return rig;
}

test.each([
  ['to 0', 0],
  ['by much', 4_000],
])('F31: from a high level %s: the frame that still reads the old one back ends nothing', (_, currentUa) => {
  const rig = high();
  rig.wish({ kind: 'set', currentUa });
  rig.run(2_000);
  expect(rig.band.state).toBe('ACTIVE');
  expect(rig.band.currentUa).toBe(currentUa);
  expect(rig.view()).toMatchObject({ state: 'ACTIVE', currentUa, reason: '' });
  expect(rig.sent.map(({ kind }) => kind)).not.toContain('STOP');
});

test('F31: step after step down, faster than they are read back', () => {
  const rig = high();
  for (const currentUa of [15_000, 10_000, 5_000, 0]) {
    rig.wish({ kind: 'set', currentUa });
    rig.run(60);
  }
  rig.run(2_000);
  expect(rig.sent.map(({ kind }) => kind)).not.toContain('STOP');
  expect(rig.band.currentUa).toBe(0);
});

test('F18, F31: what is still read back after that is an over-current, and STOP within a second', () => {
  const rig = high();
  rig.measured = (telemetry) => ({ ...telemetry, currentUa: 20_000 });
  rig.wish({ kind: 'set', currentUa: 4_000 });
  rig.run(600);
  expect(rig.view().reason).toBe('OVER_CURRENT');
  expect(rig.band.currentUa).toBe(0);
});

test('F18, F31: more than was ever asked for is given no time at all', () => {
  const rig = high();
  rig.measured = (telemetry) => ({ ...telemetry, currentUa: 24_500 });
  rig.wish({ kind: 'set', currentUa: 4_000 });
  rig.run(150);
  expect(rig.view().reason).toBe('OVER_CURRENT');
});

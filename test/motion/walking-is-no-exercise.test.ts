import { describe, expect, it } from 'vitest';
import { readBody } from './body-recording.ts';
import { followMovement } from './follow.ts';
import { interleave } from './recording.ts';
import { dataSet } from './reference-data.ts';

const folder = dataSet('body');
/** The person sits, gets up at 40 s and walks from 55 s to 100 s: every minute that holds some of it, and the walking alone. */
const WINDOWS_S = [5, 10, 15, 20, 25, 30, 35, 40, 50, 55, 57.3].map(
  (from) => [from, Math.min(100, from + 60)] as const,
);

describe.skipIf(!folder)('walking', () => {
  const body = folder ? readBody(folder) : undefined;
  for (const side of ['left', 'right']) {
    it(`counts no knee extension, ${side} leg`, () => {
      for (const [from, to] of WINDOWS_S) {
        const thigh = body!.segment(`upper_leg_${side}`, 'thigh', from, to);
        const shank = body!.segment(`lower_leg_${side}`, 'shank', from, to);
        expect(followMovement('knee-extension', interleave([thigh, shank])).reps, `${from} to ${to} s`).toHaveLength(0);
      }
    });

    it(`counts no arm exercise, ${side} arm swinging`, () => {
      for (const exercise of ['elbow-flexion', 'shoulder-abduction', 'shoulder-flexion']) {
        const upper = body!.segment(`upper_arm_${side}`, 'upper-arm', 55, 100);
        const lower = body!.segment(`forearm_${side}`, 'forearm', 55, 100);
        expect(followMovement(exercise, interleave([upper, lower])).reps, exercise).toHaveLength(0);
      }
    });
  }
});

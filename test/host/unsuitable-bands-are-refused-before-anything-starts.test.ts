import { describe, expect, test } from 'vitest';
import { refuseUnsuitableBands } from '../../host/band-suitability.ts';
import { EXERCISES, exerciseById } from '../../host/motion/index.ts';
import { sensorsOf } from '../../host/motion/joint/exercise-angle.ts';
import type { Hello } from '../../protocol/message.ts';
import type { Placement } from '../../protocol/placement.ts';
import { PretendedBand } from './pretended-band.ts';

const kneeExtension = exerciseById('knee-extension')!;
const band = (placement: Placement, said: Partial<Hello> = {}) => new PretendedBand(placement, () => 0, said).device;

describe('a band with an accelerometer only', () => {
  test.each(EXERCISES.map((exercise) => [exercise.id, exercise] as const))(
    'cannot measure %s, and is told why',
    (_, exercise) => {
      for (const bare of sensorsOf(exercise)) {
        const worn = exercise.sensors.map((placement) => band(placement, { accelerometerOnly: placement === bare }));
        expect(() => refuseUnsuitableBands(exercise, worn)).toThrowError(
          expect.objectContaining({
            code: 'exercise/needs-gyroscope',
            message: expect.stringMatching(new RegExp(`gyroscope on the ${bare}, .*limber record`)),
          }),
        );
      }
    },
  );

  test('may be worn besides', () => {
    const worn = [band('thigh'), band('shank'), band('sternum', { accelerometerOnly: true })];
    expect(() => refuseUnsuitableBands(kneeExtension, worn)).not.toThrow();
  });
});

describe('a band whose sensor does not answer', () => {
  test('is named, with what to do', () => {
    const worn = [band('thigh', { configurationId: 0 }), band('shank')];
    expect(() => refuseUnsuitableBands(kneeExtension, worn)).toThrowError(
      expect.objectContaining({
        code: 'exercise/sensor-broken',
        message: expect.stringMatching(/^The band on the thigh measures nothing: .*Switch it off and on/),
      }),
    );
  });

  test('is asked as it is now, not as it greeted', () => {
    const thigh = new PretendedBand('thigh', () => 0, { configurationId: 0 });
    thigh.startAnew({ configurationId: 1 });
    expect(() => refuseUnsuitableBands(kneeExtension, [thigh.device, band('shank')])).not.toThrow();
  });
});

import type { Placement } from '../../protocol/placement.ts';
import type { AngleKind, Exercise } from './exercises/exercise.ts';
import { sensorsOf } from './joint/exercise-angle.ts';

/**
 * Why an angle of this kind cannot be had from an accelerometer alone. Tried with simulated people and rates set to nought: of 537
 * repetitions of the library's 37 exercises 16 were counted, up to 58 degrees off.
 */
export const WHY_A_GYROSCOPE: Readonly<Record<AngleKind, string>> = {
  hinge: 'the joint axis and its angle come from how fast both bands turn',
  elevation:
    'a moving limb accelerates, which alone looks like tilting: the tilt is carried through it by the gyroscope',
  bend: 'the tilt of two moving limbs is compared, and each is carried through its movement by the gyroscope',
  fold: 'the tilt of two moving limbs is added up, and each is carried through its movement by the gyroscope',
  sway: 'the tilt of the lifted limb is carried through its movement by the gyroscope',
  turn: 'a turn about the vertical does not change what an accelerometer feels',
};

/** What a band without a gyroscope is still good for. */
export const WITHOUT_A_GYROSCOPE =
  'worn besides, such a band still tells falls and violent movements (they pause a stimulation), and its acceleration can be recorded (limber record)';

/** The bands on which the exercise is measured and which have no gyroscope. */
export function withoutGyroscope(exercise: Exercise, accelerometerOnly: readonly Placement[]): Placement[] {
  return sensorsOf(exercise).filter((placement) => accelerometerOnly.includes(placement));
}

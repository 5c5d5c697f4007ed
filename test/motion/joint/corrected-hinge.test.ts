import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { degToRad } from '../../../protocol/units.ts';
import { type HingeTrial, type SensorSamples, simulateHinge } from '../../../sim/body/hinge.ts';
import { aboutAxis, type Quaternion, rotate, type Vector } from '../../../sim/body/rotation.ts';
import { SEED } from '../../seeded.ts';
import { type Angles, blocksOf, causalAngles, offlineAngles, rmseDeg } from './hinge-run.ts';

const short = { durationS: 20, rateHz: 50 };
const trial = simulateHinge(3, short);
const rigid = simulateHinge(5, { ...short, isRigid: true });

const part = fc.double({ min: -1, max: 1, noNaN: true });
const turn: fc.Arbitrary<Quaternion> = fc
  .tuple(part, part, part, fc.double({ min: 0.1, max: 3, noNaN: true }))
  .filter(([x, y, z]) => Math.hypot(x, y, z) > 0.1)
  .map(([x, y, z, angle]) => aboutAxis([x, y, z], angle));

function strapped({ gyroRadS, accMs2 }: SensorSamples, by: Quaternion): SensorSamples {
  return { gyroRadS: turned(gyroRadS, by), accMs2: turned(accMs2, by) };
}

function turned(values: ArrayLike<number>, by: Quaternion): Float64Array {
  const out = new Float64Array(values.length);
  for (let at = 0; at < values.length; at += 3) {
    out.set(rotate(by, [values[at]!, values[at + 1]!, values[at + 2]!] as Vector), at);
  }
  return out;
}

const restrapped = (given: HingeTrial, proximal: Quaternion, distal: Quaternion): HingeTrial => ({
  ...given,
  proximal: strapped(given.proximal, proximal),
  distal: strapped(given.distal, distal),
  axes: [...turned(given.axes.slice(0, 3), proximal), ...turned(given.axes.slice(3), distal)],
});

const swapped = (given: HingeTrial): HingeTrial => ({
  ...given,
  proximal: given.distal,
  distal: given.proximal,
  axes: [...given.axes.slice(3), ...given.axes.slice(0, 3)],
});

/** Largest difference of two curves from `fromMs` on, degrees, without the constant between them. */
function apartDeg(a: Pick<Angles, 'angleDeg'>, b: Pick<Angles, 'angleDeg'>, sign = 1, from = 0): number {
  const differences = a.angleDeg.slice(from).map((value, i) => value - sign * b.angleDeg[from + i]!);
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  return Math.max(...differences.map((value) => Math.abs(value - mean)));
}

describe('a hinge between two sensors', () => {
  it('has the angle it has, known axis and found axis, live and afterwards', () => {
    const whole = simulateHinge(2, { rateHz: 50 });
    expect(rmseDeg(whole, causalAngles(whole, whole.axes))).toBeLessThan(3);
    expect(rmseDeg(whole, causalAngles(whole), true)).toBeLessThan(3);
    expect(rmseDeg(whole, offlineAngles(whole, whole.axes))).toBeLessThan(2.5);
    expect(rmseDeg(whole, offlineAngles(whole), true)).toBeLessThan(2.5);
  });

  it('is within two degrees on bone', () => {
    const bone = simulateHinge(7, { rateHz: 50, isRigid: true });
    expect(rmseDeg(bone, offlineAngles(bone), true)).toBeLessThan(2);
  });

  it('does not care how the bands are strapped on', () => {
    const [known, found] = [causalAngles(trial, trial.axes), causalAngles(trial)];
    fc.assert(
      fc.property(turn, turn, (proximal, distal) => {
        const other = restrapped(trial, proximal, distal);
        // The estimate of the gyroscopes' bias is clipped axis by axis: not quite the same in another frame.
        expect(apartDeg(causalAngles(other, other.axes), known, 1, 250)).toBeLessThan(0.5);
        // Which way is positive is settled while the axis is being learned.
        const either = [1, -1].map((sign) => apartDeg(causalAngles(other), found, sign, 600));
        expect(Math.min(...either)).toBeLessThan(1);
      }),
      { seed: SEED, numRuns: 6 },
    );
  });

  it('turns its sign with the axis, and with the order of the sensors', () => {
    const known = causalAngles(rigid, rigid.axes);
    const against = causalAngles(
      rigid,
      rigid.axes.map((part) => -part),
    );
    expect(apartDeg(against, known, -1)).toBeLessThan(1e-6);
    const other = swapped(rigid);
    expect(apartDeg(causalAngles(other, other.axes), known, -1, 100)).toBeLessThan(0.5);
  });

  it('mirrors left and right: the same movement in a mirror has the same angle about the mirrored axis', () => {
    const mirror = (values: ArrayLike<number>, isAxial: boolean): Float64Array =>
      Float64Array.from(values, (value, i) => ((i % 3 === 1) === isAxial ? value : -value));
    const reflect = ({ gyroRadS, accMs2 }: SensorSamples): SensorSamples => ({
      gyroRadS: mirror(gyroRadS, true),
      accMs2: mirror(accMs2, false),
    });
    const left = { ...rigid, proximal: reflect(rigid.proximal), distal: reflect(rigid.distal) };
    // A mirror turns rotations round: its axis is an axial vector like the angular rate.
    const axes = [...mirror(rigid.axes, true)];
    expect(apartDeg(causalAngles(left, axes), causalAngles(rigid, rigid.axes), 1, 250)).toBeLessThan(0.5);
  });

  it('counts zero from the posture in which equal axes make equal frames', () => {
    const { angleDeg } = offlineAngles(rigid, rigid.axes);
    const other = restrapped(rigid, [1, 0, 0, 0], aboutAxis(rigid.axes.slice(3) as unknown as Vector, degToRad(30)));
    const turnedBy = offlineAngles(other, other.axes).angleDeg;
    const differences = angleDeg.map((value, i) => value - turnedBy[i]!).slice(250);
    expect(Math.min(...differences)).toBeGreaterThan(29.5);
    expect(Math.max(...differences)).toBeLessThan(30.5);
  });
});

describe('the stage', () => {
  it('says the same however the samples are cut into blocks', () => {
    const whole = causalAngles(trial);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        const run = causalAngles(
          trial,
          undefined,
          blocksOf(trial, (n) => sizes[n % sizes.length]!),
        );
        const shared = Math.min(run.angleDeg.length, whole.angleDeg.length);
        expect(shared).toBeGreaterThan(900);
        expect(run.angleDeg.slice(0, shared)).toEqual(whole.angleDeg.slice(0, shared));
      }),
      { seed: SEED, numRuns: 5 },
    );
  });

  it('goes on from a saved state as if nothing had happened', () => {
    const resumed = causalAngles(trial, undefined, blocksOf(trial), (states) => structuredClone(states));
    expect(resumed.angleDeg).toEqual(causalAngles(trial).angleDeg);
  });
});

import { describe, expect, it } from 'vitest';
import { BAND_PLACES } from '../../host/motion/figure/band-mark.ts';
import { bodyAt } from '../../host/motion/figure/body-movement.ts';
import { fullTravelDeg } from '../../host/motion/figure/scene.ts';
import { apply, compose, dot, type Turn, type Vector } from '../../host/motion/figure/turn.ts';
import { EXERCISES, type Exercise } from '../../host/motion/index.ts';
import { finishMovement, initialMovement, stepMovement } from '../../host/motion/movement.ts';
import { SIDES, type Side } from '../../protocol/placement.ts';
import { radToDeg } from '../../protocol/units.ts';
import { followMovement } from './follow.ts';
import { perform, REST_AFTER_S } from './performed-exercise.ts';
import { interleave } from './recording.ts';

const transposed = (t: Turn): Turn => [t[0], t[3], t[6], t[1], t[4], t[7], t[2], t[5], t[8]];
const upIn = (t: Turn): Vector => apply(transposed(t), [0, 0, 1]);
const between = (a: Vector, b: Vector): number => radToDeg(Math.acos(Math.min(1, Math.max(-1, dot(a, b)))));

/** The exercise's angle by its definition in docs/axes.md, from where the segments of the body model are. */
function definedDeg(exercise: Exercise, side: Side, travelDeg: number): number {
  const turns = (deg: number): Turn[] => {
    const body = bodyAt(exercise.body, side, deg, fullTravelDeg(exercise));
    return exercise.sensors.map((placement) => body.segments[BAND_PLACES[placement].segment].worldFromSegment);
  };
  const [start, now] = [turns(0), turns(travelDeg)];
  const tilt = (i: number): number => between(upIn(start[i]!), upIn(now[i]!));
  if (exercise.angle === 'elevation') return tilt(0);
  if (exercise.angle === 'sway') return tilt(1);
  if (exercise.angle === 'bend') return tilt(1) - tilt(0);
  if (exercise.angle === 'fold') return tilt(1) + tilt(0);
  const relative = (t: Turn[]): Turn => (t.length === 2 ? compose(transposed(t[0]!), t[1]!) : t[0]!);
  const turned = compose(relative(now), transposed(relative(start)));
  return radToDeg(Math.acos(Math.min(1, (turned[0] + turned[4] + turned[8] - 1) / 2)));
}

describe.each(EXERCISES.map((exercise) => [exercise.id, exercise] as const))('%s', (_, exercise) => {
  it.each(SIDES)('is drawn with the travel it is measured by, on the %s', (side) => {
    const { low, high } = exercise.targetDeg;
    for (const deg of [low / 2, low, high]) expect(definedDeg(exercise, side, deg)).toBeCloseTo(deg, -0.3);
  });

  it.each(SIDES)('is counted exactly, its range within 5 degrees, and a minute of rest is none, on the %s', (side) => {
    const { recordings, movement } = perform(exercise, side, 1 + SIDES.indexOf(side));
    const { reps } = followMovement(exercise.id, interleave(recordings));
    expect(reps.map(({ rep }) => Math.round(rep.endMs / 100) / 10)).toHaveLength(movement.reps.length);
    for (const [i, { rep }] of reps.entries()) {
      const truth = movement.reps[i]!;
      expect(Math.abs(rep.romDeg - truth.romDeg), `range of repetition ${i + 1}`).toBeLessThan(5);
      expect(Math.abs(rep.endMs / 1000 - truth.endS), `end of repetition ${i + 1}`).toBeLessThan(0.6);
    }
    expect(reps.at(-1)!.emittedAtMs / 1000).toBeLessThan(movement.durationS - REST_AFTER_S + 1);
    if (exercise.angle === 'sway') {
      for (const { rep } of reps) {
        expect(rep.tempoS.holdS).toBeGreaterThan(0.8 * exercise.tempo.holdS);
        const { swayRmsMs2 } = rep.metrics;
        // The body model leans by 0.3 degrees about either axis: 0.05 m/s^2 of gravity each.
        if (rep.tempoS.holdS > 6) expect(swayRmsMs2.value).toBeLessThan(0.15);
      }
    }
  });
});

const ONE_OF_EACH_KIND = [...new Map(EXERCISES.map((exercise) => [exercise.angle, exercise]))];

it.each(ONE_OF_EACH_KIND)('%s goes on from a saved state as if nothing had happened', (_, exercise) => {
  const blocks = interleave(perform(exercise, 'left', 3).recordings).slice(0, 900);
  let [straight, saved] = [initialMovement({ exercise, rateHz: 104 }), initialMovement({ exercise, rateHz: 104 })];
  const [events, resumed] = [[], []] as [unknown[], unknown[]];
  for (const [i, block] of blocks.entries()) {
    const [next, emitted] = stepMovement(straight, block);
    const [after, again] = stepMovement(i % 40 === 0 ? structuredClone(saved) : saved, block);
    events.push(...structuredClone(emitted));
    resumed.push(...structuredClone(again));
    [straight, saved] = [next, after];
  }
  expect([...resumed, ...finishMovement(saved)]).toEqual([...events, ...finishMovement(straight)]);
  expect(events.length).toBeGreaterThan(100);
});

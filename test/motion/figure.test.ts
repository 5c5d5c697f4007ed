import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandMark } from '../../host/motion/figure/band-mark.ts';
import type { LimbAngle } from '../../host/motion/figure/body-angles.ts';
import { bodyAt, startingAngles } from '../../host/motion/figure/body-movement.ts';
import { drawBody } from '../../host/motion/figure/drawing.ts';
import { rubberBand } from '../../host/motion/figure/outline.ts';
import { cycleS, momentAt, shownHoldS } from '../../host/motion/figure/pace.ts';
import { placementScene } from '../../host/motion/figure/placement-scene.ts';
import { POSTURES } from '../../host/motion/figure/postures.ts';
import { LENGTH_M } from '../../host/motion/figure/proportions.ts';
import { bodyIn, fullTravelDeg, PICTURE, sceneOf } from '../../host/motion/figure/scene.ts';
import { pointOn, type SegmentName, skeletonOf } from '../../host/motion/figure/skeleton.ts';
import { length, subtract, type Vector } from '../../host/motion/figure/turn.ts';
import { EXERCISES, exerciseById } from '../../host/motion/index.ts';
import { SIDES } from '../../protocol/placement.ts';
import { SEED } from '../seeded.ts';

const apart = (a: Vector, b: Vector): number => length(subtract(a, b));
const cases = EXERCISES.map((exercise) => [exercise.id, exercise] as const);

describe('skeleton', () => {
  it('is as tall as the person whose proportions it has', () => {
    const standing = skeletonOf({}, 'right');
    const sole = pointOn(standing, 'own-foot', [0, 0, -LENGTH_M.ankleHeight])[2];
    const crown = pointOn(standing, 'head', [0, 0, LENGTH_M.head])[2] + 0.13 * 1.75 * 0.5;
    expect(crown - sole).toBeCloseTo(1.75, 1);
  });

  it('keeps the length of every limb, whatever its joints do', () => {
    const angle = fc.integer({ min: -120, max: 120 });
    const names: LimbAngle[] = ['hipFlexion', 'hipAbduction', 'kneeFlexion', 'shoulderFlexion', 'elbowFlexion'];
    fc.assert(
      fc.property(fc.tuple(angle, angle, angle, angle, angle), (degs) => {
        const own = Object.fromEntries(names.map((name, i) => [name, degs[i]!]));
        const { segments } = skeletonOf({ own }, 'left');
        const between = (a: SegmentName, b: SegmentName): number => apart(segments[a].joint, segments[b].joint);
        expect(between('own-thigh', 'own-shank')).toBeCloseTo(LENGTH_M.thigh, 9);
        expect(between('own-shank', 'own-foot')).toBeCloseTo(LENGTH_M.shank, 9);
        expect(between('own-upper-arm', 'own-forearm')).toBeCloseTo(LENGTH_M.upperArm, 9);
        expect(between('own-forearm', 'own-hand')).toBeCloseTo(LENGTH_M.forearm, 9);
      }),
      { seed: SEED, numRuns: 30 },
    );
  });

  it.each([
    ['hip flexion lifts the foot forwards', { hipFlexion: 90 }, (p: Vector) => p[0] > 0.8],
    ['knee flexion brings the foot back', { kneeFlexion: 90 }, (p: Vector) => p[0] < -0.4],
    ['hip abduction takes the left foot to the left', { hipAbduction: 40 }, (p: Vector) => p[1] > 0.4],
  ] as const)('%s', (_, own, holds) => {
    expect(holds(skeletonOf({ own }, 'left').segments['own-foot'].joint)).toBe(true);
  });
});

describe.each(cases)('%s', (_, exercise) => {
  it('is the mirror image on the other side', () => {
    const full = fullTravelDeg(exercise);
    const [left, right] = SIDES.map((side) => bodyAt(exercise.body, side, full, full));
    for (const [name, { joint }] of Object.entries(left!.segments)) {
      const [x, y, z] = right!.segments[name as SegmentName].joint;
      expect(apart(joint, [x, -y, z])).toBeLessThan(1e-9);
    }
  });

  it('keeps in place what carries the body', () => {
    const full = fullTravelDeg(exercise);
    const [segment, at] = exercise.body.support ?? POSTURES[exercise.body.posture].support;
    const start = pointOn(skeletonOf(startingAngles(exercise.body), 'left'), segment, at);
    expect(apart(start, pointOn(bodyAt(exercise.body, 'left', full, full), segment, at))).toBeLessThan(1e-9);
  });

  it('fits its bands, its arc and its shapes into the picture', () => {
    for (const side of SIDES) {
      const scene = sceneOf(exercise, side);
      const marks = exercise.sensors.flatMap((placement) => [
        bandMark(bodyIn(scene, 0), placement, scene.lens).at,
        bandMark(bodyIn(scene, scene.fullDeg), placement, scene.lens).at,
      ]);
      const wearing = placementScene(exercise, side);
      const worn = exercise.sensors.map((placement) => bandMark(bodyIn(wearing, 0), placement, wearing.lens).at);
      for (const [x, y] of [...marks, ...worn, scene.tipAt(exercise.targetDeg.high), scene.tipAt(0)]) {
        expect(x).toBeGreaterThan(0);
        expect(x).toBeLessThan(PICTURE.width);
        expect(y).toBeGreaterThan(0);
        expect(y).toBeLessThan(PICTURE.height);
      }
      for (const { d } of drawBody(scene, scene.fullDeg)) expect(d).not.toMatch(/NaN|Infinity|e-/);
    }
  });
});

describe('outline', () => {
  it('is a circle around one disc, and two arcs and two tangents around two', () => {
    const disc = { at: [10, 10] as const, radius: 5 };
    expect(rubberBand([disc])).toBe('M5 10A5 5 0 1 1 15 10A5 5 0 1 1 5 10Z');
    const path = rubberBand([disc, { at: [40, 10], radius: 3 }]);
    expect(path.match(/A/g)).toHaveLength(2);
    expect(path.endsWith('Z')).toBe(true);
  });

  it('takes no notice of a disc inside another', () => {
    const outer = { at: [10, 10] as const, radius: 5 };
    expect(rubberBand([outer, { at: [11, 10], radius: 1 }])).toBe(rubberBand([outer]));
  });
});

describe('pace', () => {
  it('takes as long out and back as prescribed, and cuts a long hold short', () => {
    const exercise = exerciseById('single-leg-stand')!;
    const { outS, backS } = exercise.tempo;
    const holdS = shownHoldS(exercise.tempo.holdS);
    expect(holdS).toBeLessThan(exercise.tempo.holdS);
    expect(momentAt(exercise, outS / 2)).toEqual({ phase: 'out', share: 0.5 });
    expect(momentAt(exercise, outS + holdS / 2)).toEqual({ phase: 'hold', share: 1 });
    expect(momentAt(exercise, outS + holdS + backS / 2).share).toBeCloseTo(0.5, 9);
    expect(momentAt(exercise, cycleS(exercise) - 0.01)).toEqual({ phase: 'rest', share: 0 });
    expect(momentAt(exercise, cycleS(exercise) + outS / 2).phase).toBe('out');
  });
});

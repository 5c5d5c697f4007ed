import { EXERCISES, type Exercise } from '../host/motion/index.ts';
import { SIDES } from '../protocol/placement.ts';
import { radToDeg } from '../protocol/units.ts';
import type { TrueRep } from '../sim/body/movement.ts';
import { followMovement } from '../test/motion/follow.ts';
import { type Performance, perform } from '../test/motion/performed-exercise.ts';
import { interleave, type Recording } from '../test/motion/recording.ts';
import { type BenchRow, lessIsBetter, moreIsBetter } from './row.ts';

/**
 * Every exercise of the library, done by the body model it is drawn with, bands strapped on in any direction, then a
 * minute of rest. A body model has no skin that slides and keeps to its plane: this shows that an exercise's data, its
 * angle and its counting fit together, not what a person's repetitions are worth.
 */
const SEEDS = [11, 12];

interface Tally {
  sets: number;
  exact: number;
  peakExact: number;
  /** Of the range, over all kinds of angles, and over those that one band's tilt could tell as well. */
  readonly errorsDeg: number[];
  readonly elevationErrorsDeg: number[];
  readonly tiltErrorsDeg: number[];
}

export function exerciseLibraryRows(): BenchRow[] {
  const tally: Tally = { sets: 0, exact: 0, peakExact: 0, errorsDeg: [], elevationErrorsDeg: [], tiltErrorsDeg: [] };
  for (const exercise of EXERCISES)
    for (const seed of SEEDS) add(tally, exercise, perform(exercise, SIDES[seed % 2]!, seed));
  const note = `${EXERCISES.length} exercises, seeds ${SEEDS.join(' ')}`;
  return [
    moreIsBetter(
      {
        name: 'exercise library, simulated: sets counted exactly',
        figure: tally.exact / tally.sets,
        unit: 'share',
        peer: 'gyroscope peaks, two a repetition',
        peerFigure: tally.peakExact / tally.sets,
        note,
      },
      1,
    ),
    lessIsBetter(
      {
        name: 'exercise library, simulated: worst range of motion error, elevations',
        figure: Math.max(...tally.elevationErrorsDeg),
        unit: 'deg',
        peer: 'tilt by accelerometer alone',
        peerFigure: Math.max(...tally.tiltErrorsDeg),
        note: `all kinds of angles: worst ${Math.max(...tally.errorsDeg).toFixed(1)}, mean ${mean(tally.errorsDeg).toFixed(1)} deg`,
      },
      { figureAtMost: 5 },
    ),
  ];
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function add(tally: Tally, { id, angle }: Exercise, { recordings, movement }: Performance): void {
  const { reps } = followMovement(id, interleave(recordings));
  const last = recordings.at(-1)!;
  tally.sets++;
  if (countPeaks(last) === 2 * movement.reps.length) tally.peakExact++;
  if (reps.length !== movement.reps.length) return;
  tally.exact++;
  for (const [i, truth] of movement.reps.entries()) {
    const error = Math.abs(reps[i]!.rep.romDeg - truth.romDeg);
    tally.errorsDeg.push(error);
    if (angle !== 'elevation') continue;
    tally.elevationErrorsDeg.push(error);
    tally.tiltErrorsDeg.push(Math.abs(tiltDuring(last, truth) - truth.romDeg));
  }
}

/** Peaks of the smoothed rate above half of the highest, a second apart. */
function countPeaks({ gyroRadS, tMs }: Recording): number {
  const rate = Array.from(tMs, (_, i) => Math.hypot(...gyroRadS.subarray(3 * i, 3 * i + 3)));
  let smooth = 0;
  const low = rate.map((value) => (smooth += 0.06 * (value - smooth)));
  const threshold = low.reduce((most, value) => Math.max(most, value), 0) / 2;
  let peaks = 0;
  let latestMs = Number.NEGATIVE_INFINITY;
  for (let i = 1; i + 1 < low.length; i++) {
    const isPeak = low[i]! > threshold && low[i]! >= low[i - 1]! && low[i]! > low[i + 1]!;
    if (!isPeak || tMs[i]! - latestMs < 1000) continue;
    peaks++;
    latestMs = tMs[i]!;
  }
  return peaks;
}

/** Largest angle between the specific force during a repetition and the one before it. */
function tiltDuring({ accMs2, tMs }: Recording, { startS, endS }: TrueRep): number {
  const index = (tS: number): number => tMs.findIndex((t) => t >= 1000 * tS);
  const at = (i: number): number[] => [...accMs2.subarray(3 * i, 3 * i + 3)];
  const start = at(index(startS));
  let largest = 0;
  for (let i = index(startS); i < index(endS); i++) {
    const now = at(i);
    const dot = start.reduce((sum, value, k) => sum + value * now[k]!, 0);
    const cosine = dot / (Math.hypot(...start) * Math.hypot(...now));
    largest = Math.max(largest, radToDeg(Math.acos(Math.min(1, Math.max(-1, cosine)))));
  }
  return largest;
}

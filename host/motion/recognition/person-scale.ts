import type { ExecutionModel, Traits } from './execution-model.ts';

/**
 * Belief about where a person's centre lies in one exercise: how far they come and how long they stay, whatever the
 * execution. Nobody else's templates say that; the session's own repetitions do, without anyone knowing what they were,
 * because only some centres explain all of them. A grid, since at first two explanations ("small for a large person",
 * "correct for a small one") stand side by side.
 */
export interface PersonScale {
  /** Axes of the grid: excursion, time far out; logarithms. */
  readonly from: Traits;
  readonly step: Traits;
  readonly counts: readonly [number, number];
  /** Excursion in rows, time in columns; the largest is 0. */
  readonly logBelief: Float64Array;
}

/** Standard deviations in logarithms, excursion and time. */
interface Spread {
  readonly person: Traits;
  readonly step: Traits;
}

/** One person from enrolment to session: measured 0.1 to 0.15 and 0.2 to 0.35 (who is used to an exercise holds shorter). */
const OWN: Spread = { person: [0.15, 0.25], step: [0.06, 0.125] };
/** From one person to another: a raised leg went 25 degrees with one subject and 100 with two others. */
const FOREIGN: Spread = { person: [0.4, 0.35], step: [0.08, 0.125] };
/** Repetitions of one execution around its place; holds vary more than excursions. */
const REPETITION: Traits = [0.15, 0.3];
/** Squared deviation in units of the spread beyond which a repetition is an accident and says no more. */
const ACCIDENT = 12;
/** The grid reaches this many standard deviations beyond the outermost centre. */
const REACH = 2.5;

export function initialScale({ centres, isOwn }: ExecutionModel): PersonScale {
  const { person, step } = isOwn ? OWN : FOREIGN;
  const low = (axis: 0 | 1): number => Math.min(...centres.map((centre) => centre[axis])) - REACH * person[axis];
  const high = (axis: 0 | 1): number => Math.max(...centres.map((centre) => centre[axis])) + REACH * person[axis];
  const from: Traits = [low(0), low(1)];
  const counts = [Math.ceil((high(0) - from[0]) / step[0]) + 1, Math.ceil((high(1) - from[1]) / step[1]) + 1] as const;
  const logBelief = new Float64Array(counts[0] * counts[1]);
  for (let cell = 0; cell < logBelief.length; cell++) {
    const [x, y] = centreOf(cell, from, step, counts[1]);
    const density = centres.map((c) => Math.exp(-(((x - c[0]) / person[0]) ** 2 + ((y - c[1]) / person[1]) ** 2) / 2));
    logBelief[cell] = Math.log(density.reduce((sum, value) => sum + value, 1e-9));
  }
  return { from, step, counts, logBelief: relative(logBelief) };
}

/** Probability of each label for a repetition, over all centres the person may have; in the order of the model's labels. */
export function executionProbabilities(model: ExecutionModel, scale: PersonScale, traits: Traits): number[] {
  const sums = model.labels.map(() => 0);
  forEachCell(model, scale, traits, (cell, likelihoods) => {
    const belief = Math.exp(scale.logBelief[cell]!);
    for (let label = 0; label < sums.length; label++) sums[label]! += belief * likelihoods[label]!;
  });
  const total = sums.reduce((sum, value) => sum + value, 0);
  return sums.map((value) => value / total);
}

/** Belief after a repetition of unknown execution: every execution is as likely, whatever came before. */
export function updatedScale(model: ExecutionModel, scale: PersonScale, traits: Traits): PersonScale {
  const logBelief = scale.logBelief.slice();
  forEachCell(model, scale, traits, (cell, likelihoods) => {
    logBelief[cell]! += Math.log(likelihoods.reduce((sum, value) => sum + value, 0));
  });
  return { ...scale, logBelief: relative(logBelief) };
}

function forEachCell(
  { offsets }: ExecutionModel,
  { from, step, counts, logBelief }: PersonScale,
  traits: Traits,
  visit: (cell: number, likelihoods: readonly number[]) => void,
): void {
  const likelihoods = offsets.map(() => 0);
  for (let cell = 0; cell < logBelief.length; cell++) {
    const [x, y] = centreOf(cell, from, step, counts[1]);
    for (let label = 0; label < offsets.length; label++) {
      const [logExcursion, logFar] = offsets[label]!;
      const far = ((traits[0] - x - logExcursion) / REPETITION[0]) ** 2;
      const long = ((traits[1] - y - logFar) / REPETITION[1]) ** 2;
      likelihoods[label] = Math.exp(-(Math.min(far, ACCIDENT) + Math.min(long, ACCIDENT)) / 2);
    }
    visit(cell, likelihoods);
  }
}

const centreOf = (cell: number, from: Traits, step: Traits, columns: number): Traits => [
  from[0] + Math.floor(cell / columns) * step[0],
  from[1] + (cell % columns) * step[1],
];

function relative(logBelief: Float64Array): Float64Array {
  const largest = logBelief.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return logBelief.map((value) => value - largest);
}

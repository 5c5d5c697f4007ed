/**
 * What tells a correct, a rushed and a small repetition apart, as logarithms so that ratios between people, exercises and
 * tempos become differences: how far (log of rad) and how long far out (log of s).
 */
export type Traits = readonly [logExcursion: number, logFar: number];

/** Keeps a movement without any hold finite, and one sample from counting much, s. */
const FAR_FLOOR_S = 0.1;

export const traitsOf = (excursionRad: number, farS: number): Traits => [
  Math.log(Math.max(excursionRad, 1e-3)),
  Math.log(farS + FAR_FLOOR_S),
];

/** One enrolled repetition's traits. */
export interface EnrolledTraits {
  readonly exercise: string;
  readonly execution: string;
  readonly person: string;
  readonly isOwn: boolean;
  readonly traits: Traits;
}

/** How the executions of one exercise lie around a person's centre. */
export interface ExecutionModel {
  readonly exercise: string;
  readonly isOwn: boolean;
  /** Sorted. */
  readonly labels: readonly string[];
  /** For each label, its traits less the person's centre. */
  readonly offsets: readonly Traits[];
  /** Where each person who showed the exercise has their centre. */
  readonly centres: readonly Traits[];
}

/**
 * How much a single enrolled repetition says about its own label's place, against what the label means in all exercises of
 * all people ("fast" shortens the hold to a third wherever it was looked at). One rushed demonstration is a rough guide.
 */
const TRUST_IN_OWN = 0.6;
const TRUST_IN_FOREIGN = 0.3;
/** Centres and label meanings are each defined by the other; from any start they agree to 1e-3 after this. */
const ALTERNATIONS = 8;

/** A person doing one exercise: traits of each label they showed. */
interface Showing {
  readonly exercise: string;
  readonly isOwn: boolean;
  readonly shown: ReadonlyMap<string, readonly Traits[]>;
}

/** One model for each exercise; where the person's own repetitions are enrolled, others' only say what labels mean. */
export function learnExecutions(enrolled: readonly EnrolledTraits[]): ExecutionModel[] {
  const showings = groupShowings(enrolled);
  const { meanings, centres } = learnMeanings(showings);
  return [...new Set(enrolled.map(({ exercise }) => exercise))].sort().map((exercise) => {
    const all = showings.filter((showing) => showing.exercise === exercise);
    const own = all.filter(({ isOwn }) => isOwn);
    const leading = own.length > 0 ? own : all;
    const labels = [...new Set(all.flatMap(({ shown }) => [...shown.keys()]))].sort();
    return {
      exercise,
      isOwn: own.length > 0,
      labels,
      offsets: labels.map((label) => offsetOf(label, leading, meanings, centres)),
      centres: leading.map((showing) => centres.get(showing)!),
    };
  });
}

function groupShowings(enrolled: readonly EnrolledTraits[]): Showing[] {
  const groups = new Map<string, { exercise: string; isOwn: boolean; shown: Map<string, Traits[]> }>();
  for (const { exercise, execution, person, isOwn, traits } of enrolled) {
    const key = JSON.stringify([exercise, isOwn ? null : person]);
    const group = groups.get(key) ?? { exercise, isOwn, shown: new Map() };
    group.shown.set(execution, [...(group.shown.get(execution) ?? []), traits]);
    groups.set(key, group);
  }
  return [...groups.keys()].sort().map((key) => groups.get(key)!);
}

/** Least squares for traits = centre of the person in the exercise + meaning of the label. */
function learnMeanings(showings: readonly Showing[]): {
  meanings: ReadonlyMap<string, Traits>;
  centres: ReadonlyMap<Showing, Traits>;
} {
  const labels = [...new Set(showings.flatMap(({ shown }) => [...shown.keys()]))].sort();
  const meanings = new Map<string, Traits>(labels.map((label) => [label, [0, 0]]));
  const centres = new Map<Showing, Traits>();
  for (let round = 0; round < ALTERNATIONS; round++) {
    for (const showing of showings) {
      const rest = [...showing.shown].map(([label, traits]) => less(meanOf(traits), meanings.get(label)!));
      centres.set(showing, meanOf(rest));
    }
    for (const label of labels) meanings.set(label, meanOf(aroundCentre(label, showings, centres)));
  }
  return { meanings, centres };
}

/** The label's place in this exercise: what was shown, drawn towards what the label means everywhere. */
function offsetOf(
  label: string,
  leading: readonly Showing[],
  meanings: ReadonlyMap<string, Traits>,
  centres: ReadonlyMap<Showing, Traits>,
): Traits {
  const meaning = meanings.get(label)!;
  const shown = aroundCentre(label, leading, centres);
  if (shown.length === 0) return meaning;
  const count = leading.reduce((sum, showing) => sum + (showing.shown.get(label)?.length ?? 0), 0);
  const trust = leading[0]!.isOwn ? TRUST_IN_OWN : TRUST_IN_FOREIGN;
  const weight = (count * trust) / (count * trust + 1 - trust);
  const place = meanOf(shown);
  return [meaning[0] + weight * (place[0] - meaning[0]), meaning[1] + weight * (place[1] - meaning[1])];
}

const aroundCentre = (
  label: string,
  showings: readonly Showing[],
  centres: ReadonlyMap<Showing, Traits>,
): readonly Traits[] =>
  showings.flatMap((showing) => {
    const traits = showing.shown.get(label);
    return traits ? [less(meanOf(traits), centres.get(showing)!)] : [];
  });

const less = (a: Traits, b: Traits): Traits => [a[0] - b[0], a[1] - b[1]];

const meanOf = (all: readonly Traits[]): Traits => [
  all.reduce((sum, [logExcursion]) => sum + logExcursion, 0) / all.length,
  all.reduce((sum, [, logFar]) => sum + logFar, 0) / all.length,
];

import { POSTURE_VALUES, posturesOf } from './posture.ts';
import { type RepTraits, repTraits } from './rep-traits.ts';
import type { EnrolledRep } from './track.ts';

/** An enrolled repetition with what the stages want to know of it. */
export interface Exemplar {
  readonly rep: EnrolledRep;
  /** One row a sample. */
  readonly postures: Float64Array;
  readonly traits: RepTraits;
  readonly durationS: number;
}

export function exemplarOf(rep: EnrolledRep): Exemplar {
  const { track } = rep;
  const postures = posturesOf(track);
  const width = track.sensors.length * POSTURE_VALUES;
  const traits = repTraits(postures, width, { from: 0, to: track.count }, track.rateHz);
  return { rep, postures, traits, durationS: track.count / track.rateHz };
}

/** The person's own repetitions of an exercise say more about it than other people's, which are left out then. */
export function mostTelling(exemplars: readonly Exemplar[]): Exemplar[] {
  const own = new Set(exemplars.filter(({ rep }) => rep.isOwn).map(({ rep }) => rep.exercise));
  return exemplars.filter(({ rep }) => rep.isOwn || !own.has(rep.exercise));
}

/** Mean cosine with the same person's other repetitions of the exercise below which one was cut the other way round. */
const CONTRARY = -0.5;

/**
 * A repetition that was cut from turning point to turning point instead of from rest to rest shows where it rests and
 * where it reaches the other way round; the same person's others of the exercise tell.
 */
export function turnedRight(exemplars: readonly Exemplar[]): Exemplar[] {
  return exemplars.map((exemplar) => {
    const peers = exemplars.filter((other) => other !== exemplar && isPeer(other, exemplar));
    const cosine = peers.reduce((sum, peer) => sum + wayCosine(peer.traits, exemplar.traits), 0) / peers.length;
    return peers.length > 1 && cosine < CONTRARY ? { ...exemplar, traits: contrary(exemplar) } : exemplar;
  });
}

const isPeer = (a: Exemplar, b: Exemplar): boolean =>
  a.rep.person === b.rep.person && a.rep.isOwn === b.rep.isOwn && a.rep.exercise === b.rep.exercise;

/** Its margins mean nothing: as if there were none. */
function contrary({ traits, durationS, rep }: Exemplar): RepTraits {
  const beyondHalfS = Math.max(1 / rep.track.rateHz, durationS - traits.beyondHalfS);
  const ends = { departed: 0, returned: rep.track.count - 1 };
  return { ...traits, ...ends, rest: traits.reach, reach: traits.rest, beyondHalfS };
}

/** Cosine between two ways from rest to reach, -1 to 1. */
function wayCosine(a: RepTraits, b: RepTraits): number {
  let along = 0;
  for (let k = 0; k < a.rest.length; k++) along += (a.reach[k]! - a.rest[k]!) * (b.reach[k]! - b.rest[k]!);
  return along / (a.size * b.size || 1);
}

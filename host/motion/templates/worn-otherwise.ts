import { type Wearing, wearingMistakes, wornRight } from '../sanity/wearing.ts';
import type { CompletedTemplatedRep } from './templated-rep.ts';
import { finishTemplated, initialTemplated, stepTemplated } from './templated-reps.ts';
import { type EnrolledRep, TRACK_VALUES, type Track } from './track.ts';

/** Looked at for a mistake: long enough for some repetitions. */
const STRETCH_S = 60;
/**
 * How many times more repetitions have to fit after bands are changed over, and how many more. On PTED no exchange and no
 * half-turn of one of five sensors worn right made more than 1.2 times as many fit (own templates), or 3 times (others':
 * people stand and lie differently).
 */
const TIMES_MORE = { own: 1.5, foreign: 5 } as const;
const MORE = 1;

/** Every movement out and back as the nearest enrolled repetition, however far that is. */
export function movementsIn(track: Track, enrolled: readonly EnrolledRep[]): readonly CompletedTemplatedRep[] {
  const { rateHz, sensors } = track;
  const unlike = Number.POSITIVE_INFINITY;
  const [state, completed] = stepTemplated(initialTemplated({ rateHz, sensors, enrolled, unlike }), track);
  return [...completed, ...finishTemplated(state)];
}

/**
 * The one mistake in wearing the bands that explains why hardly anything in a recording looks like what was enrolled;
 * undefined where it does, or where no mistake explains it clearly.
 * @param movements of the whole track as it is
 */
export function wornOtherwise(
  track: Track,
  enrolled: readonly EnrolledRep[],
  movements: readonly CompletedTemplatedRep[],
): Wearing | undefined {
  const timesMore = enrolled.some(({ isOwn }) => isOwn) ? TIMES_MORE.own : TIMES_MORE.foreign;
  const [from, to] = busiest(track, movements);
  const within = movements.filter(({ rep: { segment } }) => segment.from >= from && segment.to <= to);
  const wanted = timesMore * fitting(within) + MORE;
  if (within.length > 0 && wanted > within.length + MORE) return undefined;
  const stretch = partOf(track, from, to);
  let [most, best]: [number, Wearing | undefined] = [wanted, undefined];
  for (const wearing of wearingMistakes(track.sensors.length)) {
    const fit = fitting(movementsIn(wornRight(stretch, wearing), enrolled));
    if (fit > most) [most, best] = [fit, wearing];
  }
  return best;
}

/** How many repetitions were done as enrolled: each counts by its likelihood. */
export const fitting = (movements: readonly CompletedTemplatedRep[]): number =>
  movements.reduce((sum, { distance }) => sum + Math.exp(-distance * distance), 0);

/** The stretch that begins with a movement and holds most of them. */
function busiest(track: Track, movements: readonly CompletedTemplatedRep[]): readonly [from: number, to: number] {
  const length = STRETCH_S * track.rateHz;
  let [most, from] = [0, 0];
  for (const { rep } of movements) {
    const begin = Math.max(0, rep.segment.from - track.rateHz);
    const count = movements.filter((one) => one.rep.segment.from >= begin && one.rep.segment.to <= begin + length);
    if (count.length > most) [most, from] = [count.length, begin];
  }
  return [from, Math.min(track.count, from + length)];
}

const partOf = (track: Track, from: number, to: number): Track => ({
  ...track,
  t0S: track.t0S + from / track.rateHz,
  count: to - from,
  values: track.values.map((all) => all.subarray(from * TRACK_VALUES, to * TRACK_VALUES)),
});

import { lowestOf } from './moments.ts';

/** This share of all delays, the lowest, tells where they begin; of fewer than so many the least one does. */
const TELLING = 0.1;
const TELLING_LEAST = 3;
/** The host's own hesitation of some ms rounds off where waits for a connection event begin; measured over all intervals. */
const ROUNDED = 0.025;

/**
 * Where the delays of frames begin, on a straight line through the lowest in their order: the waits for the next connection event are
 * spread evenly. The very least of some hundred is higher the longer a band's interval is, by more than two milliseconds at 60 ms,
 * and what clogs the host now and then does not move this.
 * @param delaysMs left in another order
 */
export function whereDelaysBegin(delaysMs: Float64Array): number {
  const telling = Math.max(TELLING_LEAST, Math.floor(TELLING * delaysMs.length));
  const lowest = lowestOf(delaysMs, telling).sort();
  if (lowest.length < TELLING_LEAST) return lowest[0]!;
  const middle = (lowest.length - 1) / 2;
  let [sumMs, rise, square] = [0, 0, 0];
  for (let i = 0; i < lowest.length; i++) {
    sumMs += lowest[i]!;
    rise += (i - middle) * lowest[i]!;
    square += (i - middle) ** 2;
  }
  return sumMs / lowest.length - (rise / square) * (middle + 0.5 + ROUNDED * delaysMs.length);
}

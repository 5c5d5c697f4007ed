import type { Stretch } from './trail.ts';

/**
 * When the phases of a repetition begin and end, seconds. A phase lasts while the joint is faster than a tenth of the
 * phase's fastest, made longer at either end by what a minimum-jerk movement (Flash and Hogan 1985), which is how people
 * go from one posture to another, spends below that: without it each phase would be measured a sixth too short.
 */
export interface Phases {
  readonly outFromS: number;
  readonly outToS: number;
  readonly backFromS: number;
  readonly backToS: number;
  /** One standard deviation of the durations of either way, and of the hold between them. */
  readonly waySigmaS: number;
  readonly holdSigmaS: number;
}

/** Share of the fastest speed at which a phase begins and ends. */
const CROSSING = 0.1;
/** Share of a minimum-jerk movement's duration before that: 30 u^2 (1 - u)^2 = 0.1 * 30 / 16. */
const BEFORE_CROSSING = 0.0866;
/**
 * How unlike minimum jerk beginnings and endings are: share of what is added. Who is fastest early leaves early and arrives
 * early: of a way's duration half of it cancels, of the hold's nothing.
 */
const SHAPE_SIGMA = 0.18;
/** Shares of the way: where it has certainly begun, and where it is as good as over. */
const NEAR = 0.1;
const HALF = 0.5;

/** @param smoothDps speed without the sensor's noise; undefined where the movement does not go out and come back */
export function phasesOf(stretch: Stretch, smoothDps: Float64Array, noiseDps: number): Phases | undefined {
  const { count, tS, angleDeg } = stretch;
  const peak = indexOfLargest(angleDeg, 0, count - 1);
  const out = phaseBetween(stretch, smoothDps, 0, peak, 1);
  const back = phaseBetween(stretch, smoothDps, peak, count - 1, -1);
  if (!out || !back) return undefined;
  const [first, last] = [tS[0]!, tS[count - 1]!];
  const middle = (out.to + back.from) / 2;
  const meet = out.to > back.from ? middle : Number.NaN;
  const sampling = (last - first) / (count - 1) / Math.sqrt(12);
  const noise = Math.max(out.slopeS, back.slopeS) * noiseDps;
  const shape = SHAPE_SIGMA * (out.addedS + back.addedS);
  return {
    outFromS: out.from,
    outToS: Number.isNaN(meet) ? out.to : meet,
    backFromS: Number.isNaN(meet) ? back.from : meet,
    backToS: back.to,
    waySigmaS: Math.hypot(sampling, noise, shape / 2),
    holdSigmaS: Math.hypot(sampling, noise, shape),
  };
}

interface Phase {
  readonly from: number;
  readonly to: number;
  /** What was added at either end. */
  readonly addedS: number;
  /** Seconds by which a crossing moves for each deg/s. */
  readonly slopeS: number;
}

/** One way, outwards (sign 1) or back (-1), somewhere between two samples. */
function phaseBetween(s: Stretch, speed: Float64Array, from: number, to: number, sign: 1 | -1): Phase | undefined {
  const lowest = s.angleDeg[sign > 0 ? indexOfSmallest(s.angleDeg, from, to) : from]!;
  const highest = s.angleDeg[sign > 0 ? to : indexOfSmallest(s.angleDeg, from, to)]!;
  const travelled = (i: number): number => (s.angleDeg[i]! - lowest) / (highest - lowest);
  const middle = firstPast(from, to, (i) => travelled(i) > HALF);
  if (middle === undefined) return undefined;
  let fastest = 0;
  for (let i = from; i <= to; i++) fastest = Math.max(fastest, sign * speed[i]!);
  const level = CROSSING * fastest;
  let a = middle;
  while (a > from && !(travelled(a) < NEAR && sign * speed[a]! < level)) a--;
  let b = middle;
  while (b < to && !(travelled(b) > 1 - NEAR && sign * speed[b]! < level)) b++;
  if (b - a < 4) return undefined;
  const [begun, ended] = [crossingS(s, speed, a, sign * level), crossingS(s, speed, b - 1, sign * level)];
  const addedS = ((ended - begun) * BEFORE_CROSSING) / (1 - 2 * BEFORE_CROSSING);
  const gain = Math.abs(speed[a + 1]! - speed[a]!) / (s.tS[a + 1]! - s.tS[a]!);
  return { from: begun - addedS, to: ended + addedS, addedS, slopeS: gain > 0 ? Math.min(0.1, 1 / gain) : 0.1 };
}

/** When the speed passes a level between a sample and the next; where it does not, at the sample. */
function crossingS({ tS }: Stretch, speed: Float64Array, i: number, level: number): number {
  const [before, after] = [speed[i]!, speed[i + 1] ?? speed[i]!];
  const share = before === after ? 0 : (level - before) / (after - before);
  return tS[i]! + Math.min(1, Math.max(0, share)) * ((tS[i + 1] ?? tS[i]!) - tS[i]!);
}

function firstPast(from: number, to: number, isPast: (i: number) => boolean): number | undefined {
  for (let i = from; i <= to; i++) if (isPast(i)) return i;
  return undefined;
}

function indexOfLargest(values: Float64Array, from: number, to: number): number {
  let best = from;
  for (let i = from; i <= to; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

function indexOfSmallest(values: Float64Array, from: number, to: number): number {
  let best = from;
  for (let i = from; i <= to; i++) if (values[i]! < values[best]!) best = i;
  return best;
}

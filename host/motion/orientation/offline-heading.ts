import {
  estimatedOffset,
  followMagnet,
  forgetDirection,
  initialMagnet,
  isMagnet,
  offsetSigma,
} from './attached-magnet.ts';
import { takeOff } from './calibrated-orientation.ts';
import { LONGEST_MS } from './gap-bridging.ts';
import { drawTowards, followNorth, initialHeading, northOf, noticeHole } from './heading.ts';

/** Samples of a stored session on the way to north: times, 6D quaternions, rad/s, uT. */
export interface Inclined {
  readonly tMs: Float64Array;
  readonly quaternions: Float64Array;
  readonly gyroRadS: Float64Array;
  readonly magUt: Float64Array;
  readonly rateHz: number;
}

type Direction = 1 | -1;

/**
 * Heading of each sample by the field before and after it: drawn towards north forwards, then backwards, where the field
 * is not strange from both sides.
 * @returns angle about the vertical from the 6D earth frame to north, rad
 */
export function headingsBothWays(inclined: Inclined, tauS: number): Float64Array {
  const { quaternions, magUt } = inclined;
  const [forwards, backwards] = [disturbedFrom(inclined, 1), disturbedFrom(inclined, -1)];
  const disturbed = forwards.map((flag, i) => flag & backwards[i]!);
  const headings = Float64Array.from(disturbed, (_, i) =>
    isMeasured(magUt, i) ? northOf(quaternions, 4 * i, magUt, 3 * i) : Number.NaN,
  );
  drawAll(headings, inclined, disturbed, tauS, 1);
  drawAll(headings, inclined, disturbed, tauS, -1);
  return headings;
}

/** Field without the offset of a magnet that was carried along, as known from before and after. */
export function withoutMagnet(inclined: Inclined): Float64Array {
  const [forwards, backwards] = [offsetsFrom(inclined, 1), offsetsFrom(inclined, -1)];
  const clean = inclined.magUt.slice();
  for (let i = 0; i < clean.length / 3; i++) {
    const [before, after] = [1 / forwards[4 * i + 3]! ** 2, 1 / backwards[4 * i + 3]! ** 2];
    const offset = new Float64Array(3);
    for (let k = 0; k < 3; k++)
      offset[k] = (before * forwards[4 * i + k]! + after * backwards[4 * i + k]!) / (before + after);
    if (isMagnet(Math.hypot(...offset), 1 / Math.sqrt(before + after))) takeOff(clean, 3 * i, offset);
  }
  return clean;
}

/** The samples' numbers in one direction of time. */
function* inDirection(count: number, direction: Direction): Generator<number> {
  for (let n = 0; n < count; n++) yield direction > 0 ? n : count - 1 - n;
}

/** x y z and standard deviation, uT, a sample. */
function offsetsFrom({ tMs, quaternions, magUt, rateHz }: Inclined, direction: Direction): Float64Array {
  const offsets = new Float64Array(quaternions.length);
  const magnet = initialMagnet(rateHz);
  let lastMs = Number.NaN;
  for (const i of inDirection(tMs.length, direction)) {
    if (Math.abs(tMs[i]! - lastMs) > LONGEST_MS) forgetDirection(magnet);
    lastMs = tMs[i]!;
    followMagnet(magnet, quaternions, 4 * i, magUt, 3 * i);
    offsets.set(estimatedOffset(magnet.kalman), 4 * i);
    offsets[4 * i + 3] = offsetSigma(magnet.kalman);
  }
  return offsets;
}

function disturbedFrom({ quaternions, gyroRadS, magUt, rateHz }: Inclined, direction: Direction): Uint8Array {
  const disturbed = new Uint8Array(quaternions.length / 4);
  const heading = initialHeading(rateHz);
  for (const i of inDirection(disturbed.length, direction)) {
    followNorth(heading, quaternions, 4 * i, gyroRadS, magUt, 3 * i);
    disturbed[i] = heading.field.isDisturbed ? 1 : 0;
  }
  return disturbed;
}

/** Draws towards the headings given, and replaces them. */
function drawAll(
  headings: Float64Array,
  { tMs, magUt, rateHz }: Inclined,
  disturbed: Uint8Array,
  tauS: number,
  direction: Direction,
): void {
  const state = initialHeading(rateHz, tauS);
  state.rejectedS = 0;
  for (const i of inDirection(headings.length, direction)) {
    noticeHole(state, tMs[i]!);
    state.elapsedS += 1 / rateHz;
    if (isMeasured(magUt, i)) {
      drawTowards(state, headings[i]!, disturbed[i] === 1, state.elapsedS);
      state.elapsedS = 0;
    }
    headings[i] = state.deltaRad;
  }
}

const isMeasured = (mag: Float64Array, i: number): boolean =>
  mag[3 * i] !== 0 || mag[3 * i + 1] !== 0 || mag[3 * i + 2] !== 0;

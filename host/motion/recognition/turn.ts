import { TRACK_VALUES } from '../templates/track.ts';

/** A repetition ends where it began; a remainder beyond this is not gyroscope bias but a segment cut in the wrong place, rad. */
const LARGEST_REMAINDER_RAD = 1;
/** The remainder is a rotation, the bias a rate: subtracting one for the other converges in a step or two. */
const PASSES = 2;

/**
 * Rotation vectors of one sensor from the first sample of a stretch to each of its samples, rad, in the sensor's frame at
 * the first sample; 3 a sample. The gyroscope's bias is what remains of the turn at the end, since there and back is no
 * turn. Gaps count as no turn.
 */
export function turnsRad(values: Float64Array, from: number, to: number, rateHz: number): Float64Array {
  const biasRadS = new Float64Array(3);
  const turns = new Float64Array(3 * (to - from));
  const last = turns.length - 3;
  for (let pass = 0; pass < PASSES; pass++) {
    integrate(values, from, rateHz, biasRadS, turns);
    const remainderRad = Math.hypot(turns[last]!, turns[last + 1]!, turns[last + 2]!);
    if (!(remainderRad < LARGEST_REMAINDER_RAD)) break;
    for (let axis = 0; axis < 3; axis++) biasRadS[axis]! += (turns[last + axis]! * rateHz) / (to - from);
  }
  integrate(values, from, rateHz, biasRadS, turns);
  return turns;
}

function integrate(
  values: Float64Array,
  from: number,
  rateHz: number,
  biasRadS: Float64Array,
  turns: Float64Array,
): void {
  const q = new Float64Array([1, 0, 0, 0]);
  const half = 0.5 / rateHz;
  for (let i = 0; 3 * i < turns.length; i++) {
    const at = (from + i) * TRACK_VALUES;
    if (i > 0 && !Number.isNaN(values[at]!)) {
      turnOn(
        q,
        (values[at]! - biasRadS[0]!) * half,
        (values[at + 1]! - biasRadS[1]!) * half,
        (values[at + 2]! - biasRadS[2]!) * half,
      );
    }
    writeRotationVector(q, turns, 3 * i);
  }
}

/** q * exp(x, y, z), where x, y, z is half the rotation vector of one sample. */
function turnOn(q: Float64Array, x: number, y: number, z: number): void {
  const angle = Math.hypot(x, y, z);
  const scale = angle < 1e-12 ? 1 : Math.sin(angle) / angle;
  const w = Math.cos(angle);
  const a = q[0]!;
  const b = q[1]!;
  const c = q[2]!;
  const d = q[3]!;
  q[0] = a * w - scale * (b * x + c * y + d * z);
  q[1] = b * w + scale * (a * x + c * z - d * y);
  q[2] = c * w + scale * (a * y + d * x - b * z);
  q[3] = d * w + scale * (a * z + b * y - c * x);
}

function writeRotationVector(q: Float64Array, into: Float64Array, at: number): void {
  const sense = q[0]! < 0 ? -1 : 1;
  const sine = Math.hypot(q[1]!, q[2]!, q[3]!);
  const scale = sine < 1e-12 ? 2 : (sense * 2 * Math.atan2(sine, Math.abs(q[0]!))) / sine;
  into[at] = q[1]! * scale;
  into[at + 1] = q[2]! * scale;
  into[at + 2] = q[3]! * scale;
}

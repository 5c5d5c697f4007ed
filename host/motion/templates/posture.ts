import { TRACK_VALUES, type Track } from './track.ts';

/**
 * Values of a posture for each sensor: the unit vector up, x, y, z in its own frame, and TURN_WEIGHT times how far it has
 * turned about up, radians. The last counts from anywhere and drifts: only differences within seconds mean something.
 */
export const POSTURE_VALUES = 4;
/** Position of that last value. */
export const TURNED = 3;
/** Gravity corrects a tilt, nothing corrects a turn about it: it counts half. */
export const TURN_WEIGHT = 0.5;
/** Time after which the accelerometer has corrected what the gyroscope integrated, seconds. */
const CORRECTION_TAU_S = 1;
/** Specific force this far from gravity is movement and says little about up, m/s^2. */
const TRUSTED_MS2 = 2;
const GRAVITY_MS2 = 9.81;
/** Tremor and steps are not posture, seconds. */
const SMOOTHING_TAU_S = 0.12;
/** How long rest has to last until most of it is known how fast the gyroscope turns at rest, seconds. */
const BIAS_TAU_S = 2;

/** Postures so far: the gyroscope turns up, the accelerometer slowly pulls it back. */
export interface PostureState {
  readonly rateHz: number;
  readonly latest: Float64Array;
  readonly smooth: Float64Array;
  /** Of each sensor's rate about up, rad/s. */
  readonly bias: Float64Array;
  /** Per sensor, whether a sample has been seen since the beginning or the latest gap. */
  readonly known: Uint8Array;
  /** Per sensor, whether the latest sample was its first since then. */
  readonly isNew: Uint8Array;
}

export const initialPosture = (sensors: number, rateHz: number): PostureState => ({
  rateHz,
  latest: new Float64Array(sensors * POSTURE_VALUES),
  smooth: new Float64Array(sensors * POSTURE_VALUES),
  bias: new Float64Array(sensors),
  known: new Uint8Array(sensors),
  isNew: new Uint8Array(sensors),
});

/**
 * One sample of every sensor. A complementary filter suffices here: posture is compared with itself seconds ago.
 * @param isResting nobody moves: what the gyroscopes say is bias
 * @returns posture of each sensor, smoothed; the state's own array
 */
export function stepPosture(
  state: PostureState,
  values: readonly Float64Array[],
  sample: number,
  isResting = false,
): Float64Array {
  const { latest, smooth, known, isNew, rateHz } = state;
  const share = 1 / (1 + SMOOTHING_TAU_S * rateHz);
  for (let s = 0; s < known.length; s++) {
    const isFirst = known[s] === 0;
    followUp(state, values[s]!, sample * TRACK_VALUES, s);
    isNew[s] = isFirst && known[s] ? 1 : 0;
    if (known[s] === 0) continue;
    followTurn(state, values[s]!, sample * TRACK_VALUES, s, isResting);
    for (let k = s * POSTURE_VALUES; k < (s + 1) * POSTURE_VALUES; k++) {
      smooth[k]! += (latest[k]! - smooth[k]!) * (isFirst ? 1 : share);
    }
  }
  return smooth;
}

function followUp({ latest, known, rateHz }: PostureState, values: Float64Array, at: number, s: number): void {
  const wx = values[at]!;
  if (Number.isNaN(wx)) {
    known[s] = 0;
    return;
  }
  const [wy, wz] = [values[at + 1]!, values[at + 2]!];
  const [ax, ay, az] = [values[at + 3]!, values[at + 4]!, values[at + 5]!];
  const force = Math.hypot(ax, ay, az) || GRAVITY_MS2;
  const off = (force - GRAVITY_MS2) / TRUSTED_MS2;
  const pull = known[s] ? 1 / (1 + CORRECTION_TAU_S * rateHz * (1 + off * off)) : 1;
  const u = s * POSTURE_VALUES;
  const [x, y, z] = [latest[u]!, latest[u + 1]!, latest[u + 2]!];
  const nx = x + (y * wz - z * wy) / rateHz;
  const ny = y + (z * wx - x * wz) / rateHz;
  const nz = z + (x * wy - y * wx) / rateHz;
  const px = nx + pull * (ax / force - nx);
  const py = ny + pull * (ay / force - ny);
  const pz = nz + pull * (az / force - nz);
  const length = Math.hypot(px, py, pz) || 1;
  latest[u] = px / length;
  latest[u + 1] = py / length;
  latest[u + 2] = pz / length;
  known[s] = 1;
}

/** A turn about up moves no accelerometer: necks and forearms turn so. */
function followTurn(
  { latest, bias, rateHz }: PostureState,
  values: Float64Array,
  at: number,
  s: number,
  isResting: boolean,
): void {
  const u = s * POSTURE_VALUES;
  const rate = values[at]! * latest[u]! + values[at + 1]! * latest[u + 1]! + values[at + 2]! * latest[u + 2]!;
  if (isResting) bias[s]! += (rate - bias[s]!) / (1 + BIAS_TAU_S * rateHz);
  latest[u + TURNED]! += (TURN_WEIGHT * (rate - bias[s]!)) / rateHz;
}

/** Postures of a whole track, one row a sample, sensor after sensor. */
export function posturesOf(track: Track): Float64Array {
  const width = track.sensors.length * POSTURE_VALUES;
  const rows = new Float64Array(track.count * width);
  const state = initialPosture(track.sensors.length, track.rateHz);
  for (let i = 0; i < track.count; i++) rows.set(stepPosture(state, track.values, i), i * width);
  return rows;
}

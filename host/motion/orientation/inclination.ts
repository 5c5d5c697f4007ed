import { STANDARD_GRAVITY_MS2 } from '../../../protocol/units.ts';
import { type LowPass, lowPassCells, nextGains, resetLowPass } from './low-pass.ts';
import { ROW } from './oriented-row.ts';

const { QUATERNION, RATE, ROUGH, UPWARDS } = ROW;

// Quaternions w x y z: the turns of the gyroscope alone, and the turn that levels them.
const GYRO_QUAT = 0;
const TILT_QUAT = 4;
/** Low-pass of the acceleration in the frame of the gyroscope's turns. */
const FILTER = 8;
const MEMORY = FILTER + 4;
const ELAPSED_S = FILTER + lowPassCells(3);
/** x and y of the low-passed acceleration's direction in the earth frame before it was levelled, among the cells. */
export const LEANING = ELAPSED_S + 1;
const LEANING_X = LEANING;
const LEANING_Y = LEANING + 1;
/** Sum of the accelerations since the last levelling, and their number. */
const GATHERED = LEANING + 2;
const SAMPLES = GATHERED + 3;
const CELLS = SAMPLES + 1;

/** Square of half a turn, rad^2, up to which the series below are exact: 0.1 rad, 1190 deg/s at 104 Hz. */
const SMALL_RAD2 = 0.01;
/** So near to upside down that any direction of turning back is as good as another. */
const UPSIDE_DOWN = 1e-12;

export function initialInclination(): Float64Array {
  const cells = new Float64Array(CELLS);
  cells[GYRO_QUAT] = 1;
  cells[TILT_QUAT] = 1;
  return cells;
}

/** After a hole in the data the low-passed acceleration is of another time; the heading stays. */
export function forgetInclination(cells: Float64Array): void {
  resetLowPass(cells, FILTER, 3);
  cells.fill(0, GATHERED, SAMPLES + 1);
}

/** Time since the sample before. */
export function setElapsed(cells: Float64Array, elapsedS: number): void {
  cells[ELAPSED_S] = elapsedS;
}

/**
 * Gyroscope and accelerometer of the sample at `i`: takes off the bias (its first three cells), turns by the rate, and
 * levels so that the low-passed acceleration points up (Laidig & Seel 2023, sections 3.1 and 3.2). Writes rate,
 * quaternion, up and roughness. Levelling is slow work and may wait until `stride` samples have been gathered, whose mean
 * is then low-passed; with a stride of 1 it is the paper's. Returns whether it levelled, and left `LEANING` in the cells.
 *
 * In one piece and without arrays between its steps: each depends on the one before, and a number that takes the way
 * through memory costs more than the arithmetic done on it.
 */
export function turnAndLevel(
  cells: Float64Array,
  filter: LowPass,
  stride: number,
  bias: Float64Array,
  gyro: Float64Array,
  acc: Float64Array,
  i: number,
  rows: Float64Array,
  at: number,
): boolean {
  const wx = gyro[i]! - bias[0]!;
  const wy = gyro[i + 1]! - bias[1]!;
  const wz = gyro[i + 2]! - bias[2]!;
  rows[at + RATE] = wx;
  rows[at + RATE + 1] = wy;
  rows[at + RATE + 2] = wz;

  // g := g * (cos h, w sin h / |w|), with h half the angle turned; c and s = sin h / |w| by their series in h^2.
  const halfS = cells[ELAPSED_S]! / 2;
  const h2 = (wx * wx + wy * wy + wz * wz) * (halfS * halfS);
  const h4 = h2 * h2;
  let c = 1 - h2 / 2 + h4 * (1 / 24 - h2 * (1 / 720) + h4 * (1 / 40320));
  let s = halfS * (1 - h2 * (1 / 6) + h4 * (1 / 120 - h2 * (1 / 5040) + h4 * (1 / 362880)));
  if (h2 > SMALL_RAD2) {
    const half = Math.sqrt(h2);
    c = Math.cos(half);
    s = (halfS * Math.sin(half)) / half;
  }
  const ow = cells[GYRO_QUAT]!;
  const ox = cells[GYRO_QUAT + 1]!;
  const oy = cells[GYRO_QUAT + 2]!;
  const oz = cells[GYRO_QUAT + 3]!;
  const gw = c * ow - s * (ox * wx + oy * wy + oz * wz);
  const gx = c * ox + s * (ow * wx + oy * wz - oz * wy);
  const gy = c * oy + s * (ow * wy - ox * wz + oz * wx);
  const gz = c * oz + s * (ow * wz + ox * wy - oy * wx);
  // Only rounding errors to take off its length: 1 / sqrt(n) is 1.5 - 0.5 n there.
  const perLength = 1.5 - 0.5 * (gw * gw + gx * gx + gy * gy + gz * gz);
  cells[GYRO_QUAT] = gw * perLength;
  cells[GYRO_QUAT + 1] = gx * perLength;
  cells[GYRO_QUAT + 2] = gy * perLength;
  cells[GYRO_QUAT + 3] = gz * perLength;

  let tw = cells[TILT_QUAT]!;
  let tx = cells[TILT_QUAT + 1]!;
  let ty = cells[TILT_QUAT + 2]!;
  let tz = cells[TILT_QUAT + 3]!;
  const fx = acc[i]!;
  const fy = acc[i + 1]!;
  const fz = acc[i + 2]!;
  rows[at + ROUGH] = Math.abs(Math.sqrt(fx * fx + fy * fy + fz * fz) - STANDARD_GRAVITY_MS2);
  let isDue = false;
  if (fx !== 0 || fy !== 0 || fz !== 0) {
    // f turned by g: f + 2 w (v x f) + 2 v x (v x f), with v = x y z of g; low-passed; then turned by t likewise.
    let cx = 2 * (gy * fz - gz * fy);
    let cy = 2 * (gz * fx - gx * fz);
    let cz = 2 * (gx * fy - gy * fx);
    let ux = fx + gw * cx + gy * cz - gz * cy;
    let uy = fy + gw * cy + gz * cx - gx * cz;
    let uz = fz + gw * cz + gx * cy - gy * cx;
    isDue = stride === 1;
    if (stride > 1) {
      ux += cells[GATHERED]!;
      uy += cells[GATHERED + 1]!;
      uz += cells[GATHERED + 2]!;
      const samples = cells[SAMPLES]! + 1;
      // A fresh filter knows nothing: the first sample must not wait.
      isDue = samples >= stride || cells[FILTER] === 0;
      cells[GATHERED] = isDue ? 0 : ux;
      cells[GATHERED + 1] = isDue ? 0 : uy;
      cells[GATHERED + 2] = isDue ? 0 : uz;
      cells[SAMPLES] = isDue ? 0 : samples;
      ux /= samples;
      uy /= samples;
      uz /= samples;
    }
    if (isDue) {
      const { b0, b1, b2, a1, a2 } = nextGains(cells, FILTER, filter);
      const lx = b0 * ux + cells[MEMORY]!;
      const ly = b0 * uy + cells[MEMORY + 2]!;
      const lz = b0 * uz + cells[MEMORY + 4]!;
      cells[MEMORY] = b1 * ux - a1 * lx + cells[MEMORY + 1]!;
      cells[MEMORY + 1] = b2 * ux - a2 * lx;
      cells[MEMORY + 2] = b1 * uy - a1 * ly + cells[MEMORY + 3]!;
      cells[MEMORY + 3] = b2 * uy - a2 * ly;
      cells[MEMORY + 4] = b1 * uz - a1 * lz + cells[MEMORY + 5]!;
      cells[MEMORY + 5] = b2 * uz - a2 * lz;
      cx = 2 * (ty * lz - tz * ly);
      cy = 2 * (tz * lx - tx * lz);
      cz = 2 * (tx * ly - ty * lx);
      const ex = lx + tw * cx + ty * cz - tz * cy;
      const ey = ly + tw * cy + tz * cx - tx * cz;
      const ez = lz + tw * cz + tx * cy - ty * cx;

      // t := normalised (|e| + ez, ey, -ex, 0) * t: the shortest turn that points e up.
      const length = Math.sqrt(ex * ex + ey * ey + ez * ez);
      const isDown = length + ez <= UPSIDE_DOWN * length;
      const rw = isDown ? 0 : length + ez;
      const rx = isDown ? 1 : ey;
      const ry = isDown ? 0 : -ex;
      const nw = rw * tw - rx * tx - ry * ty;
      const nx = rw * tx + rx * tw + ry * tz;
      const ny = rw * ty - rx * tz + ry * tw;
      const nz = rw * tz + rx * ty - ry * tx;
      const perNorm = 1 / Math.sqrt(nw * nw + nx * nx + ny * ny + nz * nz);
      tw = nw * perNorm;
      tx = nx * perNorm;
      ty = ny * perNorm;
      tz = nz * perNorm;
      cells[TILT_QUAT] = tw;
      cells[TILT_QUAT + 1] = tx;
      cells[TILT_QUAT + 2] = ty;
      cells[TILT_QUAT + 3] = tz;
      cells[LEANING_X] = length > 0 ? ex / length : 0;
      cells[LEANING_Y] = length > 0 ? ey / length : 0;
    }
  }

  const qw = tw * gw - tx * gx - ty * gy - tz * gz;
  const qx = tw * gx + tx * gw + ty * gz - tz * gy;
  const qy = tw * gy - tx * gz + ty * gw + tz * gx;
  const qz = tw * gz + tx * gy - ty * gx + tz * gw;
  rows[at + QUATERNION] = qw;
  rows[at + QUATERNION + 1] = qx;
  rows[at + QUATERNION + 2] = qy;
  rows[at + QUATERNION + 3] = qz;
  rows[at + UPWARDS] = 2 * (qx * qz - qw * qy);
  rows[at + UPWARDS + 1] = 2 * (qy * qz + qw * qx);
  rows[at + UPWARDS + 2] = 1 - 2 * (qx * qx + qy * qy);
  return isDue;
}

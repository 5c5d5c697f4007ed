import { STANDARD_GRAVITY_MS2 } from '../../protocol/units.ts';
import { type LowPass, lowPass, lowPassCells, resetLowPass } from './low-pass.ts';
import { ROW } from './oriented-row.ts';

const { LEANING, QUATERNION, RATE, ROUGH, UPWARDS } = ROW;

// Quaternions w x y z: the gyroscope alone, and the rotation that levels it; the acceleration's filter; step of time.
const GYRO_QUAT = 0;
const TILT_QUAT = 4;
const FILTER = 8;
const FORCE = FILTER + 1;
const ELAPSED_S = FILTER + lowPassCells(3);
const CELLS = ELAPSED_S + 1;

/** So small a half turn, rad^2, that the series below are exact to the last digit (0.1 rad, 1190 deg/s at 104 Hz). */
const SMALL_RAD2 = 0.01;
/** Nearer to upside down than that the direction to turn in is arbitrary. */
const UPSIDE_DOWN = 1e-12;

export function initialInclination(): Float64Array {
  const cells = new Float64Array(CELLS);
  cells[GYRO_QUAT] = 1;
  cells[TILT_QUAT] = 1;
  return cells;
}

/** The inclination is learned anew from the next samples; the heading stays. */
export function forgetInclination(cells: Float64Array): void {
  resetLowPass(cells, FILTER, 3);
}

/** Seconds since the sample before. */
export function setElapsed(cells: Float64Array, elapsedS: number): void {
  cells[ELAPSED_S] = elapsedS;
}

export function level(
  cells: Float64Array,
  filter: LowPass,
  bias: Float64Array,
  gyro: Float64Array,
  acc: Float64Array,
  i: number,
  rows: Float64Array,
  at: number,
): void {
  const wx = gyro[i]! - bias[0]!;
  const wy = gyro[i + 1]! - bias[1]!;
  const wz = gyro[i + 2]! - bias[2]!;
  rows[at + RATE] = wx;
  rows[at + RATE + 1] = wy;
  rows[at + RATE + 2] = wz;
  // Strapdown integration: g := g * (cos h, sin h * w / |w|), h half the angle turned.
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
  // Its length has strayed from 1 by a rounding error only: the first term of 1 / sqrt is exact enough.
  const per = 1.5 - 0.5 * (gw * gw + gx * gx + gy * gy + gz * gz);
  cells[GYRO_QUAT] = gw * per;
  cells[GYRO_QUAT + 1] = gx * per;
  cells[GYRO_QUAT + 2] = gy * per;
  cells[GYRO_QUAT + 3] = gz * per;
  let tw = cells[TILT_QUAT]!;
  let tx = cells[TILT_QUAT + 1]!;
  let ty = cells[TILT_QUAT + 2]!;
  let tz = cells[TILT_QUAT + 3]!;
  const fx = acc[i]!;
  const fy = acc[i + 1]!;
  const fz = acc[i + 2]!;
  if (fx !== 0 || fy !== 0 || fz !== 0) {
    // v turned by a unit quaternion: v + w c + (x y z) x c with c = 2 (x y z) x v.
    let cx = 2 * (gy * fz - gz * fy);
    let cy = 2 * (gz * fx - gx * fz);
    let cz = 2 * (gx * fy - gy * fx);
    cells[FORCE] = fx + gw * cx + gy * cz - gz * cy;
    cells[FORCE + 1] = fy + gw * cy + gz * cx - gx * cz;
    cells[FORCE + 2] = fz + gw * cz + gx * cy - gy * cx;
    lowPass(cells, FILTER, 3, filter);
    const ax = cells[FORCE]!;
    const ay = cells[FORCE + 1]!;
    const az = cells[FORCE + 2]!;
    cx = 2 * (ty * az - tz * ay);
    cy = 2 * (tz * ax - tx * az);
    cz = 2 * (tx * ay - ty * ax);
    const ex = ax + tw * cx + ty * cz - tz * cy;
    const ey = ay + tw * cy + tz * cx - tx * cz;
    const ez = az + tw * cz + tx * cy - ty * cx;
    // The shortest turn that points (ex ey ez) up: t := normalised (|e| + ez, ey, -ex, 0) * t.
    const norm = Math.sqrt(ex * ex + ey * ey + ez * ez);
    const w = norm + ez;
    if (w > UPSIDE_DOWN * norm) {
      rows[at + LEANING] = ex / norm;
      rows[at + LEANING + 1] = ey / norm;
      const nw = w * tw - ey * tx + ex * ty;
      const nx = w * tx + ey * tw - ex * tz;
      const ny = w * ty - ey * tz - ex * tw;
      const nz = w * tz + ey * ty + ex * tx;
      const perNorm = 1 / Math.sqrt(nw * nw + nx * nx + ny * ny + nz * nz);
      tw = nw * perNorm;
      tx = nx * perNorm;
      ty = ny * perNorm;
      tz = nz * perNorm;
    } else {
      const nw = -tx,
        nx = tw,
        ny = -tz,
        nz = ty;
      tw = nw;
      tx = nx;
      ty = ny;
      tz = nz;
      rows[at + LEANING] = 0;
      rows[at + LEANING + 1] = 0;
    }
    cells[TILT_QUAT] = tw;
    cells[TILT_QUAT + 1] = tx;
    cells[TILT_QUAT + 2] = ty;
    cells[TILT_QUAT + 3] = tz;
  }
  const qw = tw * gw - tx * gx - ty * gy - tz * gz;
  const qx = tw * gx + tx * gw + ty * gz - tz * gy;
  const qy = tw * gy - tx * gz + ty * gw + tz * gx;
  const qz = tw * gz + tx * gy - ty * gx + tz * gw;
  rows[at + ROUGH] = Math.abs(Math.sqrt(fx * fx + fy * fy + fz * fz) - STANDARD_GRAVITY_MS2);
  rows[at + QUATERNION] = qw;
  rows[at + QUATERNION + 1] = qx;
  rows[at + QUATERNION + 2] = qy;
  rows[at + QUATERNION + 3] = qz;
  rows[at + UPWARDS] = 2 * (qx * qz - qw * qy);
  rows[at + UPWARDS + 1] = 2 * (qy * qz + qw * qx);
  rows[at + UPWARDS + 2] = 1 - 2 * (qx * qx + qy * qy);
}

import { join } from 'node:path';
import { initialHeading, stepHeading } from '../../../host/motion/orientation/heading.ts';
import { gyroBiasRadS, initialOrientation, stepOrientation } from '../../../host/motion/orientation/orientation.ts';
import { ROW } from '../../../host/motion/orientation/oriented-row.ts';
import type { SampleBlock } from '../../../host/motion/samples.ts';
import { readDoubles, readJson } from '../reference-data.ts';

/** Largest differences from VQF 2.1.1 (C++, double precision) on its own test input; samples whose flags differ. */
export interface Differences {
  readonly quat6D: number;
  readonly quat9D: number;
  readonly biasRadS: number;
  readonly restsDiffer: number;
  readonly disturbancesDiffer: number;
}

const PERIOD_MS = 3.5;
const INPUTS = 9;
/** quat6D, quat9D, bias, rest, magnetic disturbance. */
const OUTPUTS = 13;

/** @param folder with conformance.json, imu.f64.gz, vqf.f64.gz */
export function differencesFromVqf(folder: string): Differences {
  const { samples } = readJson<{ samples: number }>(join(folder, 'conformance.json'));
  const imu = readDoubles(join(folder, 'imu.f64.gz'));
  const reference = readDoubles(join(folder, 'vqf.f64.gz'));
  let orientation = initialOrientation(1000 / PERIOD_MS);
  let heading = initialHeading(1000 / PERIOD_MS);
  const worst = { quat6D: 0, quat9D: 0, biasRadS: 0, restsDiffer: 0, disturbancesDiffer: 0 };
  const compare = (name: 'quat6D' | 'quat9D' | 'biasRadS', ours: ArrayLike<number>, at: number): void => {
    for (let k = 0; k < ours.length; k++) worst[name] = Math.max(worst[name], Math.abs(ours[k]! - reference[at + k]!));
  };
  for (let i = 0; i < samples; i++) {
    const block = sampleOf(imu, i);
    const [oriented, { rows }] = stepOrientation(orientation, block);
    const [turned, quaternion] = stepHeading(heading, rows, block.gyroRadS, block.magUt);
    orientation = oriented;
    heading = turned;
    compare('quat6D', rows.subarray(ROW.QUATERNION, ROW.QUATERNION + 4), OUTPUTS * i);
    compare('quat9D', quaternion, OUTPUTS * i + 4);
    compare('biasRadS', gyroBiasRadS(orientation), OUTPUTS * i + 8);
    if (rows[ROW.RESTING_FLAG] !== reference[OUTPUTS * i + 11]) worst.restsDiffer++;
    if (Number(heading.field.isDisturbed) !== reference[OUTPUTS * i + 12]) worst.disturbancesDiffer++;
  }
  return worst;
}

function sampleOf(imu: Float64Array, i: number): SampleBlock & { readonly magUt: Float64Array } {
  const three = (offset: number): Float64Array => imu.subarray(INPUTS * i + offset, INPUTS * i + offset + 3);
  return {
    sensor: 'thigh',
    count: 1,
    tMs: Float64Array.of(PERIOD_MS * i),
    gyroRadS: three(0),
    accMs2: three(3),
    filled: new Uint8Array(1),
    magUt: three(6),
  };
}

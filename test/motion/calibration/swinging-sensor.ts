import type { Vector3 } from '../../../host/motion/calibration/accelerometer-model.ts';
import type { SampleBlock } from '../../../host/motion/samples.ts';
import { seededRandom } from '../../../sim/random.ts';
import { SEED } from '../../seeded.ts';
import { emptyBlock } from './turned-sensor.ts';

/** To and fro about `axis`, with so much across it. */
export function swinging(axis: Vector3, across: number, seconds = 20, rateHz = 100, fromMs = 0): SampleBlock {
  const random = seededRandom(SEED);
  const block = { ...emptyBlock(seconds * rateHz) };
  for (let i = 0; i < block.count; i++) {
    const tS = i / rateHz;
    block.tMs[i] = fromMs + 1000 * tS;
    const rate = 1.5 * Math.sin(2 * Math.PI * 0.7 * tS);
    for (let k = 0; k < 3; k++)
      block.gyroRadS[3 * i + k] =
        axis[k]! * rate + across * 1.5 * Math.sin(2 * Math.PI * 0.9 * tS + 2 * k) + 0.02 * random.gaussian();
  }
  return block;
}

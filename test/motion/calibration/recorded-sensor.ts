import type { HandPlan } from '../../../sim/body/turning-hand.ts';
import type { Random } from '../../../sim/random.ts';
import { turnedSensor } from './turned-sensor.ts';

/** An uncalibrated sensor in a hand that turns it, as the CSV of a recording. */
export function recordedSensor(random: Random, seconds: number, plan: Omit<HandPlan, 'random'> = {}): string {
  let csv = 't_s,ax_ms2,ay_ms2,az_ms2,gx_rads,gy_rads,gz_rads\n';
  for (const { count, tMs, gyroRadS, accMs2 } of turnedSensor(random, plan).blocks(seconds)) {
    for (let i = 0; i < count; i++) {
      const cells = [tMs[i]! / 1000, ...accMs2.subarray(3 * i, 3 * i + 3), ...gyroRadS.subarray(3 * i, 3 * i + 3)];
      csv += `${cells.join(',')}\n`;
    }
  }
  return csv;
}

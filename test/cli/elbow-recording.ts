import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { STANDARD_GRAVITY_MS2 } from '../../protocol/units.ts';

/** An arm that hangs and bends its elbow, as two sensors would have recorded it: gravity and turning rate belong together. */
export interface ElbowRecording {
  readonly forearm: string;
  readonly upperArm: string;
}

export const ELBOW_REPS = 8;
export const ELBOW_ROM_DEG = 120;
const HEADER = 't_s,ax_ms2,ay_ms2,az_ms2,gx_rads,gy_rads,gz_rads';
const REST_S = 3;
const REP_S = 5;
const PAUSE_S = 1;
const DURATION_S = REST_S + ELBOW_REPS * (REP_S + PAUSE_S) + REST_S;
const RATE_HZ = 60;
const STEP_S = 1e-4;

const minimumJerk = (share: number): number => {
  const s = Math.min(1, Math.max(0, share));
  return s * s * s * (10 + s * (6 * s - 15));
};

/** Out in 2 s, held for 1 s, back in 2 s. */
function elbowRad(tS: number): number {
  const inCycleS = (tS - REST_S) % (REP_S + PAUSE_S);
  const moves = tS >= REST_S && tS < REST_S + ELBOW_REPS * (REP_S + PAUSE_S);
  const share = moves ? minimumJerk(inCycleS / 2) - minimumJerk((inCycleS - 3) / 2) : 0;
  return (share * ELBOW_ROM_DEG * Math.PI) / 180;
}

/** The upper arm gives a little with each repetition: no real one stands still. */
const shoulderRad = (tS: number): number => 0.08 * elbowRad(tS);

/** A sensor whose y axis is the elbow's: turning by `angle` about it turns gravity the other way. */
function csvOf(angle: (tS: number) => number, timesS: readonly number[]): string {
  const rows = timesS.map((tS) => {
    const rad = angle(tS);
    const rateRadS = (angle(tS + STEP_S) - angle(tS - STEP_S)) / (2 * STEP_S);
    const force = [-Math.sin(rad), 0, Math.cos(rad)].map((part) => part * STANDARD_GRAVITY_MS2);
    return [tS, ...force, 0, rateRadS, 0].map((value) => value.toFixed(6)).join(',');
  });
  return `${[HEADER, ...rows].join('\n')}\n`;
}

/** @param seed of the unevenness of the time stamps */
export function elbowRecording(seed: number): ElbowRecording {
  const count = DURATION_S * RATE_HZ;
  const [jitter = []] = fc.sample(
    fc.array(fc.double({ min: 0, max: 0.5, noNaN: true }), { minLength: count, maxLength: count, size: 'max' }),
    { seed, numRuns: 1 },
  );
  const timesS = jitter.map((share, index) => (index + share) / RATE_HZ);
  return { forearm: csvOf((tS) => elbowRad(tS) + shoulderRad(tS), timesS), upperArm: csvOf(shoulderRad, timesS) };
}

/** The value of --sensors. */
export function writeElbowRecording(folder: string, { forearm, upperArm }: ElbowRecording): string {
  writeFileSync(join(folder, 'forearm.csv'), forearm);
  writeFileSync(join(folder, 'upper-arm.csv'), upperArm);
  return `forearm=${join(folder, 'forearm.csv')},upper-arm=${join(folder, 'upper-arm.csv')}`;
}

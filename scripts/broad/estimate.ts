import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LIMBER, PAPER } from '../../host/motion/orientation/calibrated-orientation.ts';
import { orientRecorded } from '../../host/motion/orientation/recorded-orientation.ts';
import type { SampleBlock } from '../../host/motion/samples.ts';
import { arriving, pickSamples, quaternionsAt, slower } from './lossy-link.ts';
import { type OrientationScore, scoreOrientation } from './score.ts';
import { type BroadTrial, readTrial, trialNames } from './trials.ts';

/**
 * Orientations of every trial in a folder, as score_broad.py reads them: <trial>.f32, float32 w x y z, one row for every
 * sample. With --rate the sensor is made slower (means of samples), with --loss samples are lost in bursts on top; the
 * estimates are then interpolated to the trial's own times.
 */
const USAGE = `usage: npx node scripts/broad/estimate.ts <data folder> <output folder> [--mode 9d|6d] [--offline]
         [--tuning limber|paper] [--rate 95 --loss 0.02 --burst 5 --seed 1]`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    mode: { type: 'string', default: '9d' },
    offline: { type: 'boolean', default: false },
    tuning: { type: 'string', default: 'limber' },
    rate: { type: 'string' },
    loss: { type: 'string', default: '0' },
    burst: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
  },
});
const [from, to] = positionals;
const { mode } = values;
if (from === undefined || to === undefined || (mode !== '9d' && mode !== '6d')) {
  console.error(USAGE);
  process.exit(2);
}

function asRecorded({ block, rateHz }: BroadTrial, index: number): { block: SampleBlock; rateHz: number } {
  const every = values.rate === undefined ? 1 : Math.max(1, Math.round(rateHz / Number(values.rate)));
  const link = {
    every,
    lossShare: Number(values.loss),
    burstSamples: Number(values.burst),
    seed: 100 * Number(values.seed) + index,
  };
  const sampled = every === 1 ? block : slower(block, every);
  const received = link.lossShare > 0 ? pickSamples(sampled, arriving(sampled.count, link)) : sampled;
  return { block: received, rateHz: rateHz / every };
}

function estimate(trial: BroadTrial, index: number): Float64Array {
  const { block, rateHz } = asRecorded(trial, index);
  const { magUt, ...inertial } = block;
  const tuning = values.tuning === 'paper' ? PAPER : LIMBER;
  const given = mode === '9d' && magUt ? { ...inertial, magUt } : inertial;
  const quaternions = orientRecorded(given, rateHz, { isOffline: values.offline, tuning });
  return given.count === trial.block.count ? quaternions : quaternionsAt(given.tMs, quaternions, trial.block.tMs);
}

const words = ({ total, heading, inclination, drift }: OrientationScore): string =>
  `total ${total.toFixed(3)} heading ${heading.toFixed(3)} inclination ${inclination.toFixed(3)} drift ${drift.toFixed(2)}`;

mkdirSync(to, { recursive: true });
trialNames(from).forEach((name, index) => {
  const trial = readTrial(from, name);
  const rows = Float32Array.from(estimate(trial, index));
  writeFileSync(join(to, `${name}.f32`), rows);
  console.log(`${name}  ${words(scoreOrientation(rows, trial, mode))}`);
});

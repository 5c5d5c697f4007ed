import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CalibrationTuning, LIMBER, PAPER } from '../host/motion/orientation/calibrated-orientation.ts';
import { orientRecorded } from '../host/motion/orientation/recorded-orientation.ts';
import type { SampleBlock } from '../host/motion/samples.ts';
import { arriving, pickSamples, quaternionsAt, slower } from '../scripts/broad/lossy-link.ts';
import { meanScore, type OrientationScore, scoreOrientation } from '../scripts/broad/score.ts';
import { straightLines } from '../scripts/broad/straight-lines.ts';
import { type BroadTrial, readTrial, trialNames } from '../scripts/broad/trials.ts';
import { differencesFromVqf } from '../test/motion/orientation/vqf-conformance.ts';
import { dataSet } from '../test/motion/reference-data.ts';
import { type BenchRow, lessIsBetter } from './row.ts';

/** Recordings are not part of the project: LIMBER_DATA, or ../shared/data beside it. */
const DATA = join(process.env.LIMBER_DATA ?? join(import.meta.dirname, '../../shared/data'), 'broad');
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const LOSS = { every: 3, lossShare: 0.02, burstSamples: 5 };
/** VQF with the paper's parameters, which agrees with the reference implementation to 1e-9. */
const VQF = 'VQF, the paper and its parameters, same run';

type Way = (trial: BroadTrial) => OrientationScore;

const score = (
  trial: BroadTrial,
  mode: '6d' | '9d',
  isOffline: boolean,
  tuning: CalibrationTuning,
): OrientationScore => {
  const { magUt, ...inertial } = trial.block;
  const block: SampleBlock = mode === '9d' ? { ...inertial, magUt } : inertial;
  return scoreOrientation(orientRecorded(block, trial.rateHz, { isOffline, tuning }), trial, mode);
};

export function broadRows(): BenchRow[] | null {
  if (!existsSync(DATA)) return null;
  const trials = trialNames(DATA).map((name) => readTrial(DATA, name));
  const mean = (way: Way): OrientationScore => meanScore(trials.map(way));
  const compare = (mode: '6d' | '9d', isOffline: boolean): readonly OrientationScore[] =>
    [LIMBER, PAPER].map((tuning) => mean((trial) => score(trial, mode, isOffline, tuning)));
  const [causal, causalVqf] = compare('9d', false);
  const [six, sixVqf] = compare('6d', false);
  const [offline, offlineVqf] = compare('9d', true);
  const row = (name: string, figure: number, peerFigure: number, figureAtMost: number, unit = 'deg'): BenchRow =>
    lessIsBetter(
      { name: `BROAD, ${trials.length} trials: ${name}`, figure, unit, peer: VQF, peerFigure },
      { figureAtMost },
    );
  return [
    row('causal 9D, total error', causal!.total, causalVqf!.total, 1.95),
    row('causal 9D, inclination error', causal!.inclination, causalVqf!.inclination, 0.7),
    row('6D, inclination error', six!.inclination, sixVqf!.inclination, 0.7),
    row('6D, size of the heading drift', six!.drift, sixVqf!.drift, 3, 'deg/min'),
    row('offline 9D, total error', offline!.total, offlineVqf!.total, 1.25),
    lossRow(trials),
  ];
}

export function conformanceRows(): BenchRow[] | null {
  const folder = dataSet('vqf-conformance');
  if (!folder) return null;
  const { quat6D, quat9D, restsDiffer, disturbancesDiffer } = differencesFromVqf(folder);
  const row = {
    name: 'VQF conformance: largest difference of a 6D or 9D quaternion component',
    figure: Math.max(quat6D, quat9D),
    unit: '',
    peer: 'VQF 2.1.1, C++, differing by what was asked',
    peerFigure: 1e-9,
    note: `flags of rest differ in ${restsDiffer}, of magnetic disturbance in ${disturbancesDiffer} samples`,
  };
  return [lessIsBetter(row, { figureAtMost: 1e-9 })];
}

function lossRow(trials: readonly BroadTrial[]): BenchRow {
  const samples = trials.map((trial) => ({ trial, block: slower(trial.block, LOSS.every) }));
  const errorOf = (
    seed: number,
    fill: (block: SampleBlock, periodMs: number) => SampleBlock,
    tuning: CalibrationTuning,
  ) =>
    meanScore(
      samples.map(({ trial, block }, index) => {
        const rateHz = trial.rateHz / LOSS.every;
        const kept = arriving(block.count, { ...LOSS, seed: 100 * seed + index });
        const received = fill(pickSamples(block, kept), 1000 / rateHz);
        const quaternions = orientRecorded(received, rateHz, { tuning });
        return scoreOrientation(quaternionsAt(received.tMs, quaternions, trial.block.tMs), trial, '9d');
      }),
    ).total;
  const ours = SEEDS.map((seed) => errorOf(seed, (block) => block, LIMBER));
  const peers = SEEDS.map((seed) => errorOf(seed, straightLines, PAPER));
  const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return lessIsBetter(
    {
      name: `BROAD, ${trials.length} trials at 95 Hz, 2 % lost in bursts of 5: causal 9D, total error, mean of ${SEEDS.length} seeds`,
      figure: average(ours),
      unit: 'deg',
      peer: 'VQF as above over straight lines through the gaps, same losses',
      peerFigure: average(peers),
      note: `seeds ${SEEDS[0]} to ${SEEDS.at(-1)}: ${ours.map((error) => error.toFixed(2)).join(' ')}`,
    },
    { figureAtMost: 2.5 },
  );
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ldljOfAcceleration, ldljOfSensor, ldljOfVelocity } from '../host/motion/metrics/ldlj.ts';
import { isKnown } from '../host/motion/metrics/measure.ts';
import { sparc } from '../host/motion/metrics/sparc.ts';
import { followMovement } from '../test/motion/follow.ts';
import { knownKnee } from '../test/motion/known-knee.ts';
import { interleave } from '../test/motion/recording.ts';
import { type BenchRow, lessIsBetter } from './row.ts';

const fixture = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../test/fixtures', `${name}.json`), 'utf8'));
const axesOf = (rows: number[][]): number[][] => [0, 1, 2].map((k) => rows.map((row) => row[k]!));
/** Where nothing differs a ratio needs something to divide by. */
const ROUNDING = 2 ** -52;
const ASKED = 1e-9;

function sparcDifference(): number {
  const { signals, cases } = fixture('sparc');
  let worst = ROUNDING;
  for (const { name, fs, padlevel, fc, amp_th, sparc: expected } of cases) {
    const options = { padLevel: padlevel, highestHz: fc, leastShare: amp_th };
    worst = Math.max(worst, Math.abs(sparc(signals[name].x, fs, options) - expected));
  }
  return worst;
}

function ldljDifference(): number {
  const { signals } = fixture('sparc');
  const { scalar, vector } = fixture('ldlj');
  const differences = [ROUNDING];
  for (const { signal, fs, ldlj_v, ldlj2_accl } of scalar) {
    differences.push(ldljOfVelocity([signals[signal].x], fs) - ldlj_v);
    differences.push(ldljOfAcceleration([signals[signal].x], fs) - ldlj2_accl);
  }
  for (const { fs, acc, gyr, grav, ldlj_imu, ldlj_v_gyro_vector } of vector) {
    differences.push(ldljOfVelocity(axesOf(gyr), fs) - ldlj_v_gyro_vector);
    const bySensor = ldljOfSensor(axesOf(acc), axesOf(gyr), grav, fs) ?? null;
    if (bySensor === null || ldlj_imu === null) differences.push(bySensor === ldlj_imu ? 0 : 1);
    else differences.push(bySensor - ldlj_imu);
  }
  return Math.max(...differences.map(Math.abs));
}

const parity = (name: string, reference: string, figure: number): BenchRow =>
  lessIsBetter(
    { name: `${name}, largest difference`, figure, unit: '', peer: `asked, against ${reference}`, peerFigure: ASKED },
    { figureAtMost: ASKED },
  );

/** A minimum-jerk movement is faster than a tenth of its peak for so much of its duration. */
const ABOVE_A_TENTH = 0.8268;

function phaseRow(seeds: readonly number[]): BenchRow {
  const errors: number[] = [];
  const peerErrors: number[] = [];
  let covered = 0;
  let told = 0;
  for (const seed of seeds) {
    const knee = knownKnee(seed, { parts: ['rest', 'set', 'set'], partS: 4, skew: seed % 2 ? 0.3 : 0 });
    for (const [i, { rep }] of followMovement('knee-extension', interleave(knee.recordings)).reps.entries()) {
      const truth = knee.reps[i]!;
      for (const phase of ['outS', 'holdS', 'backS'] as const) {
        errors.push(Math.abs(rep.tempoS[phase] - truth[phase]));
        const measure = rep.metrics[phase];
        if (!isKnown(measure)) continue;
        told++;
        if (Math.abs(measure.value - truth[phase]) < 2 * measure.sigma) covered++;
      }
      peerErrors.push((1 - ABOVE_A_TENTH) * truth.outS, (1 - ABOVE_A_TENTH) * truth.backS);
    }
  }
  return lessIsBetter(
    {
      name: `phases out, hold, back of a known knee, ${seeds.length} seeds, half of them not minimum jerk: mean error`,
      figure: mean(errors),
      unit: 's',
      peer: 'a phase is where the true speed exceeds a tenth of its peak',
      peerFigure: mean(peerErrors),
      note: `largest ${Math.max(...errors).toFixed(3)} s; truth within two sigma in ${((100 * covered) / told).toFixed(1)} %`,
    },
    { figureAtMost: 0.05 },
  );
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What is told of a repetition, against reference implementations and against known truth. */
export function qualityRows(): BenchRow[] {
  return [
    parity('SPARC, 36 fixtures', 'siva82kb/SPARC', sparcDifference()),
    parity('LDLJ, 26 fixtures', 'siva82kb/SPARC and smoothness_from_imu', ldljDifference()),
    phaseRow(Array.from({ length: 10 }, (_, i) => i + 1)),
  ];
}

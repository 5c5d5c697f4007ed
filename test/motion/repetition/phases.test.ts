import { expect, it } from 'vitest';
import { followMovement } from '../follow.ts';
import { knownKnee } from '../known-knee.ts';
import { interleave } from '../recording.ts';

const PHASES = ['outS', 'holdS', 'backS'] as const;

function errorsS(seeds: readonly number[], skew: number): Record<(typeof PHASES)[number], number[]> {
  const errors = { outS: [] as number[], holdS: [] as number[], backS: [] as number[] };
  for (const seed of seeds) {
    const knee = knownKnee(seed, { parts: ['rest', 'set'], partS: 4, skew });
    const { reps } = followMovement('knee-extension', interleave(knee.recordings));
    expect(reps, `seed ${seed}`).toHaveLength(knee.reps.length);
    for (const [i, { rep }] of reps.entries())
      for (const phase of PHASES) errors[phase].push(rep.tempoS[phase] - knee.reps[i]![phase]);
  }
  return errors;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const seeds = Array.from({ length: 12 }, (_, i) => 100 + i);

it('phases of people who move by minimum jerk are told to 20 ms, the first repetition as well', () => {
  for (const [phase, errors] of Object.entries(errorsS(seeds, 0))) {
    console.info(
      `${phase}: bias ${(1000 * mean(errors)).toFixed(1)} ms, worst ${(1000 * Math.max(...errors.map(Math.abs))).toFixed(0)} ms`,
    );
    expect(Math.abs(mean(errors)), phase).toBeLessThan(0.01);
    expect(mean(errors.map(Math.abs)), phase).toBeLessThan(0.02);
  }
});

it('phases of people who are fastest early or late are told without a bias beyond 30 ms', () => {
  for (const [phase, errors] of Object.entries(errorsS(seeds, 0.3))) {
    console.info(`skewed ${phase}: bias ${(1000 * mean(errors)).toFixed(1)} ms`);
    expect(Math.abs(mean(errors)), phase).toBeLessThan(0.03);
    expect(mean(errors.map(Math.abs)), phase).toBeLessThan(0.08);
  }
});

import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { isWithin, runFault } from './fault.ts';
import { faultNamed } from './fault-table.ts';

/** The campaign runs 100. */
const SEEDS = 3;

/** One test: the fault, through the whole stack, over a few seeds. */
export function survives(id: string): void {
  const fault = faultNamed(id);
  test(`${id}: ${fault.name}`, async () => {
    for (let i = 0; i < SEEDS; i++) {
      const run = await runFault(fault, SEED + i);
      expect(run.flaws, `seed ${run.seed}`).toEqual([]);
      expect(isWithin(fault, run), `seed ${run.seed}: ${run.tookMs} ms, bound ${fault.boundMs} ms`).toBe(true);
    }
  });
}

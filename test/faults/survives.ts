import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { isWithin, runFault } from './fault.ts';
import { faultNamed } from './fault-table.ts';

/** The campaign runs 100. */
const SEEDS = 3;

/** One test: the fault, through the whole stack, over a few seeds. */
export function survives(id: string): void {
  const fault = faultNamed(id);
  const known = fault.missing === undefined ? test : test.fails;
  const name = fault.missing === undefined ? fault.name : `${fault.name} (NOT yet: ${fault.missing})`;
  known(`${id}: ${name}`, async () => {
    let struck = 0;
    for (let i = 0; i < SEEDS; i++) {
      const run = await runFault(fault, SEED + i);
      // A session that did not last until the fault shows nothing; all three must not.
      if (!run.struck) continue;
      struck++;
      expect(run.flaws, `seed ${run.seed}`).toEqual([]);
      expect(isWithin(fault, run), `seed ${run.seed}: ${run.tookMs} ms, bound ${fault.boundMs} ms`).toBe(true);
    }
    expect(struck).toBeGreaterThan(0);
  });
}

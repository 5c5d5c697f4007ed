import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { activeBand, type StimBench } from './stim-bench.ts';

function resume(band: StimBench): void {
  band.command({ kind: 'LEASE', ttlMs: 2000 });
  band.clock.advanceBy(300);
  band.command({ kind: 'RESUME', currentUa: 6000 });
  band.keepAlive(3000);
}

test('F16: RESUME with a pad that still peels is paused again, and goes on once it sticks', async () => {
  const band = await activeBand(SEED);
  band.keepAlive(2000);
  band.board.faults.skin!.peel = 1.6;
  band.keepAlive(1500);
  expect(band.frame().state).toBe('PAUSED');
  for (let i = 0; i < 3; i++) {
    resume(band);
    expect(band.frame().state).toBe('PAUSED');
    expect(band.board.currentUa()).toBe(0);
  }
  band.board.faults.skin!.peel = 1;
  resume(band);
  expect(band.frame()).toMatchObject({ state: 'ACTIVE', currentUa: 6000 });
});

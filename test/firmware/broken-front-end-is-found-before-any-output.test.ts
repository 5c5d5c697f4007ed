import { expect, test } from 'vitest';
import type { FrontEndFaults } from '../../sim/board/front-end-faults.ts';
import { SEED } from '../seeded.ts';
import { PRESCRIBED, startStimulation, stimBand } from './stim-bench.ts';

const BROKEN: readonly Partial<FrontEndFaults>[] = [
  { oneShotBroken: true },
  { comparatorBroken: true },
  { enableBroken: true },
  { offsetUa: 4000 },
  { stuckOnUa: 20_000 },
];

test.each(BROKEN)('F47 %o: ARM ends as a fault for service, START delivers nothing', async (broken) => {
  for (let i = 0; i < 20; i++) {
    const band = await stimBand(SEED + i);
    Object.assign(band.board.faults.frontEnd!, broken);
    band.command(PRESCRIBED);
    band.clock.advanceBy(1000);
    expect(band.frame()).toMatchObject({ state: 'FAULT', fault: 'SELF_TEST' });
    startStimulation(band);
    band.keepAlive(1000);
    expect(band.board.output!.pulses()).toBe(0);
    band.command({ kind: 'ACK_FAULT', fault: 'SELF_TEST' });
    band.clock.advanceBy(500);
    expect(band.acknowledgements.at(-1)).toMatchObject({ result: 'REFUSED', reason: 'SERVICE_ONLY' });
  }
});

test('F47 a front-end that does not answer cannot be armed', async () => {
  const band = await stimBand(SEED);
  band.board.faults.frontEnd!.busDead = true;
  startStimulation(band);
  band.keepAlive(1000);
  expect(['FAULT', 'IDLE']).toContain(band.frame().state);
  expect(band.board.output!.peakUa()).toBe(0);
});

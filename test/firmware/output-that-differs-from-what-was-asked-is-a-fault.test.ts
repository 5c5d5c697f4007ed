import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { activeBand, msToZero, type StimBench } from './stim-bench.ts';

function settle(band: StimBench): void {
  band.clock.advanceBy(800);
}

test('too much current: off within 50 ms and two ticks, latched for service', async () => {
  let worst = 0;
  for (let i = 0; i < 20; i++) {
    const band = await activeBand(SEED + i);
    band.board.frontEndFaults!.gain = 1.4;
    worst = Math.max(worst, msToZero(band, 1000));
    settle(band);
    expect(band.frame()).toMatchObject({ state: 'FAULT', fault: 'OVER_CURRENT', currentUa: 0 });
  }
  console.log(`over-current: worst of 20 seeds ${worst.toFixed(0)} ms`);
  expect(worst).toBeLessThanOrEqual(100);
});

test('current that is not reached for 3 s: paused', async () => {
  const band = await activeBand(SEED);
  band.board.frontEndFaults!.gain = 0.5;
  band.keepAlive(4000);
  expect(band.frame()).toMatchObject({ state: 'PAUSED', currentUa: 0 });
});

test('a driver that conducts by itself: the hardware cuts it off, the band latches', async () => {
  const band = await activeBand(SEED);
  band.board.frontEndFaults!.stuckOnUa = 30_000;
  // What a busy interpreter has already done lies ahead of the clock; how fast it is cut: output-faults-end-inside-their-bounds.
  band.clock.advanceBy(30);
  expect(band.board.currentUa()).toBe(0);
  settle(band);
  expect(band.frame()).toMatchObject({ state: 'FAULT', fault: 'STUCK_PHASE' });
});

test('a bus that answers nothing: the enable line needs none', async () => {
  const band = await activeBand(SEED);
  band.board.frontEndFaults!.busDead = true;
  expect(msToZero(band, 1000)).toBeLessThanOrEqual(150);
  settle(band);
  expect(band.frame().state).toBe('FAULT');
});

test('a pad comes off: zero within 100 ms, latched until it was on again for 3 s and acknowledged', async () => {
  const band = await activeBand(SEED);
  band.skin.attached = false;
  expect(msToZero(band, 1000)).toBeLessThanOrEqual(100);
  settle(band);
  expect(band.frame()).toMatchObject({ state: 'FAULT', fault: 'LEAD_OFF', contactOk: false });
  band.skin.attached = true;
  band.clock.advanceBy(1000);
  band.command({ kind: 'ACK_FAULT', fault: 'LEAD_OFF' });
  band.clock.advanceBy(500);
  expect(band.acknowledgements.at(-1)).toMatchObject({ result: 'REFUSED', reason: 'CAUSE_REMAINS' });
  band.clock.advanceBy(4000);
  band.command({ kind: 'ACK_FAULT', fault: 'LEAD_OFF' });
  band.clock.advanceBy(500);
  expect(band.frame().state).toBe('LOCKOUT');
});

test('a pad peels: paused within 500 ms; a short circuit: fault', async () => {
  const peeling = await activeBand(SEED);
  peeling.skin.ohm = 2400;
  expect(msToZero(peeling, 1000)).toBeLessThanOrEqual(500);
  settle(peeling);
  expect(peeling.frame().state).toBe('PAUSED');
  const wet = await activeBand(SEED);
  wet.skin.ohm = 50;
  expect(msToZero(wet, 1000)).toBeLessThanOrEqual(100);
  settle(wet);
  expect(wet.frame()).toMatchObject({ state: 'FAULT', fault: 'SHORT_CIRCUIT' });
});

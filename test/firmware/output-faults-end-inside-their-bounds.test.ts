import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { ACTIVE_UA, activeBand, msToZero, PRESCRIBED, type StimBench, stimBand } from './stim-bench.ts';

const SEEDS = 24;

interface Case {
  /** Of the reference's table of faults. */
  readonly id: string;
  readonly begin: (band: StimBench) => void;
  /** Until output is 0; of a ramp, until it has begun; of an excess, until no more flows than was asked for. */
  readonly boundMs: number;
  readonly until?: 'ramp' | 'excess is over';
  readonly state: string;
  readonly fault: string;
}

const frontEnd = (band: StimBench): NonNullable<StimBench['board']['faults']['frontEnd']> =>
  band.board.faults.frontEnd!;
const skin = (band: StimBench): NonNullable<StimBench['board']['faults']['skin']> => band.board.faults.skin!;

const CASES: readonly Case[] = [
  {
    id: 'F15 a pad comes off',
    begin: (band) => (skin(band).lifted = true),
    boundMs: 100,
    state: 'FAULT',
    fault: 'LEAD_OFF',
  },
  { id: 'F16 a pad peels', begin: (band) => (skin(band).peel = 1.55), boundMs: 500, state: 'PAUSED', fault: '' },
  {
    id: 'F17 the pads are bridged',
    begin: (band) => (skin(band).shortOhm = 60),
    boundMs: 100,
    state: 'FAULT',
    fault: 'SHORT_CIRCUIT',
  },
  {
    id: 'F18 too much current',
    begin: (band) => (frontEnd(band).gain = 1.25),
    boundMs: 50,
    until: 'excess is over',
    state: 'FAULT',
    fault: 'OVER_CURRENT',
  },
  {
    id: 'F18 too much current, and the comparator is broken too',
    begin: (band) => Object.assign(frontEnd(band), { gain: 1.25, comparatorBroken: true }),
    boundMs: 200,
    state: 'FAULT',
    fault: 'OVER_CURRENT',
  },
  {
    id: 'F18 the read-back lies',
    begin: (band) => (frontEnd(band).readbackGain = 1.5),
    boundMs: 200,
    state: 'FAULT',
    fault: 'OVER_CURRENT',
  },
  {
    id: 'F19 current that is not reached',
    begin: (band) => (frontEnd(band).gain = 0.7),
    boundMs: 3000,
    state: 'PAUSED',
    fault: '',
  },
  {
    id: 'F20 a stuck phase',
    begin: (band) => (frontEnd(band).stuckOnUa = 30_000),
    boundMs: 1,
    until: 'excess is over',
    state: 'FAULT',
    fault: 'STUCK_PHASE',
  },
  {
    id: 'F20 a stuck phase, and the one-shot is broken too',
    begin: (band) => Object.assign(frontEnd(band), { stuckOnUa: 30_000, oneShotBroken: true }),
    boundMs: 1,
    until: 'excess is over',
    state: 'FAULT',
    fault: 'OVER_CURRENT',
  },
  {
    id: 'F21 a net charge of twice the limit',
    begin: (band) => (frontEnd(band).imbalance = 0.04),
    boundMs: 1000,
    until: 'ramp',
    state: 'FAULT',
    fault: 'CHARGE_IMBALANCE',
  },
  {
    id: 'F25 the battery is almost empty',
    begin: (band) => (band.board.faults.power.batteryPercent = 4),
    boundMs: 500,
    until: 'ramp',
    state: 'LOCKOUT',
    fault: '',
  },
  {
    id: 'F26 a charger is connected',
    begin: (band) => (band.board.faults.power.charging = true),
    boundMs: 100,
    state: 'LOCKOUT',
    fault: '',
  },
  {
    id: 'F27 the pads are hot',
    begin: (band) => (frontEnd(band).temperatureC = 42),
    boundMs: 1000,
    until: 'ramp',
    state: 'LOCKOUT',
    fault: '',
  },
  {
    id: 'F27 the board is hot',
    begin: (band) => (band.board.faults.power.temperatureC = 70),
    boundMs: 1000,
    until: 'ramp',
    state: 'LOCKOUT',
    fault: '',
  },
  {
    id: 'F27 the pads are too hot',
    begin: (band) => (frontEnd(band).temperatureC = 44),
    boundMs: 100,
    state: 'FAULT',
    fault: 'OVER_TEMPERATURE',
  },
];

/** Each seed is another moment of the band's own work and of garbage collection. */
async function bandAt(i: number): Promise<StimBench> {
  const band = await activeBand(SEED + i);
  band.keepAlive(500);
  band.command({ kind: 'LEASE', ttlMs: 2000 });
  band.clock.advanceBy((i * 137) % 250);
  return band;
}

const STEP_MS = 0.1;
const COARSE_STEP_MS = 1;
const LEASE_MS = 400;
/** A ramp takes 500 ms in steps of 100. */
const RAMP_MS = 600;

/** Virtual time with leases until `isOver`; at most `limitMs`. */
function msUntil(
  band: StimBench,
  limitMs: number,
  isOver: (currentUa: number) => boolean,
  stepMs: number = STEP_MS,
): number {
  let steps = 0;
  while (!isOver(band.board.currentUa()) && steps * stepMs < limitMs) {
    if (steps++ % (LEASE_MS / stepMs) === 0) band.command({ kind: 'LEASE', ttlMs: 2000 });
    band.clock.advanceBy(stepMs);
  }
  return steps * stepMs;
}

const isExcess = (currentUa: number): boolean => currentUa > ACTIVE_UA * 1.15;

function reactionMs(band: StimBench, { until, boundMs }: Case): number {
  const limitMs = 2 * boundMs + 100;
  if (until === 'ramp') return msUntil(band, limitMs, (currentUa) => currentUa < ACTIVE_UA, COARSE_STEP_MS);
  if (until === undefined) return msUntil(band, limitMs, (currentUa) => currentUa === 0, COARSE_STEP_MS);
  // What a busy interpreter has already done lies ahead of the clock: the excess begins behind it.
  msUntil(band, 100, isExcess);
  return msUntil(band, limitMs, (currentUa) => !isExcess(currentUa));
}

test.each(CASES)('$id: ends within $boundMs ms', async (fault) => {
  let worstMs = 0;
  let worstZeroMs = 0;
  for (let i = 0; i < SEEDS; i++) {
    const band = await bandAt(i);
    expect(band.board.currentUa()).toBe(ACTIVE_UA);
    fault.begin(band);
    const reactedMs = reactionMs(band, fault);
    worstMs = Math.max(worstMs, reactedMs);
    worstZeroMs = Math.max(worstZeroMs, reactedMs + msToZero(band, 2000));
    band.clock.advanceBy(1000);
    expect(band.frame()).toMatchObject({ state: fault.state, fault: fault.fault, currentUa: 0 });
    expect(band.board.console).toEqual([]);
  }
  console.log(
    `${fault.id}: worst of ${SEEDS} seeds ${worstMs.toFixed(1)} ms, at zero after ${worstZeroMs.toFixed(1)} ms`,
  );
  expect(worstMs).toBeLessThanOrEqual(fault.boundMs + STEP_MS);
  expect(worstZeroMs).toBeLessThanOrEqual(fault.boundMs + (fault.until === 'ramp' ? RAMP_MS : 100));
});

test.each([
  { comparatorBroken: false, boundMs: 1 },
  { comparatorBroken: true, boundMs: 200 },
])('F22 output that nobody asked for ends within $boundMs ms: %o', async ({ comparatorBroken, boundMs }) => {
  let worstMs = 0;
  for (let i = 0; i < SEEDS; i++) {
    const band = await activeBand(SEED + i);
    band.command({ kind: 'SET', currentUa: 0 });
    band.keepAlive(1500);
    band.clock.advanceBy((i * 137) % 250);
    expect(band.board.currentUa()).toBe(0);
    Object.assign(frontEnd(band), { offsetUa: 5000, oneShotBroken: comparatorBroken, comparatorBroken });
    msUntil(band, 100, (currentUa) => currentUa > 0);
    worstMs = Math.max(
      worstMs,
      msUntil(band, 500, (currentUa) => currentUa === 0),
    );
    band.clock.advanceBy(1000);
    expect(band.frame()).toMatchObject({ state: 'FAULT', currentUa: 0 });
    expect(['UNEXPECTED_OUTPUT', 'STUCK_PHASE']).toContain(band.frame().fault);
  }
  console.log(`F22 comparator broken ${comparatorBroken}: worst of ${SEEDS} seeds ${worstMs.toFixed(1)} ms`);
  expect(worstMs).toBeLessThanOrEqual(boundMs + STEP_MS);
});

test('F25 F26 with a low battery or a charger nothing is armed', async () => {
  const conditions = [
    { faults: { batteryPercent: 12 }, reason: 'BATTERY_LOW' },
    { faults: { charging: true }, reason: 'CHARGING' },
  ] as const;
  for (const { faults, reason } of conditions) {
    const band = await stimBand(SEED);
    Object.assign(band.board.faults.power, faults);
    band.clock.advanceBy(1000);
    band.command(PRESCRIBED);
    band.clock.advanceBy(600);
    expect(band.acknowledgements.at(-1)).toMatchObject({ result: 'REFUSED', reason });
  }
});

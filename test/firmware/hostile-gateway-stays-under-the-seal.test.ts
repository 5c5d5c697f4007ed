import { expect, test } from 'vitest';
import { encodeCommand, type SealedPrescription } from '../../protocol/message.ts';
import { plainEnvelope } from '../../protocol/seal.ts';
import { type Random, seededRandom } from '../../sim/random.ts';
import { SEED } from '../seeded.ts';
import { pick, randomBytes, whole } from './attacker.ts';
import { deviceOf, greetedBand, PRESCRIBED, prescribe, type StimBench, sealTerms, termsFor } from './stim-bench.ts';

const TERMS = { revision: 3, ceilingUa: 8000, sessionMs: 40_000, dayMs: 90_000, sessionsPerDay: 3, totalMs: 150_000 };
const OLDER = { revision: 2, ceilingUa: 20_000, sessionMs: 600_000, dayMs: 5_000_000, sessionsPerDay: 20 };
const HOURS = 26;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Leases and ramps are counted in ticks of 100 ms. */
const TICK_MS = 100;

type Numbers = Partial<Pick<SealedPrescription, keyof typeof TERMS>>;

interface Meter {
  look(): void;
  /** Output time, ms. */
  between(fromMs: number, toMs: number): number;
  firstMs(): number;
}

/** What went through the skin, from the front-end's own history, at the sealed rate of 100 pps. */
function meterOf(band: StimBench): Meter {
  const bouts: { readonly beganMs: number; readonly onMs: number }[] = [];
  let before = 0;
  return {
    look: () => {
      const pulses = band.board.output!.pulses();
      if (pulses > before) bouts.push({ beganMs: band.clock.nowMs(), onMs: (pulses - before) * 10 });
      before = pulses;
    },
    between: (fromMs, toMs) =>
      bouts.reduce((sum, { beganMs, onMs }) => sum + (beganMs >= fromMs && beganMs < toMs ? onMs : 0), 0),
    firstMs: () => bouts[0]?.beganMs ?? Number.NaN,
  };
}

/** An ARM with some of its numbers lied about. */
function lyingArm(random: Random): Parameters<StimBench['command']>[0] {
  const lie = <T>(truth: T, lies: readonly T[]): T => (random.next() < 0.08 ? pick(random, lies) : truth);
  return {
    kind: 'ARM',
    host: lie(1, [2, 3]),
    phaseUs: lie(200, [100, 500]),
    rateMillihertz: lie(100_000, [200_000, 1000]),
    ceilingUa: lie(TERMS.ceilingUa, [8001, 20_000, 80_000]),
    sessionMs: lie(TERMS.sessionMs, [40_001, 3_600_000]),
    dayMs: lie(TERMS.dayMs, [0, 90_001, 10_800_000]),
    padAreaMm2: lie(2500, [2501, 100_000]),
    nowS: lie(PRESCRIBED.nowS!, [1, PRESCRIBED.nowS! + 90_000, PRESCRIBED.nowS! - 90_000]),
    expiresAtS: lie(PRESCRIBED.expiresAtS!, [4_000_000_000]),
    prescriptionHash: lie(PRESCRIBED.prescriptionHash!, [randomBytes(random, 8), new Uint8Array(0)]),
    pattern: lie(new Uint8Array(0), [Uint8Array.from([232, 3, 200, 0, 24, 252, 200, 0])]),
  };
}

/** Seals and keys: an older one, a forged one, one with a bit turned over, other keys without the button's hold. */
function tamper(random: Random, band: StimBench): void {
  const attempt = whole(random, 4);
  const older = sealTerms(termsFor(deviceOf(band), OLDER));
  if (attempt === 0) band.command({ kind: 'PRESCRIBE', sealed: older, nowS: PRESCRIBED.nowS! });
  else if (attempt === 1) {
    const terms = termsFor(deviceOf(band), { ...OLDER, revision: 9 });
    band.command({ kind: 'PRESCRIBE', sealed: sealTerms(terms, randomBytes(random, 16)), nowS: PRESCRIBED.nowS! });
  } else if (attempt === 2) {
    const sealed = sealTerms(termsFor(deviceOf(band), TERMS));
    sealed[whole(random, sealed.length)]! ^= 1 << whole(random, 8);
    band.command({ kind: 'PRESCRIBE', sealed, nowS: PRESCRIBED.nowS! });
  } else {
    band.writeMessage(plainEnvelope(encodeCommand({ kind: 'ENROL', counter: 1, keyPair: randomBytes(random, 32) })));
  }
}

/** While there is output: mostly what keeps it up, and games with everything else. */
function prolong(random: Random, band: StimBench): void {
  const chance = random.next();
  const currentUa = whole(random, 12_000);
  if (chance < 0.75) band.command({ kind: 'LEASE', ttlMs: pick(random, [2000, 2000, 60_000]), host: 1 });
  else if (chance < 0.85) band.command({ kind: 'SET', currentUa, host: pick(random, [1, 1, 2]) });
  else if (chance < 0.88) band.command({ kind: 'PAUSE', host: 1 });
  else if (chance < 0.93) band.command({ kind: 'RESUME', currentUa, host: 1 });
  else if (chance < 0.95) band.command({ kind: 'START', currentUa, host: 1 });
  else if (chance < 0.97) band.command(lyingArm(random));
  else if (chance < 0.98) band.command({ kind: 'STOP' });
  else tamper(random, band);
}

/** One hostile move for what the band says it is doing. @returns how long the gateway waits then */
function move(random: Random, band: StimBench): number {
  const { state, asks, confirmed, fault } = band.frame();
  // Whoever wears it does what the page says.
  if (asks === 'START_OUTPUT' || asks === 'NEW_PRESCRIPTION') band.board.pressButton();
  if (state === 'FAULT') band.command({ kind: 'ACK_FAULT', fault });
  if (state === 'IDLE') {
    if (random.next() < 0.2) tamper(random, band);
    else band.command(lyingArm(random));
    return random.next() < 0.6 ? 600 : whole(random, 0.4 * HOUR_MS);
  }
  if (state === 'ARMED') {
    band.command({ kind: 'LEASE', ttlMs: 2000, host: 1 });
    band.clock.advanceBy(300);
    if (confirmed) band.command({ kind: 'START', currentUa: pick(random, [8000, 4000, 8001, 80_000]), host: 1 });
    return 500;
  }
  if (state === 'LOCKOUT' || state === 'FAULT') {
    if (random.next() < 0.3) tamper(random, band);
    return whole(random, 600_000);
  }
  prolong(random, band);
  return 200 + whole(random, 500);
}

test('a gateway that lies for more than a day gets nothing above the sealed prescription', {
  timeout: 240_000,
}, async () => {
  const random = seededRandom(SEED);
  const band = await greetedBand(SEED);
  prescribe(band, TERMS satisfies Numbers);
  const meter = meterOf(band);
  let moves = 0;
  while (band.clock.nowMs() < HOURS * HOUR_MS) {
    band.board.connect();
    band.clock.advanceBy(move(random, band));
    meter.look();
    moves++;
  }
  const totalMs = meter.between(0, Number.POSITIVE_INFINITY);
  const firstDayMs = meter.between(0, meter.firstMs() + DAY_MS);
  console.log(
    `${moves} moves; first day ${firstDayMs / 1000} s, in all ${totalMs / 1000} s, peak ${band.board.output!.peakUa()} uA`,
  );
  expect(band.board.output!.peakUa()).toBeLessThanOrEqual(TERMS.ceilingUa);
  expect(firstDayMs).toBeLessThanOrEqual(TERMS.dayMs + TICK_MS);
  expect(totalMs).toBeLessThanOrEqual(TERMS.totalMs + TICK_MS);
  // It is no proof where nothing could be delivered at all.
  expect(firstDayMs).toBeGreaterThan(TERMS.dayMs / 3);
  expect(band.flash.read('link.key')).toBeDefined();
  expect(band.board.console).toEqual([]);
});

test('start and stop games of four afternoons: no session above its sealed length', { timeout: 240_000 }, async () => {
  let deliveredMs = 0;
  for (let afternoon = 1; afternoon <= 4; afternoon++) {
    const random = seededRandom(SEED + afternoon);
    const band = await greetedBand(SEED + afternoon);
    prescribe(band, { ...TERMS, dayMs: 5_000_000, totalMs: 90_000_000, sessionsPerDay: 1 });
    const meter = meterOf(band);
    while (band.clock.nowMs() < 2 * HOUR_MS) {
      band.board.connect();
      band.clock.advanceBy(move(random, band));
      meter.look();
    }
    // One session a day: what was interrupted may go on, but all of it together is one session's length.
    const onMs = meter.between(0, 2 * HOUR_MS);
    expect(onMs).toBeLessThanOrEqual(TERMS.sessionMs + TICK_MS);
    expect(band.board.output!.peakUa()).toBeLessThanOrEqual(TERMS.ceilingUa);
    deliveredMs += onMs;
  }
  expect(deliveredMs).toBeGreaterThan(TERMS.sessionMs / 2);
});

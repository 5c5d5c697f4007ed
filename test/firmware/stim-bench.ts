import { sealPrescription } from '../../host/keys/prescription-seal.ts';
import type { Command, SealedPrescription } from '../../protocol/message.ts';
import { PRESCRIPTION_NONCE_BYTES } from '../../protocol/seal.ts';
import type { SimulatedFlash } from '../../sim/board/flash.ts';
import type { SkinLoad } from '../../sim/board/front-end-model.ts';
import { type BenchBand, PRESCRIPTION_KEY, placeOnBench } from './bench-band.ts';

const NOW_S = 1_790_000_000;
const HASH = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);
const NUMBERS = {
  phaseUs: 200,
  rateMillihertz: 100_000,
  ceilingUa: 20_000,
  sessionMs: 600_000,
  padAreaMm2: 2500,
  expiresAtS: 1_800_000_000,
  prescriptionHash: HASH,
};

/** An ARM within the terms below. */
export const PRESCRIBED: Partial<Command> & { kind: 'ARM' } = { kind: 'ARM', nowS: NOW_S, ...NUMBERS };

/** What the prescriber of the bench allows. */
export function termsFor(deviceId: string, changes: Partial<SealedPrescription> = {}): SealedPrescription {
  return {
    revision: 1,
    issuedAtS: NOW_S - 3600,
    deviceId,
    site: 'knee_medial_lateral',
    pattern: new Uint8Array(0),
    dayMs: 5_400_000,
    sessionsPerDay: 6,
    totalMs: 100_000_000,
    ...NUMBERS,
    ...changes,
  };
}

/** As the prescriber seals it; a nonce of its own for each revision. */
export function sealTerms(terms: SealedPrescription, key: Uint8Array = PRESCRIPTION_KEY): Uint8Array {
  return sealPrescription(terms, key, new Uint8Array(PRESCRIPTION_NONCE_BYTES).fill(terms.revision));
}

export const deviceOf = (band: BenchBand): string => band.hellos.at(-1)!.deviceId;

/** Offered, and taken with the button. */
export function prescribe(band: BenchBand, changes: Partial<SealedPrescription> = {}): void {
  band.command({ kind: 'PRESCRIBE', sealed: sealTerms(termsFor(deviceOf(band), changes)), nowS: NOW_S });
  band.clock.advanceBy(600);
  band.board.pressButton();
  band.clock.advanceBy(600);
}

export const ACTIVE_UA = 6000;

/** Skin that a test can take the pads off. */
export interface TestSkin extends SkinLoad {
  ohm: number;
  attached: boolean;
}

export function testSkin(): TestSkin {
  const skin: TestSkin = { ohm: 1500, attached: true, impedanceOhm: () => skin.ohm, contact: () => skin.attached };
  return skin;
}

export interface StimBench extends BenchBand {
  readonly skin: TestSkin;
  /** Advances in small steps with a lease every half second. */
  keepAlive(durationMs: number): void;
}

/** A greeted stim band with pads on skin and a prescription in force. */
export async function stimBand(seed: number, flash?: SimulatedFlash): Promise<StimBench> {
  const band = await greetedBand(seed, flash);
  prescribe(band);
  return band;
}

/** Whatever its flash has of keys and prescription. */
export async function greetedBand(seed: number, flash?: SimulatedFlash): Promise<StimBench> {
  const skin = testSkin();
  const band = await placeOnBench({ role: 'stim', board: 'xiao', seed, skin, ...(flash ? { flash } : {}) });
  band.clock.advanceTo(1000);
  band.board.connect();
  band.clock.advanceTo(2000);
  const keepAlive = (durationMs: number): void => {
    const untilMs = band.clock.nowMs() + durationMs;
    while (band.clock.nowMs() < untilMs) {
      band.command({ kind: 'LEASE', ttlMs: 2000 });
      band.clock.advanceTo(Math.min(untilMs, band.clock.nowMs() + 500));
    }
  };
  return { ...band, skin, keepAlive };
}

/** ARM, button, lease, START. */
export function startStimulation(band: StimBench, armed = PRESCRIBED): void {
  band.command(armed);
  band.clock.advanceBy(600);
  band.board.pressButton();
  band.clock.advanceBy(400);
  band.command({ kind: 'LEASE', ttlMs: 2000 });
  band.clock.advanceBy(300);
  band.command({ kind: 'START', currentUa: ACTIVE_UA });
  band.clock.advanceBy(200);
}

/** Until the whole current flows: 4 mA a second. */
export async function activeBand(seed: number, flash?: SimulatedFlash): Promise<StimBench> {
  const band = await stimBand(seed, flash);
  startStimulation(band);
  band.keepAlive(3000);
  return band;
}

/** Virtual time until no current flows; Infinity when it still flows after `limitMs`. */
export function msToZero(band: BenchBand, limitMs: number): number {
  const fromMs = band.clock.nowMs();
  const stepMs = 0.5;
  while (band.board.currentUa() > 0) {
    if (band.clock.nowMs() - fromMs > limitMs) return Number.POSITIVE_INFINITY;
    band.clock.advanceBy(stepMs);
  }
  return band.clock.nowMs() - fromMs;
}

const LAMPS = [
  ['LED1', 'red'],
  ['LED2', 'green'],
] as const;

/** Colours that flash up within two seconds, in order. */
export function flashes(band: StimBench, durationMs = 2000): string[] {
  const seen: string[] = [];
  let before = '';
  for (let ms = 0; ms < durationMs; ms += 5) {
    band.clock.advanceBy(5);
    const now = LAMPS.filter(([pin]) => band.board.pin(pin).level)
      .map(([, colour]) => colour)
      .join('+');
    if (now !== '' && now !== before) seen.push(now);
    before = now;
  }
  return seen;
}

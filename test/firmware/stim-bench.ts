import type { Command } from '../../protocol/message.ts';
import type { SimulatedFlash } from '../../sim/board/flash.ts';
import type { SkinLoad } from '../../sim/board/front-end-model.ts';
import { type BenchBand, placeOnBench } from './bench-band.ts';

export const PRESCRIBED: Partial<Command> & { kind: 'ARM' } = {
  kind: 'ARM',
  phaseUs: 200,
  rateMillihertz: 100_000,
  ceilingUa: 20_000,
  sessionMs: 600_000,
  padAreaMm2: 2500,
  nowS: 1_790_000_000,
  expiresAtS: 1_800_000_000,
};

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

/** A greeted stim band with pads on skin. */
export async function stimBand(seed: number, flash?: SimulatedFlash): Promise<StimBench> {
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
export function startStimulation(band: StimBench): void {
  band.command(PRESCRIBED);
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

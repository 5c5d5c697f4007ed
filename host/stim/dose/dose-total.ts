import type { DoseMetrics } from './dose.ts';

/** A rate that swings evenly between two values and begins at the lower one. A steady rate has both alike. */
export interface RateSweep {
  readonly lowMillihertz: number;
  readonly highMillihertz: number;
  /** Up and down again. */
  readonly periodMs: number;
}

export interface SessionPlan {
  readonly durationMs: number;
  readonly rampUpMs: number;
  readonly rampDownMs: number;
  readonly sweep: RateSweep;
}

/** What a session is planned to deliver, in whole units; what was delivered is in the ledger, in the band's own counts. */
export interface DoseTotals {
  readonly pulses: number;
  readonly absoluteChargeNc: number;
  readonly energyUj: number;
  /** Time at full amplitude that would deliver the same charge. */
  readonly equivalentMs: number;
}

export const steadyRate = (rateMillihertz: number): RateSweep => ({
  lowMillihertz: rateMillihertz,
  highMillihertz: rateMillihertz,
  periodMs: 1000,
});

function rateHz(sweep: RateSweep, tMs: number): number {
  const phase = (tMs % sweep.periodMs) / sweep.periodMs;
  const part = phase < 0.5 ? 2 * phase : 2 - 2 * phase;
  return (sweep.lowMillihertz + part * (sweep.highMillihertz - sweep.lowMillihertz)) / 1000;
}

function amplitude(plan: SessionPlan, tMs: number): number {
  // Without a ramp one of these is infinite.
  const up = tMs / plan.rampUpMs;
  const down = (plan.durationMs - tMs) / plan.rampDownMs;
  return Math.max(0, Math.min(1, up, down));
}

/** The step of the integrals below; the reference's worked examples were computed with it. */
const STEP_MS = 10;

/** Integrals over a session in seconds: of the rate, of rate times level and rate times level squared, of the level. */
interface Integrals {
  readonly pulses: number;
  readonly scaled: number;
  readonly squared: number;
  readonly fullS: number;
}

/** By the midpoint rule: off by about 1e-9 at the rates that occur. Where neither rate nor level changes, one step does for all. */
function integrate(plan: SessionPlan): Integrals {
  const { durationMs, rampUpMs, rampDownMs, sweep } = plan;
  const steps = Math.max(1, Math.round(durationMs / STEP_MS));
  const stepMs = durationMs / steps;
  const steady = sweep.lowMillihertz === sweep.highMillihertz;
  const levelFrom = Math.ceil(rampUpMs / stepMs);
  const levelTo = Math.floor((durationMs - rampDownMs) / stepMs);
  const sums = { pulses: 0, scaled: 0, squared: 0, fullS: 0 };
  for (let i = 0; i < steps; ) {
    const weight = steady && i === levelFrom && levelTo > levelFrom ? levelTo - levelFrom : 1;
    const tMs = (i + 0.5) * stepMs;
    const seconds = (weight * stepMs) / 1000;
    const rate = rateHz(sweep, tMs) * seconds;
    const level = amplitude(plan, tMs);
    sums.pulses += rate;
    sums.scaled += rate * level;
    sums.squared += rate * level * level;
    sums.fullS += seconds * level;
    i += weight;
  }
  return sums;
}

/** @param metrics of the pattern at full amplitude. */
export function sessionTotals(metrics: DoseMetrics, plan: SessionPlan): DoseTotals {
  const { pulses, scaled, squared, fullS } = integrate(plan);
  return {
    pulses: Math.round(pulses),
    absoluteChargeNc: Math.round((metrics.absoluteChargePc / 1000) * scaled),
    energyUj: Math.round(metrics.pulseEnergyUj * squared),
    equivalentMs: Math.round(fullS * 1000),
  };
}

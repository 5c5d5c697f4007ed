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

/** What a session is planned to deliver; what was delivered is in the ledger, in the band's own counts. */
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
  const up = plan.rampUpMs === 0 ? 1 : tMs / plan.rampUpMs;
  const down = plan.rampDownMs === 0 ? 1 : (plan.durationMs - tMs) / plan.rampDownMs;
  return Math.max(0, Math.min(1, up, down));
}

/** The step of the integrals below; the reference's worked examples were computed with it. */
const STEP_MS = 10;

/** Integral over the session, in seconds, by the midpoint rule: off by about 1e-9 at the rates that occur. */
function integrate(plan: SessionPlan, value: (tMs: number) => number): number {
  const steps = Math.max(1, Math.round(plan.durationMs / STEP_MS));
  const stepMs = plan.durationMs / steps;
  let total = 0;
  for (let i = 0; i < steps; i++) total += value((i + 0.5) * stepMs);
  return (total * stepMs) / 1000;
}

/** @param metrics of the pattern at full amplitude. */
export function sessionTotals(metrics: DoseMetrics, plan: SessionPlan): DoseTotals {
  const pulses = integrate(plan, (tMs) => rateHz(plan.sweep, tMs));
  const scaled = integrate(plan, (tMs) => rateHz(plan.sweep, tMs) * amplitude(plan, tMs));
  const squared = integrate(plan, (tMs) => rateHz(plan.sweep, tMs) * amplitude(plan, tMs) ** 2);
  return {
    pulses,
    absoluteChargeNc: (metrics.absoluteChargePc / 1000) * scaled,
    energyUj: metrics.pulseEnergyUj * squared,
    equivalentMs: integrate(plan, (tMs) => amplitude(plan, tMs)) * 1000,
  };
}

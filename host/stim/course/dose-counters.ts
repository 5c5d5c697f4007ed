import type { StimulationTelemetry } from '../../../protocol/session.ts';

/** Whole numbers that a band counts itself; stored with each booking, so that the next one goes on from there. */
export interface CounterMark {
  readonly boot: number;
  readonly session: number;
  readonly pulses: number;
  readonly chargeNc: number;
  readonly dayMs: number;
}

export interface DoseIncrement {
  readonly pulses: number;
  /** Absolute charge of both phases of every pulse. */
  readonly chargeNc: number;
  readonly onTimeMs: number;
  readonly peakCurrentUa: number;
}

export const NO_DOSE: DoseIncrement = { pulses: 0, chargeNc: 0, onTimeMs: 0, peakCurrentUa: 0 };

export const markOf = ({ boot, session, pulses, chargeNc, dayMs }: StimulationTelemetry): CounterMark => ({
  boot,
  session,
  pulses,
  chargeNc,
  dayMs,
});

/**
 * A band counts down only where a restart has lost its last seconds, which were booked: any other frame that tells less is from before
 * the mark, or of a band whose counters began anew (fault F7).
 */
export const countsLess = ({ boot, session, pulses }: StimulationTelemetry, mark: CounterMark): boolean =>
  session < mark.session || (session === mark.session && boot <= mark.boot && pulses < mark.pulses);

/** The mark of a band that has lost its counters: all that it counts since then is new. */
export const markFromZero = ({ boot, session }: StimulationTelemetry): CounterMark => ({
  boot,
  session,
  pulses: 0,
  chargeNc: 0,
  dayMs: 0,
});

/** Null where nothing was delivered. A new session's counters begin at 0, and so does the account of a new day. */
export function incrementSince(mark: CounterMark, telemetry: StimulationTelemetry): DoseIncrement | null {
  const from = telemetry.session === mark.session ? mark : { boot: telemetry.boot, pulses: 0, chargeNc: 0 };
  const increment = {
    pulses: Math.max(0, telemetry.pulses - from.pulses),
    chargeNc: chargeSince(from, telemetry),
    onTimeMs: telemetry.dayMs >= mark.dayMs ? telemetry.dayMs - mark.dayMs : telemetry.dayMs,
    peakCurrentUa: telemetry.peakCurrentUa,
  };
  return increment.pulses + increment.chargeNc + increment.onTimeMs === 0 ? null : increment;
}

/** The wire carries 32 bits, 4.29 C: within one start of the band a smaller number has wrapped, after a restart it has not. */
function chargeSince(
  from: { readonly boot: number; readonly chargeNc: number },
  telemetry: StimulationTelemetry,
): number {
  const difference = telemetry.chargeNc - from.chargeNc;
  if (difference >= 0) return difference;
  return telemetry.boot === from.boot ? difference + 2 ** 32 : 0;
}

export function addDose(totals: DoseIncrement, more: DoseIncrement): DoseIncrement {
  return {
    pulses: totals.pulses + more.pulses,
    chargeNc: totals.chargeNc + more.chargeNc,
    onTimeMs: totals.onTimeMs + more.onTimeMs,
    peakCurrentUa: Math.max(totals.peakCurrentUa, more.peakCurrentUa),
  };
}

import { msToS, ncToUc } from '../protocol/units.ts';
import type { StimulationSummary } from './records/session-document.ts';
import type { StimulationView } from './screen/feed.ts';
import { type CourseView, courseWords, type Delivery, reasonWords } from './stim/index.ts';

/** How a stimulation looks from outside. */

/** What pages are told of the course. */
export function shown(view: CourseView): StimulationView {
  const { state, currentUa, prescribedUa, askedUa, prompt, noRise } = view;
  const seconds = (ms: number): number => Math.ceil(msToS(ms));
  return {
    state,
    currentUa,
    prescribedUa,
    remainingS: seconds(view.remainingMs),
    reason: courseWords(view),
    steering: {
      askedUa,
      noRise: reasonWords(noRise),
      prompt,
      remainderS: seconds(view.remainderMs),
      restLeftS: seconds(view.restLeftMs),
      ceilingUa: view.ceilingUa,
      ...(view.feeling ? { feeling: view.feeling, feelingLeftS: seconds(view.feelingHoldsMs) } : {}),
      asks: view.asks,
      clearable: view.clearable,
    },
  };
}

/** What the session's document says of it. */
export function summaryOf({ totals, stopReason }: Delivery, prescriptionId: string): StimulationSummary {
  return {
    pulses: totals.pulses,
    total_charge_uc: ncToUc(totals.chargeNc),
    peak_current_ua: totals.peakCurrentUa,
    on_time_s: msToS(totals.onTimeMs),
    stop_reason: stopReason,
    prescription_id: prescriptionId,
  };
}

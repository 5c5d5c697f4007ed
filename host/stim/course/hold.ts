import type { StimulationTelemetry } from '../../../protocol/session.ts';
import { isBelow } from './read-back.ts';
import type { CourseDraft } from './stim-course-send.ts';

/**
 * Why a session rests without having ended; empty while it does not. JOLT: a fall or a blow. PAUSED: the person wished it. The others are
 * the band's doing: PEELING a pad comes loose (fault F16), NOT_REACHED the current does not get through (F19), HELD it does not say.
 */
export type HoldReason = '' | 'JOLT' | 'PAUSED' | 'PEELING' | 'NOT_REACHED' | 'HELD';

/** What the output of this session looked like before it was held. */
export interface ContactTrace {
  /** Least impedance so far; 0: not measured yet. */
  readonly bestOhm: number;
  /** Less than was asked for flowed when the band was last heard. */
  readonly fellShort: boolean;
}

/** The band pauses at half as high again; of its looks the host hears every other one. */
const PEELING_PERMILLE = 1300;

export const initialContact = (): ContactTrace => ({ bestOhm: 0, fellShort: false });

/** A host that asked for the pause has said why already; what it did not ask for, the band tells by its measurements. */
export function noteHold(draft: CourseDraft, telemetry: StimulationTelemetry): void {
  if (telemetry.state === 'PAUSED') {
    if (draft.heldFor !== '') return;
    draft.heldFor = whyHeld(draft.contact, telemetry);
    draft.reason = '';
    return;
  }
  if (draft.pending?.command.kind !== 'PAUSE') draft.heldFor = '';
  draft.contact = traceOf(draft, telemetry);
}

function whyHeld({ bestOhm, fellShort }: ContactTrace, { impedanceOhm = 0 }: StimulationTelemetry): HoldReason {
  if (bestOhm > 0 && impedanceOhm * 1000 >= bestOhm * PEELING_PERMILLE) return 'PEELING';
  return fellShort ? 'NOT_REACHED' : 'HELD';
}

function traceOf({ contact, askedUa }: CourseDraft, telemetry: StimulationTelemetry): ContactTrace {
  const { state, currentUa, impedanceOhm = 0 } = telemetry;
  const isBest = impedanceOhm > 0 && (contact.bestOhm === 0 || impedanceOhm < contact.bestOhm);
  return {
    bestOhm: isBest ? impedanceOhm : contact.bestOhm,
    // While it rises, less than was asked for is as it should be.
    fellShort: state === 'ACTIVE' && isBelow(currentUa, askedUa),
  };
}

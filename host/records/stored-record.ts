import type {
  FrameCounts,
  RepRecord,
  SessionDocument,
  SessionOutcome,
  StimulationSummary,
} from './session-document.ts';
import type { SessionStart } from './summary.ts';

/** What of a session other rooms hear about, within the transaction that stores it. */
export type StoredRecord =
  | { readonly kind: 'rep'; readonly session: SessionStart; readonly simulated: boolean; readonly rep: RepRecord }
  | {
      readonly kind: 'event';
      readonly session: SessionStart;
      readonly simulated: boolean;
      /** Stable: a later look at the same event gives the same id. */
      readonly id: string;
      readonly event: SessionEvent;
    }
  | { readonly kind: 'summary'; readonly document: SessionDocument };

/** Something that those who watch over a person want to know at once. */
export interface SessionEvent {
  readonly kind: 'stimulation-started' | 'stimulation-stopped';
  /** ms on the session's clock. */
  readonly atMs: number;
  readonly currentUa: number;
  /** Why it stopped; an empty string where there is nothing to say. */
  readonly reason: string;
  readonly prescriptionId: string | null;
}

/** Anything decided about stimulation, with what it was decided on; `detail` is any JSON. */
export interface StimulationDecision {
  /** ms on the session's clock. */
  readonly atMs: number;
  readonly kind: string;
  readonly detail: unknown;
}

export interface SessionEnd {
  readonly outcome: Exclude<SessionOutcome, 'interrupted'>;
  /** ms on the session's clock. */
  readonly endMs: number;
  readonly frames: FrameCounts;
  readonly stimulation: StimulationSummary;
}

/** How far a session has come; kept so that one cut short can still be described. */
export interface SessionProgress {
  readonly elapsedMs: number;
  readonly frames: FrameCounts;
}

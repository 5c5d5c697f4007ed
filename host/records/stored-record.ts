import type { KeptStart } from '../intake/band-start.ts';
import type { FrameStretch } from './samples/stored-frames.ts';
import type {
  CompletionRecord,
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
  | {
      readonly kind: 'chunk';
      readonly session: SessionStart;
      readonly simulated: boolean;
      readonly chunk: StoredChunk;
    }
  | { readonly kind: 'summary'; readonly document: SessionDocument };

/** About 10 s of one band's raw samples. */
export interface StoredChunk {
  /** Of its row. */
  readonly number: number;
  readonly sensor: string;
  readonly configurationId: number;
  readonly samples: number;
  /** As raw-chunk.ts encodes them. */
  readonly data: Uint8Array;
}

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
  readonly completion?: CompletionRecord;
  readonly stimulation: StimulationSummary;
}

/** How far a session has come; kept so that one cut short can still be described, or gone on with. */
export interface SessionProgress {
  readonly elapsedMs: number;
  readonly frames: FrameCounts;
  /** When that was, by the machine; absent: the bands live in this process, and nothing can go on after it. */
  readonly at?: HostMoment;
  /** What came late, and what never will. */
  readonly completion?: CompletionRecord;
  /** All that was planned is done; what the bands still have of it is being fetched. */
  readonly isOver?: true;
  /** By sensor: the frames whose samples are in the record. */
  readonly stored?: Readonly<Record<string, readonly FrameStretch[]>>;
  /** By sensor: what intake needs to complete the record. */
  readonly starts?: Readonly<Record<string, readonly KeptStart[]>>;
}

/** One moment, told twice: whether the clock on the wall was set shows where both are compared with a later one. */
export interface HostMoment {
  /** UTC, ms. */
  readonly wallMs: number;
  /** Since the machine was switched on, ms. */
  readonly upMs: number;
}

/**
 * The one document that describes a finished session: printed by `--once --json` and `replay --json`, stored, shown to
 * the clinician, published as the session's summary. Snake case with units, because it leaves the program.
 */
export interface SessionDocument {
  readonly schema: 'limber/session/1';
  /** Stable across re-sends, so that a consumer can drop duplicates. */
  readonly message_id: string;
  readonly session: {
    readonly id: string;
    readonly site: string;
    /** Pseudonym of the person; never a name. */
    readonly person: string;
    readonly exercise: string;
    /** ISO 8601, UTC. */
    readonly started_at: string;
    readonly duration_s: number;
    readonly target_deg: { readonly low: number; readonly high: number };
    readonly sets: readonly { readonly start_s: number; readonly end_s: number; readonly reps: number }[];
    readonly sensors: readonly string[];
    /** 'interrupted': the gateway died during it, and the next start closed it with what had been stored. */
    readonly outcome: SessionOutcome;
  };
  readonly simulated: boolean;
  readonly reps: readonly RepRecord[];
  readonly stimulation: StimulationSummary;
  readonly frames: FrameCounts;
  /** What the store acknowledged. */
  readonly stored: {
    readonly sessions: number;
    readonly chunks: number;
    readonly samples: number;
    readonly bytes: number;
  };
  /** What the broker acknowledged, and what still waits in the outbox. */
  readonly published: { readonly messages: number; readonly pending: number; readonly topics: readonly string[] };
}

/** What ids of sites, persons, sessions and messages look like: one level of an MQTT topic, no wildcard, no slash. */
export const PUBLIC_ID = /^[A-Za-z0-9_-]+$/;

export type SessionOutcome = 'completed' | 'stopped' | 'interrupted';

export interface RepRecord {
  readonly index: number;
  readonly set: number;
  readonly start_s: number;
  readonly end_s: number;
  readonly rom_deg: number;
  readonly peak_deg: number;
  readonly tempo_s: { readonly out: number; readonly hold: number; readonly back: number };
  readonly confidence: number;
}

/** Delivered dose, by the device's own counts; all zero with stop_reason "none" where no stimulation took place. */
export interface StimulationSummary {
  readonly pulses: number;
  readonly total_charge_uc: number;
  readonly peak_current_ua: number;
  readonly on_time_s: number;
  readonly stop_reason: string;
  readonly prescription_id: string | null;
}

export interface FrameCounts {
  readonly received: number;
  /** Never arrived, not even after resend requests. */
  readonly lost: number;
  /** Missed at first, arrived after a resend request. */
  readonly recovered: number;
  /** Packets that failed a check (CRC, length, unknown configuration) and were counted and dropped. */
  readonly discarded: number;
}

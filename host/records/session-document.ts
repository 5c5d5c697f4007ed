import type { Side } from '../../protocol/placement.ts';
import type { LossCause } from '../intake/band-start.ts';
import type { CuePolicy } from '../motion/cue/cue.ts';
import type { StimulationLog } from './dose/stimulation-log.ts';
import type { DoubtRecord, MetricsRecord, SetMetricsRecord } from './metrics-record.ts';

/**
 * The one document that describes a finished session: printed by `--once --json` and `replay --json`, stored, shown to
 * the clinician, published as the session's summary. Snake case with units, because it leaves the program.
 */
export interface SessionDocument {
  readonly schema: 'limber/session/1';
  /** Stable across re-sends, so that a consumer can drop duplicates. */
  readonly message_id: string;
  /** From 2 on: bands have brought what was missing, and this takes the place of what was told of the same session before. */
  readonly revision?: number;
  /** Which edition of the motion core counted and measured the repetitions; absent in sessions stored before it was told. */
  readonly motion_core?: number;
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
    readonly sets: readonly SetRecord[];
    readonly sensors: readonly string[];
    /** Of each sensor that was calibrated: which calibration the session's numbers rest on. Absent: factory scale of all. */
    readonly calibrations?: readonly CalibrationMark[];
    /** Absent for an ordinary session. */
    readonly purpose?: 'demonstration';
    /** Side of the body that was exercised; absent where nobody said. */
    readonly side?: Side;
    /** Absent: "coach". In confidence mode the patient is shown no corrections and no deviation figures. */
    readonly cue_policy?: CuePolicy;
    /** What was asked of each phase; absent in sessions stored before it was. */
    readonly wanted_tempo_s?: RepRecord['tempo_s'];
    /** The clinician's demonstration that target, tempo and template came from; absent where the library's were used. */
    readonly movement_prescription?: MovementPrescriptionMark;
    /** The gateway was killed and another one went on: nobody listened meanwhile, and no repetition was counted. Absent: never. */
    readonly gaps?: readonly { readonly from_s: number; readonly to_s: number }[];
    /** 'interrupted': the gateway died during it, and the next start closed it with what had been stored. */
    readonly outcome: SessionOutcome;
  };
  readonly simulated: boolean;
  readonly reps: readonly RepRecord[];
  readonly stimulation: StimulationSummary;
  readonly frames: FrameCounts;
  /** How the record was completed behind the live stream; absent where it came whole, and in sessions stored before it was told. */
  readonly completion?: CompletionRecord;
  /** What the store acknowledged. */
  readonly stored: {
    readonly sessions: number;
    readonly chunks: number;
    readonly samples: number;
    readonly bytes: number;
  };
  /** What the broker acknowledged, and what still waits in the outbox. */
  readonly published: { readonly messages: number; readonly pending: number; readonly topics: readonly string[] };
  /**
   * Where the gateway's chain of records stood when this was written; absent while it has none. Who keeps this document
   * elsewhere can tell later whether any record up to then was changed.
   */
  readonly ledger?: LedgerMark;
}

export interface CalibrationMark {
  readonly sensor: string;
  /** CRC-32 of what the band kept, eight hex digits. */
  readonly tag: string;
  /** ISO 8601, UTC. */
  readonly made_at: string;
}

export interface LedgerMark {
  readonly records: number;
  /** SHA-256 of the latest record, hex. */
  readonly head: string;
}

/** What ids of sites, persons, sessions and messages look like: one level of an MQTT topic, no wildcard, no slash. */
export const PUBLIC_ID = /^[A-Za-z0-9_-]+$/;

export const CUE_POLICIES = ['coach', 'confidence'] as const satisfies readonly CuePolicy[];

/** Which movement prescription a session followed. */
export interface MovementPrescriptionMark {
  readonly version: number;
  /** ISO 8601, UTC: when the session was recorded that the movement was demonstrated in. */
  readonly demonstrated_at: string;
  readonly prescribed_by: string;
}

export type SessionOutcome = 'completed' | 'stopped' | 'interrupted';

export interface SetRecord {
  readonly start_s: number;
  readonly end_s: number;
  readonly reps: number;
  /** Absent in sessions stored before repetitions had metrics. */
  readonly metrics?: SetMetricsRecord;
}

export interface RepRecord {
  readonly index: number;
  readonly set: number;
  readonly start_s: number;
  readonly end_s: number;
  readonly rom_deg: number;
  readonly peak_deg: number;
  readonly tempo_s: { readonly out: number; readonly hold: number; readonly back: number };
  readonly confidence: number;
  /** Absent in sessions stored before there were any. */
  readonly metrics?: MetricsRecord;
  /** Why the sensors may be wrong about this repetition; absent where nothing speaks against them. */
  readonly doubts?: readonly DoubtRecord[];
  /**
   * How it was done, by the name of the person's own enrolled repetitions like it; null where it is like none of them.
   * Absent where none are enrolled.
   */
  readonly execution?: { readonly name: string | null; readonly confidence: number };
}

/** Delivered dose, by the device's own counts; all zero with stop_reason "none" where no stimulation took place. */
export interface StimulationSummary {
  readonly pulses: number;
  readonly total_charge_uc: number;
  readonly peak_current_ua: number;
  readonly on_time_s: number;
  readonly stop_reason: string;
  readonly prescription_id: string | null;
  /** Absent where there was no stimulation, and in sessions stored before there was one. */
  readonly log?: StimulationLog;
}

export interface CompletionRecord {
  /** In the record, though too late for repetitions and cues. */
  readonly late_samples: number;
  /** Frames that a band may still have; they are fetched when it is next connected. */
  readonly awaited_frames: number;
  /** What nothing brings back. */
  readonly lost: readonly LossRecord[];
}

export interface LossRecord {
  readonly sensor: string;
  readonly why: LossCause;
  /** Null: nobody knows how many; the band started anew with them in its memory. */
  readonly samples: number | null;
  readonly start_s: number;
  readonly end_s: number;
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

import type { Side } from '../../protocol/placement.ts';
import type { CuePolicy } from '../motion/cue/cue.ts';
import { setMetrics } from '../motion/metrics/set-metrics.ts';
import type { Rep } from '../motion/repetition/rep.ts';
import { calibrationMarks } from './band-calibration-record.ts';
import { doubtRecord, metricsOf, metricsRecord, type SetMetricsRecord, setMetricsRecord } from './metrics-record.ts';
import type {
  FrameCounts,
  LedgerMark,
  MovementPrescriptionMark,
  RepRecord,
  SessionDocument,
  SessionOutcome,
  StimulationSummary,
} from './session-document.ts';

/** What is known of a session when it begins; nothing of it changes later. */
export interface SessionStart {
  readonly id: string;
  readonly site: string;
  /** Pseudonym, never a name. */
  readonly person: string;
  readonly exercise: string;
  /** UTC, ms. */
  readonly startedAtMs: number;
  readonly targetDeg: { readonly low: number; readonly high: number };
  /** The placements of the bands worn. */
  readonly sensors: readonly string[];
  /** Of each sensor that had one, the bytes the band kept, hex: with them the counts give the session's numbers again. */
  readonly calibrations?: Readonly<Record<string, string>>;
  readonly purpose?: 'demonstration';
  readonly side?: Side;
  readonly cuePolicy?: CuePolicy;
  readonly wantedTempoS?: RepRecord['tempo_s'];
  readonly movementPrescription?: MovementPrescriptionMark;
  /** Edition of the motion core that follows it; absent in sessions stored before it was told. */
  readonly motionCore?: number;
  /** What was asked for; absent where it has no end (a recording), and in sessions stored before it was. */
  readonly plan?: PlannedSets;
  /** Id of each sensor's band. */
  readonly bands?: Readonly<Record<string, string>>;
}

export interface PlannedSets {
  readonly sets: number;
  readonly repsPerSet: number;
  readonly restS: number;
  /** Whether a stimulation was to follow. */
  readonly stimulation: boolean;
}

/** The gateway had been killed, and another one went on. */
export interface SessionGap {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface SessionFacts {
  readonly start: SessionStart;
  readonly simulated: boolean;
  readonly outcome: SessionOutcome;
  /** End of the session, ms on its clock. */
  readonly endMs: number;
  readonly reps: readonly RepRecord[];
  readonly stimulation: StimulationSummary;
  readonly frames: FrameCounts;
  /** While the gateway was not there, ms on its clock. */
  readonly gaps?: readonly SessionGap[];
  readonly completion?: SessionDocument['completion'];
  readonly stored: SessionDocument['stored'];
  readonly published: SessionDocument['published'];
  readonly ledger?: LedgerMark;
}

export const NO_FRAMES: FrameCounts = { received: 0, lost: 0, recovered: 0, discarded: 0 };

export const NO_STIMULATION: StimulationSummary = {
  pulses: 0,
  total_charge_uc: 0,
  peak_current_ua: 0,
  on_time_s: 0,
  stop_reason: 'none',
  prescription_id: null,
};

/** A repetition as it leaves the program: seconds to the millisecond, degrees to a tenth, confidence to a hundredth. */
export function repRecord(rep: Rep, set: number): RepRecord {
  const { outS, holdS, backS } = rep.tempoS;
  return {
    index: rep.index,
    set,
    start_s: secondsOf(rep.startMs),
    end_s: secondsOf(rep.endMs),
    rom_deg: rounded(rep.romDeg, 1),
    peak_deg: rounded(rep.peakDeg, 1),
    tempo_s: { out: rounded(outS, 3), hold: rounded(holdS, 3), back: rounded(backS, 3) },
    confidence: rounded(rep.confidence, 2),
    metrics: metricsRecord(rep.metrics),
    ...(rep.doubts.length > 0 ? { doubts: rep.doubts.map(doubtRecord) } : {}),
    ...(rep.execution
      ? { execution: { name: rep.execution.name, confidence: rounded(rep.execution.confidence, 2) } }
      : {}),
  };
}

/** The session's one document; pure, so a stored session always gives the same one. */
export function sessionDocument(facts: SessionFacts): SessionDocument {
  const { start } = facts;
  return {
    schema: 'limber/session/1',
    message_id: `${start.id}-summary`,
    ...(start.motionCore ? { motion_core: start.motionCore } : {}),
    session: {
      id: start.id,
      site: start.site,
      person: start.person,
      exercise: start.exercise,
      started_at: new Date(start.startedAtMs).toISOString(),
      duration_s: secondsOf(facts.endMs),
      target_deg: start.targetDeg,
      sets: setsOf(facts.reps),
      sensors: start.sensors,
      ...calibrationMarks(start),
      ...(start.purpose ? { purpose: start.purpose } : {}),
      ...(start.side ? { side: start.side } : {}),
      ...(start.cuePolicy ? { cue_policy: start.cuePolicy } : {}),
      ...(start.wantedTempoS ? { wanted_tempo_s: start.wantedTempoS } : {}),
      ...(start.movementPrescription ? { movement_prescription: start.movementPrescription } : {}),
      ...(facts.gaps?.length ? { gaps: facts.gaps.map(gapRecord) } : {}),
      outcome: facts.outcome,
    },
    simulated: facts.simulated,
    reps: facts.reps,
    stimulation: facts.stimulation,
    frames: facts.frames,
    ...(facts.completion ? { completion: facts.completion } : {}),
    stored: facts.stored,
    published: facts.published,
    ...(facts.ledger ? { ledger: facts.ledger } : {}),
  };
}

const gapRecord = ({ fromMs, toMs }: SessionGap) => ({ from_s: secondsOf(fromMs), to_s: secondsOf(toMs) });

/** A set reaches from the start of its first repetition to the end of its last; its metrics come from theirs. */
export function setsOf(reps: readonly RepRecord[]): SessionDocument['session']['sets'] {
  const numbers = [...new Set(reps.map((rep) => rep.set))].sort((a, b) => a - b);
  return numbers.map((number) => {
    const inSet = reps.filter((rep) => rep.set === number);
    return {
      start_s: Math.min(...inSet.map((rep) => rep.start_s)),
      end_s: Math.max(...inSet.map((rep) => rep.end_s)),
      reps: inSet.length,
      ...(inSet.every((rep) => rep.metrics) ? { metrics: metricsOfSet(inSet) } : {}),
    };
  });
}

const metricsOfSet = (reps: readonly RepRecord[]): SetMetricsRecord =>
  setMetricsRecord(setMetrics(reps.flatMap(({ metrics }) => (metrics ? [metricsOf(metrics)] : []))));

const secondsOf = (ms: number): number => rounded(ms / 1000, 3);

function rounded(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

import type { Exercise, Rep } from '../motion/index.ts';
import type { SensorDoubt } from '../motion/sanity/doubt.ts';
import type { RepPhase } from '../motion/templates/rep-boundaries.ts';
import type { TemplatedRep } from '../motion/templates/templated-rep.ts';
import { type DoubtRecord, doubtRecord, type MetricsRecord, metricsRecord } from '../records/metrics-record.ts';
import type { RepRecord } from '../records/session-document.ts';
import { repRecord } from '../records/summary.ts';

/** One repetition in reps.json of `analyse reps`. */
export interface RepDocument {
  readonly start_s: number;
  readonly end_s: number;
  readonly exercise: string;
  /** Null where nothing was enrolled to compare with. */
  readonly execution: string | null;
  readonly confidence: number;
  readonly rom_deg: number;
  readonly phases: readonly { readonly phase: string; readonly start_s: number; readonly end_s: number }[];
  readonly metrics: MetricsRecord | null;
  /** Why it may not be what happened; empty as a rule. */
  readonly doubts: readonly DoubtRecord[];
}

/** A repetition of the live stage; what its record says beyond this stays. */
export function liveRepDocument(rep: Rep, exercise: Exercise): RepDocument & Omit<RepRecord, 'metrics' | 'execution'> {
  const record = repRecord(rep, 1);
  const [arrived_s, left_s] = [rep.peakMs / 1000, rep.peakMs / 1000 + rep.tempoS.holdS];
  const phases: RepPhase[] = [
    { phase: 'out', startS: record.start_s, endS: arrived_s },
    { phase: 'hold', startS: arrived_s, endS: left_s },
    { phase: 'back', startS: left_s, endS: record.end_s },
  ];
  const kind = { exercise: exercise.id, execution: rep.execution?.name ?? null, phases: phases.map(phaseDocument) };
  return { ...record, ...kind, metrics: record.metrics ?? null, doubts: record.doubts ?? [] };
}

export function templatedRepDocument(rep: TemplatedRep, doubts: readonly SensorDoubt<string>[]): RepDocument {
  return {
    start_s: rounded(rep.startS, 3),
    end_s: rounded(rep.endS, 3),
    exercise: rep.exercise,
    execution: rep.execution,
    confidence: rounded(rep.confidence, 2),
    rom_deg: rounded(rep.romDeg, 1),
    phases: rep.phases.map(phaseDocument),
    metrics: metricsRecord(rep.metrics),
    doubts: doubts.map(doubtRecord),
  };
}

const phaseDocument = ({ phase, startS, endS }: RepPhase): RepDocument['phases'][number] => ({
  phase,
  start_s: rounded(startS, 3),
  end_s: rounded(endS, 3),
});

function rounded(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

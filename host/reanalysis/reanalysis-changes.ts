import { CORRECT } from '../motion/demonstration.ts';
import type { MetricsRecord } from '../records/metrics-record.ts';
import type { RepRecord, SessionDocument } from '../records/session-document.ts';

/** One figure of a session by two motion cores; null where it cannot be told. */
export interface AnalysisChange {
  readonly figure: AnalysisFigure;
  readonly before: number | null;
  readonly after: number | null;
}

/** In the order of reading; to how many digits each is told, beyond which nothing has changed. */
export const FIGURE_DIGITS = {
  reps: 0,
  sets: 0,
  rom_deg: 1,
  peak_deg: 1,
  out_s: 2,
  hold_s: 2,
  back_s: 2,
  smoothness: 2,
  hold_unsteadiness_deg: 1,
  template_deg: 1,
  doubted_reps: 0,
  correct_reps: 0,
  confidence: 2,
} as const;
export type AnalysisFigure = keyof typeof FIGURE_DIGITS;

/** What differs, and nothing else. */
export function analysisChanges(before: SessionDocument, after: SessionDocument): AnalysisChange[] {
  return (Object.keys(FIGURE_DIGITS) as AnalysisFigure[])
    .map((figure) => ({ figure, before: told(figure, before), after: told(figure, after) }))
    .filter((change) => change.before !== change.after);
}

function told(figure: AnalysisFigure, document: SessionDocument): number | null {
  const value = FIGURES[figure](document);
  if (value === null) return null;
  const scale = 10 ** FIGURE_DIGITS[figure];
  return Math.round(value * scale) / scale;
}

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

const ofReps =
  (value: (rep: RepRecord) => number) =>
  ({ reps }: SessionDocument): number | null =>
    meanOf(reps.map(value));

const ofMetric =
  (name: keyof MetricsRecord) =>
  ({ reps }: SessionDocument): number | null =>
    meanOf(reps.flatMap(({ metrics }) => metrics?.[name].value ?? []));

const FIGURES: Readonly<Record<AnalysisFigure, (document: SessionDocument) => number | null>> = {
  reps: ({ reps }) => reps.length,
  sets: ({ session }) => session.sets.length,
  rom_deg: ofReps((rep) => rep.rom_deg),
  peak_deg: ofReps((rep) => rep.peak_deg),
  out_s: ofReps((rep) => rep.tempo_s.out),
  hold_s: ofReps((rep) => rep.tempo_s.hold),
  back_s: ofReps((rep) => rep.tempo_s.back),
  smoothness: ofMetric('smoothness'),
  hold_unsteadiness_deg: ofMetric('hold_unsteadiness_deg'),
  template_deg: ofMetric('template_deg'),
  doubted_reps: ({ reps }) => reps.filter(({ doubts }) => doubts?.length).length,
  correct_reps: ({ reps }) =>
    reps.some(({ execution }) => execution) ? reps.filter(({ execution }) => execution?.name === CORRECT).length : null,
  confidence: ofReps((rep) => rep.confidence),
};

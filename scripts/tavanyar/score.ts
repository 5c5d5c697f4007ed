import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { TavanyarSession } from './sessions.ts';

/** First and last row of one repetition. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface TavanyarRep extends Span {
  readonly exercise: number;
  readonly execution: number;
}

export interface TavanyarScore {
  readonly f1: number;
  /** Shares of all labelled repetitions. */
  readonly exercise: number;
  readonly execution: number;
  readonly boundaryS: number;
  /** Sessions with the right number of repetitions. */
  readonly exact: number;
  /** Found and labelled repetition that belong together, with the session's rate. */
  readonly matches: readonly { readonly session: number; readonly found: number; readonly label: TavanyarRep }[];
}

export type LabelTable = ReadonlyMap<string, readonly TavanyarRep[]>;

/** labels.csv of a folder, idle left out. */
export function tavanyarLabels(folder: string): LabelTable {
  const table = new Map<string, TavanyarRep[]>();
  const rows = parse(readFileSync(join(folder, 'labels.csv'), 'utf8'), { from_line: 2 }) as string[][];
  for (const [session, ...cells] of rows) {
    const [exercise, execution, start, end] = cells.map(Number);
    if (exercise! < 0) continue;
    const rep = { exercise: exercise!, execution: execution!, start: start!, end: end! };
    table.set(session!, [...(table.get(session!) ?? []), rep]);
  }
  return table;
}

/** As score_tavanyar.py: one to one, best intersection over union first, from 0.5 on; what is not matched is wrong. */
export function scoreTavanyar(
  sessions: readonly TavanyarSession[],
  found: readonly (readonly (Span & Partial<TavanyarRep>)[])[],
  labels: LabelTable,
): TavanyarScore {
  const matches = sessions.flatMap((session, at) =>
    matched(labels.get(session.id) ?? [], found[at]!).map(({ i, j }) => ({
      session: at,
      found: j,
      label: labels.get(session.id)![i]!,
    })),
  );
  const labelled = sessions.reduce((sum, { id }) => sum + (labels.get(id)?.length ?? 0), 0);
  const detected = found.reduce((sum, spans) => sum + spans.length, 0);
  const errors = matches.flatMap(({ session, found: j, label }) => {
    const span = found[session]![j]!;
    const rateHz = rateOf(sessions[session]!);
    return [Math.abs(label.start - span.start) / rateHz, Math.abs(label.end - span.end) / rateHz];
  });
  const isExercise = matches.filter((m) => found[m.session]![m.found]!.exercise === m.label.exercise);
  const isExecution = isExercise.filter((m) => found[m.session]![m.found]!.execution === m.label.execution);
  return {
    f1: (2 * matches.length) / (detected + labelled),
    exercise: isExercise.length / labelled,
    execution: isExecution.length / labelled,
    boundaryS: errors.reduce((sum, error) => sum + error, 0) / errors.length,
    exact: sessions.filter(({ id }, at) => labels.get(id)?.length === found[at]!.length).length,
    matches,
  };
}

export const rateOf = ({ rows }: TavanyarSession): number =>
  (rows.length - 1) / ((rows.at(-1)![0]! - rows[0]![0]!) / 1000);

function matched(truth: readonly Span[], spans: readonly Span[]): { i: number; j: number }[] {
  const pairs = truth
    .flatMap((label, i) => spans.map((span, j) => ({ i, j, iou: overlap(label, span) })))
    .filter(({ iou }) => iou >= 0.5)
    .sort((a, b) => b.iou - a.iou);
  const usedTruth = new Set<number>();
  const usedSpans = new Set<number>();
  return pairs.filter(({ i, j }) => {
    if (usedTruth.has(i) || usedSpans.has(j)) return false;
    usedTruth.add(i);
    usedSpans.add(j);
    return true;
  });
}

function overlap(a: Span, b: Span): number {
  const shared = Math.min(a.end, b.end) - Math.max(a.start, b.start) + 1;
  return shared <= 0 ? 0 : shared / (Math.max(a.end, b.end) - Math.min(a.start, b.start) + 1);
}

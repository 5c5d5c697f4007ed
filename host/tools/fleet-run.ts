import { LimberError } from '../../protocol/limber-error.ts';
import type { FleetRow } from './fleet-list.ts';
import type { FleetJob, FleetProgress } from './fleet-progress.ts';

/** done: now. already: nothing was to do. left: not begun, or not in reach; nobody's fault. */
export type FleetOutcome = 'done' | 'already' | 'left' | 'failed';

export interface BandEnd {
  readonly row: FleetRow;
  readonly device: string | undefined;
  readonly outcome: FleetOutcome;
  /** What came of it, in words that go behind the label. */
  readonly words: string;
  readonly code?: string;
  readonly facts?: object;
}

/** What the work on one band came to, where it did not fail. */
export interface BandWork {
  readonly outcome?: 'done' | 'already' | 'left';
  readonly words: string;
  readonly device?: string | undefined;
  readonly person?: string;
  readonly facts?: object;
}

export interface FleetRunParams {
  readonly job: FleetJob;
  readonly rows: readonly FleetRow[];
  readonly progress: FleetProgress;
  /** Bands that are worked on at the same time. */
  readonly atOnce: number;
  /** What is done is done again. */
  readonly again: boolean;
  readonly work: (row: FleetRow) => Promise<BandWork>;
  readonly onEnd: (end: BandEnd) => void;
  /** True: no further band is begun. */
  readonly isOver: () => boolean;
}

/** Failures of one band end that band; anything that is no LimberError is a fault of the program and ends all. */
export async function runFleet(params: FleetRunParams): Promise<readonly BandEnd[]> {
  const { rows, atOnce, isOver, onEnd } = params;
  const ends: BandEnd[] = [];
  const waiting = [...rows];
  const keep = (end: BandEnd): void => {
    ends.push(end);
    onEnd(end);
  };
  const takeTurns = async (): Promise<void> => {
    for (let row = waiting.shift(); row; row = waiting.shift()) {
      if (isOver()) keep({ row, device: row.device || undefined, outcome: 'left', words: 'not begun' });
      else keep(await workOn(row, params));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, rows.length) }, takeTurns));
  return inListOrder(rows, ends);
}

async function workOn(row: FleetRow, params: FleetRunParams): Promise<BandEnd> {
  const { job, progress, again, work } = params;
  const before = progress.of(row.label);
  const doneAt = before.done.get(job);
  if (doneAt && !again) return { row, device: deviceOf(row, progress), outcome: 'already', words: doneWords(doneAt) };
  try {
    return conclude(row, await work(row), params);
  } catch (error) {
    if (!(error instanceof LimberError)) throw error;
    return fail(row, error, params);
  }
}

export const doneWords = (at: string): string => `done ${at.slice(0, 10)}`;

/** With its line in the progress. */
export function conclude(
  row: FleetRow,
  { outcome = 'done', words, device, person, facts }: BandWork,
  { job, progress }: Pick<FleetRunParams, 'job' | 'progress'>,
): BandEnd {
  const found = { ...(device ? { device } : {}), ...(person === undefined ? {} : { person }) };
  if (outcome !== 'left')
    progress.note({ job, label: row.label, event: 'done', ...found, ...(facts ? { facts } : {}) });
  return { row, device: device ?? deviceOf(row, progress), outcome, words, ...(facts ? { facts } : {}) };
}

export function fail(
  row: FleetRow,
  { code, message }: LimberError,
  { job, progress }: Pick<FleetRunParams, 'job' | 'progress'>,
): BandEnd {
  progress.note({ job, label: row.label, event: 'failed', code, why: message });
  return { row, device: deviceOf(row, progress), outcome: 'failed', words: message, code };
}

export const deviceOf = (row: FleetRow, progress: Pick<FleetProgress, 'of'>): string | undefined =>
  row.device || progress.of(row.label).device;

const inListOrder = (rows: readonly FleetRow[], ends: readonly BandEnd[]): BandEnd[] =>
  rows.flatMap((row) => ends.find((end) => end.row === row) ?? []);

/** One at a time, in the order asked: a person has one hand free, and a key takes half a second of the processor. */
export function oneAtATime(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };
}

/** "3 done, 1 failed, 2 left" */
export function tally(ends: readonly BandEnd[]): Record<FleetOutcome, number> {
  const count = { done: 0, already: 0, left: 0, failed: 0 };
  for (const { outcome } of ends) count[outcome]++;
  return count;
}

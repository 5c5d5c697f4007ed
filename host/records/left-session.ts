import { type Database, transact } from './database.ts';
import type { RecordingParts } from './recording.ts';
import { closeInterrupted, storedUntilMs } from './session-closing.ts';
import type { RepRecord, SessionDocument } from './session-document.ts';
import { type LeftOpen, readReps, readRunning } from './session-rows.ts';

/** A session that a dead gateway left open, with what is needed to go on with it. */
export interface LeftSession extends LeftOpen {
  readonly reps: readonly RepRecord[];
  /** The last thing stored of it, ms on its clock. */
  readonly storedMs: number;
}

export const leftOpen = (database: Database): LeftSession[] =>
  readRunning(database).map((left) => ({
    ...left,
    reps: readReps(database, left.start.id),
    storedMs: storedUntilMs(database, left),
  }));

/** Those without a moment of the machine: their bands are gone with the process. */
export function closeLost(parts: RecordingParts): SessionDocument[] {
  const lost = readRunning(parts.database).filter(({ progress }) => progress.at === undefined);
  return transact(parts.database, () => lost.map((left) => closeLeft(parts, left)));
}

export function closeLeft({ database, simulated, wallMs, beside }: RecordingParts, left: LeftOpen): SessionDocument {
  return transact(database, () => {
    const document = closeInterrupted(database, left, simulated);
    beside({ kind: 'summary', document }, database, wallMs());
    return document;
  });
}

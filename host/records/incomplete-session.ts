import type { KeptStart } from '../intake/band-start.ts';
import { type Database, transact } from './database.ts';
import type { BlockToStore, RecordingParts } from './recording.ts';
import { type ChunkBuffer, emptyChunkBuffer, fillChunkBuffer } from './samples/chunk-buffer.ts';
import { countChunks, insertChunk } from './samples/chunk-rows.ts';
import { type FrameStretch, noteFrame } from './samples/stored-frames.ts';
import type { LossRecord, SessionDocument } from './session-document.ts';
import { insertDocument, openSession, readDocument, readProgress, updateProgress } from './session-rows.ts';
import type { SessionProgress } from './stored-record.ts';
import type { SessionStart } from './summary.ts';

/** A finished session that lacks what one of its bands still has. */
export interface IncompleteSession {
  readonly start: SessionStart;
  readonly sensor: string;
  readonly starts: readonly KeptStart[];
}

/** What came of looking for it. */
export interface LateSamples {
  readonly blocks: readonly BlockToStore[];
  readonly starts: readonly KeptStart[];
  /** Only those that were found now. */
  readonly lost: readonly LossRecord[];
}

/** A band's flash turns over sooner. */
const LOOKED_BACK_MS = 30 * 24 * 3600_000;

const isOpen = ({ gaps, isOver }: KeptStart): boolean => isOver || gaps.some(({ mayBeLogged }) => mayBeLogged);

/** Of the band with this id, oldest first. */
export function readIncomplete(database: Database, device: string, wallMs: number): IncompleteSession[] {
  const rows = database.sql
    .prepare(
      'SELECT id, person, start, progress FROM session WHERE document IS NOT NULL AND started_at_ms > ? ORDER BY started_at_ms, id',
    )
    .all(Math.round(wallMs - LOOKED_BACK_MS));
  return rows.flatMap((row) => {
    const start = openSession<SessionStart>(database, 'start', row);
    const { starts = {} } = openSession<SessionProgress>(database, 'progress', row);
    const sensor = Object.entries(start.bands ?? {}).find(([, id]) => id === device)?.[0];
    const kept = sensor === undefined ? undefined : starts[sensor];
    return sensor !== undefined && kept?.some(isOpen) ? [{ start, sensor, starts: kept }] : [];
  });
}

/** All of it or nothing; frames that the session has already are left out. Once nothing is awaited any more, the session is told anew. */
export function storeLate(
  { database, simulated, beside, wallMs }: RecordingParts,
  { start, sensor }: IncompleteSession,
  { blocks, starts, lost }: LateSamples,
): void {
  const { id } = start;
  transact(database, () => {
    const progress = readProgress(database, id);
    const kept = { ...progress.starts, [sensor]: starts };
    const frames = structuredClone({ ...progress.stored }) as Record<string, FrameStretch[]>;
    const stretches = frames[sensor] ?? [];
    const news = blocks.filter(({ boot = -1, sequence = -1 }) => noteFrame(stretches, boot, sequence));
    insertBlocks(sensor, news, (buffer) => {
      const chunk = insertChunk(database, id, buffer);
      beside({ kind: 'chunk', session: start, simulated, chunk }, database, wallMs());
    });
    updateProgress(database, id, {
      ...progress,
      stored: { ...frames, [sensor]: stretches },
      starts: kept,
    });
    const ofAll = Object.values(kept).flat();
    const completed = completedDocument(database, id, news, lost, framesMissing(ofAll));
    const isWhole = !ofAll.some(isOpen);
    const document = isWhole ? revised(completed) : completed;
    insertDocument(database, document, document.session.outcome);
    if (isWhole) beside({ kind: 'summary', document }, database, wallMs());
  });
}

const framesMissing = (starts: readonly KeptStart[]): number =>
  starts.flatMap(({ gaps }) => gaps).reduce((sum, { count }) => sum + count, 0);

/** Another message than the one before, of the same session. */
function revised(document: SessionDocument): SessionDocument {
  const revision = (document.revision ?? 1) + 1;
  return { ...document, message_id: `${document.session.id}-summary-${revision}`, revision };
}

function insertBlocks(sensor: string, blocks: readonly BlockToStore[], insert: (buffer: ChunkBuffer) => void): void {
  const buffer: ChunkBuffer = emptyChunkBuffer(sensor);
  for (const block of blocks) fillChunkBuffer(buffer, block, () => insert(buffer));
  if (buffer.count > 0) insert(buffer);
}

function completedDocument(
  database: Database,
  id: string,
  news: readonly BlockToStore[],
  lost: readonly LossRecord[],
  awaitedFrames: number,
): SessionDocument {
  // Only what is finished is incomplete.
  const document = readDocument(database, id)!;
  const { chunks, samples, bytes } = countChunks(database, id);
  const { frames, completion = { late_samples: 0, awaited_frames: 0, lost: [] } } = document;
  return {
    ...document,
    frames: {
      ...frames,
      received: frames.received + news.length,
      lost: Math.max(0, frames.lost - news.length),
      recovered: frames.recovered + news.length,
    },
    completion: {
      late_samples: completion.late_samples + news.reduce((sum, { tMs }) => sum + tMs.length, 0),
      awaited_frames: awaitedFrames,
      lost: [...completion.lost, ...lost],
    },
    stored: { ...document.stored, chunks, samples, bytes },
  };
}

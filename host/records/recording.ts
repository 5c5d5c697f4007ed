import { type Database, transact } from './database.ts';
import { appendDose, type DoseEntry, type MarkedDoseEntry } from './dose/dose-ledger.ts';
import { type ChunkBuffer, emptyChunkBuffer, fillChunkBuffer } from './samples/chunk-buffer.ts';
import { insertChunk, insertChunkPart } from './samples/chunk-rows.ts';
import {
  type CurveBuffer,
  emptyCurveBuffer,
  fillCurve,
  insertCurvePart,
  insertWholeCurve,
} from './samples/curve-buffer.ts';
import type { RawBlock } from './samples/raw-chunk.ts';
import { type FrameStretch, isStored, noteFrame } from './samples/stored-frames.ts';
import { closeSession, wholeStimulation } from './session-closing.ts';
import { PUBLIC_ID, type RepRecord, type SessionDocument } from './session-document.ts';
import { insertDecision, insertRep, insertSession, updateProgress } from './session-rows.ts';
import type { SessionEnd, SessionEvent, SessionProgress, StimulationDecision, StoredRecord } from './stored-record.ts';
import { NO_FRAMES, type SessionStart } from './summary.ts';

export interface RecordingParts {
  readonly database: Database;
  readonly simulated: boolean;
  /** UTC, ms. */
  readonly wallMs: () => number;
  /** Runs in the transaction that stores the record: what it writes is there if and only if the record is. */
  readonly beside: (record: StoredRecord, database: Database, wallMs: number) => void;
}

/** What a band sent: `boot` and `sequence` where it is known which frame that was. */
export interface BlockToStore extends RawBlock {
  readonly boot?: number;
  readonly sequence?: number;
}

/** A killed gateway loses at most this much of raw samples and curve, on the session's clock. */
const STORE_EVERY_MS = 1000;

/**
 * One running session. A call that returns has stored what it was given, except raw samples and curve, which are stored
 * each second, or 10 s at a time where nothing could go on with it. Every call may throw LimberError (a full disk): whoever stimulates ends that then. What a failed call
 * was given is not stored; the session goes on.
 */
export class SessionRecording {
  readonly start: SessionStart;
  readonly #parts: RecordingParts;
  readonly #buffers = new Map<string, ChunkBuffer>();
  readonly #frames: Record<string, FrameStretch[]>;
  /** Those of them that are on disk. */
  #durable: Record<string, FrameStretch[]>;
  readonly #goesOn: boolean;
  #curve = emptyCurveBuffer();
  #progress: SessionProgress = { elapsedMs: 0, frames: NO_FRAMES };
  /** As it was when all that it speaks of was stored. */
  #flushed: SessionProgress | undefined;
  #triedMs = 0;
  #finished = false;

  /** @param leftAt how far a process before this one had come with it; absent: it begins now */
  constructor(parts: RecordingParts, start: SessionStart, leftAt?: SessionProgress) {
    for (const id of [start.id, start.site, start.person]) {
      if (!PUBLIC_ID.test(id)) throw new RangeError(`"${id}" can't be an id: ids are made of A-Z, a-z, 0-9, _ and -`);
    }
    this.start = start;
    this.#parts = parts;
    this.#goesOn = leftAt !== undefined;
    this.#frames = structuredClone({ ...leftAt?.stored }) as Record<string, FrameStretch[]>;
    this.#durable = structuredClone(this.#frames);
    if (leftAt) this.#progress = this.#flushed = leftAt;
    else transact(parts.database, () => insertSession(parts.database, start, this.#progress));
  }

  /** Once for each frame, whoever brings it. */
  addSamples(block: BlockToStore): void {
    const { sensor, boot, sequence } = block;
    const isFrame = boot !== undefined && sequence !== undefined;
    const frames = this.#framesOf(sensor);
    if (isFrame && isStored(frames, boot, sequence)) return;
    const buffer = this.#buffers.get(sensor) ?? emptyChunkBuffer(sensor);
    this.#buffers.set(sensor, buffer);
    fillChunkBuffer(buffer, block, () => this.#storeChunk(buffer), isFrame);
    if (isFrame) noteFrame(frames, boot, sequence);
  }

  /** Keeps 20 points a second. */
  addAngle(tMs: Float64Array, angleDeg: Float64Array): void {
    if (!fillCurve(this.#curve, tMs, angleDeg)) return;
    this.#store((database) => insertWholeCurve(database, this.start.id, this.#curve));
    this.#curve = { ...emptyCurveBuffer(), nextMs: this.#curve.nextMs };
  }

  addRep(rep: RepRecord): void {
    const { simulated, beside, wallMs } = this.#parts;
    this.#store((database) => {
      insertRep(database, this.start.id, rep);
      beside({ kind: 'rep', session: this.start, simulated, rep }, database, wallMs());
    });
  }

  addDecision(decision: StimulationDecision): void {
    this.#store((database) => insertDecision(database, this.start, this.#parts.wallMs(), decision));
  }

  addEvent(event: SessionEvent): void {
    const { simulated, beside, wallMs } = this.#parts;
    this.#store((database) => {
      const decision = { atMs: event.atMs, kind: event.kind, detail: event };
      const id = `${this.start.id}-event-${insertDecision(database, this.start, wallMs(), decision)}`;
      beside({ kind: 'event', session: this.start, simulated, id, event }, database, wallMs());
    });
  }

  /** False where the band's counters say that this very entry was stored before. */
  addDose(entry: DoseEntry | MarkedDoseEntry): boolean {
    const { id, person } = this.start;
    return this.#store((database) => appendDose(database, { id, person, wallMs: this.#parts.wallMs() }, entry));
  }

  /** Once a second it is stored, with the samples and the curve up to now; with each chunk, where nothing could go on with the session. */
  noteProgress(progress: SessionProgress): void {
    this.#progress = progress;
    if (!progress.at || progress.elapsedMs - this.#triedMs < STORE_EVERY_MS) return;
    this.#triedMs = progress.elapsedMs;
    this.flush();
  }

  /** Which frames of a band are in the record or on their way there; after `flush`, in the record. */
  framesOf = (sensor: string): readonly FrameStretch[] => this.#frames[sensor] ?? [];

  /** When this returns, all that was given is stored: the band may forget it. */
  flush(): void {
    const { id } = this.start;
    const open = [...this.#buffers.values()].filter(({ count, stored }) => count > stored);
    const curve = this.#curve.tMs.length > this.#curve.stored ? this.#curve : undefined;
    const rows = this.#store((database) => {
      this.#putProgress(database, this.#frames);
      return {
        chunks: open.map((buffer) => insertChunkPart(database, id, buffer)),
        curve: curve && insertCurvePart(database, id, curve),
      };
    });
    this.#durable = structuredClone(this.#frames);
    this.#flushed = this.#progress;
    for (const [i, buffer] of open.entries()) noteStored(buffer, buffer.count, rows.chunks[i]!);
    if (curve && rows.curve !== undefined) noteStored(curve, curve.tMs.length, rows.curve);
  }

  /** Stores what is still in memory and the session's document, in one transaction. May be tried again if it throws. */
  finish(end: SessionEnd): SessionDocument {
    const { database, simulated, beside, wallMs } = this.#parts;
    const document = this.#store(() => {
      const { id } = this.start;
      updateProgress(database, id, { ...this.#progress, stored: this.#frames });
      for (const buffer of this.#buffers.values()) if (buffer.count > 0) this.#putChunk(database, buffer);
      if (this.#curve.tMs.length > 0) insertWholeCurve(database, id, this.#curve);
      this.#putProgress(database, this.#frames);
      // What a process before this one saw delivered is in the ledger, and nowhere else.
      const stimulation = this.#goesOn ? wholeStimulation(database, id, end.stimulation) : end.stimulation;
      const closed = closeSession(database, { start: this.start, simulated, ...end, stimulation });
      beside({ kind: 'summary', document: closed }, database, wallMs());
      return closed;
    });
    this.#finished = true;
    return document;
  }

  /** Of the other bands no more is stored by this than was before, and what is known of them is not ahead of that. */
  #storeChunk(buffer: ChunkBuffer): void {
    const durable = { ...this.#durable, [buffer.sensor]: structuredClone(this.#framesOf(buffer.sensor)) };
    this.#store((database) => {
      this.#putChunk(database, buffer);
      const progress = this.#progress.at ? this.#flushed : this.#progress;
      updateProgress(database, this.start.id, { ...(progress ?? this.#progress), stored: durable });
    });
    this.#durable = durable;
  }

  #putChunk(database: Database, buffer: ChunkBuffer): void {
    const { simulated, beside, wallMs } = this.#parts;
    const chunk = insertChunk(database, this.start.id, buffer);
    beside({ kind: 'chunk', session: this.start, simulated, chunk }, database, wallMs());
  }

  #putProgress(database: Database, stored: SessionProgress['stored'] & object): void {
    updateProgress(database, this.start.id, { ...this.#progress, stored });
  }

  #framesOf(sensor: string): FrameStretch[] {
    this.#frames[sensor] ??= [];
    return this.#frames[sensor];
  }

  #store<Result>(work: (database: Database) => Result): Result {
    if (this.#finished) throw new Error(`session ${this.start.id} is finished`);
    return transact(this.#parts.database, () => work(this.#parts.database));
  }
}

function noteStored(buffer: ChunkBuffer | CurveBuffer, upTo: number, row: number): void {
  buffer.stored = upTo;
  buffer.parts.push(row);
}

import { thinOut } from './angle-curve.ts';
import { CHUNK_MS, type ChunkBuffer, emptyChunkBuffer, fillChunkBuffer } from './chunk-buffer.ts';
import { type Database, transact } from './database.ts';
import { appendDose, type DoseEntry, type MarkedDoseEntry } from './dose-ledger.ts';
import type { RawBlock } from './raw-chunk.ts';
import { closeSession } from './session-closing.ts';
import { PUBLIC_ID, type RepRecord, type SessionDocument } from './session-document.ts';
import { insertChunk, insertCurve, insertDecision, insertRep, insertSession, updateProgress } from './session-rows.ts';
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

/**
 * One running session. A call that returns has stored what it was given, except raw samples and curve, which are stored
 * 10 s at a time. Every call may throw LimberError (a full disk): whoever stimulates ends that then. What a failed call
 * was given is not stored; the session goes on.
 */
export class SessionRecording {
  readonly start: SessionStart;
  readonly #parts: RecordingParts;
  readonly #buffers = new Map<string, ChunkBuffer>();
  #curve = { nextMs: Number.NEGATIVE_INFINITY, tMs: [] as number[], angleDeg: [] as number[] };
  #progress: SessionProgress = { elapsedMs: 0, frames: NO_FRAMES };
  #finished = false;

  constructor(parts: RecordingParts, start: SessionStart) {
    for (const id of [start.id, start.site, start.person]) {
      if (!PUBLIC_ID.test(id)) throw new RangeError(`"${id}" can't be an id: ids are made of A-Z, a-z, 0-9, _ and -`);
    }
    this.start = start;
    this.#parts = parts;
    transact(parts.database, () => insertSession(parts.database, start, this.#progress));
  }

  addSamples(block: RawBlock): void {
    const buffer = this.#buffers.get(block.sensor) ?? emptyChunkBuffer(block.sensor);
    this.#buffers.set(block.sensor, buffer);
    fillChunkBuffer(buffer, block, () =>
      this.#store((database) => {
        insertChunk(database, this.start.id, buffer);
        updateProgress(database, this.start.id, this.#progress);
      }),
    );
  }

  /** Keeps 20 points a second. */
  addAngle(tMs: Float64Array, angleDeg: Float64Array): void {
    const curve = this.#curve;
    const [nextMs, kept] = thinOut(curve.nextMs, tMs);
    curve.nextMs = nextMs;
    for (const i of kept) {
      curve.tMs.push(tMs[i]!);
      curve.angleDeg.push(angleDeg[i]!);
    }
    if (curve.tMs.length > 0 && curve.tMs.at(-1)! - curve.tMs[0]! >= CHUNK_MS) {
      this.#store((database) => this.#writeCurve(database));
    }
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

  /** Costs nothing: written with the next chunk. */
  noteProgress(progress: SessionProgress): void {
    this.#progress = progress;
  }

  /** Stores what is still in memory and the session's document, in one transaction. May be tried again if it throws. */
  finish(end: SessionEnd): SessionDocument {
    const { simulated, beside, wallMs } = this.#parts;
    const document = this.#store((database) => {
      for (const buffer of this.#buffers.values()) if (buffer.count > 0) insertChunk(database, this.start.id, buffer);
      if (this.#curve.tMs.length > 0) insertCurve(database, this.start.id, curveOf(this.#curve));
      const closed = closeSession(database, { start: this.start, simulated, ...end });
      beside({ kind: 'summary', document: closed }, database, wallMs());
      return closed;
    });
    this.#finished = true;
    return document;
  }

  #store<Result>(work: (database: Database) => Result): Result {
    if (this.#finished) throw new Error(`session ${this.start.id} is finished`);
    return transact(this.#parts.database, () => work(this.#parts.database));
  }

  #writeCurve(database: Database): void {
    insertCurve(database, this.start.id, curveOf(this.#curve));
    this.#curve = { nextMs: this.#curve.nextMs, tMs: [], angleDeg: [] };
  }
}

function curveOf(points: { readonly tMs: readonly number[]; readonly angleDeg: readonly number[] }) {
  return { tMs: Float64Array.from(points.tMs), angleDeg: Float64Array.from(points.angleDeg) };
}

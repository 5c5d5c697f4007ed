import { LimberError } from '../../protocol/limber-error.ts';
import { type Analysis, type AnalysisResult, putAnalysis, readAnalyses } from './analysis-record.ts';
import { correctionsOf } from './band-calibration-record.ts';
import { type CalibrationRecord, insertCalibration, readCalibrations } from './calibration-record.ts';
import { auditLog, auditTrail } from './chain/audit-log.ts';
import type { AuditLog, AuditTrail } from './chain/audit-record.ts';
import type { Enrolment } from './data-directory.ts';
import { type Database, damageOf, explaining, openDatabase, transact } from './database.ts';
import { claimDirectory, databasePath } from './directory-claim.ts';
import { type DoseFacts, readDoseFacts, readPeople } from './dose/dose-facts.ts';
import {
  appendDose,
  type BookedUpTo,
  bookedUpTo,
  type DoseTotals,
  doseOfPersonSince,
  type MarkedDoseEntry,
} from './dose/dose-ledger.ts';
import {
  type PrescriptionBook,
  type PrescriptionShelf,
  prescriptionBook,
  prescriptionShelf,
} from './dose/prescription-book.ts';
import {
  type EnrolledExecution,
  insertEnrolledExecution,
  type NewEnrolledExecution,
  readEnrolledExecutions,
} from './enrolled-execution.ts';
import { insertEnrolment } from './enrolment-row.ts';
import { type IncompleteSession, type LateSamples, readIncomplete, storeLate } from './incomplete-session.ts';
import { closeLeft, closeLost, type LeftSession, leftOpen } from './left-session.ts';
import {
  insertMovementPrescription,
  type MovementPrescription,
  type NewMovementPrescription,
  readMovementPrescriptions,
} from './movement-prescription.ts';
import { keepPending, readPending } from './pending-value.ts';
import { type RecordingParts, SessionRecording } from './recording.ts';
import type { AngleCurve } from './samples/angle-curve.ts';
import { readChunks, readCurve } from './samples/chunk-rows.ts';
import type { RawBlock } from './samples/raw-chunk.ts';
import type { SessionDocument } from './session-document.ts';
import {
  type LeftOpen,
  readDecisions,
  readDocument,
  readDocuments,
  readPublication,
  readStart,
} from './session-rows.ts';
import type { StimulationDecision, StoredRecord } from './stored-record.ts';
import type { SessionStart } from './summary.ts';

/** What has been recorded. Reading methods throw LimberError records/session-unknown or records/corrupt. */
export interface Archive {
  readonly database: Database;
  /** The hash-chained records of everything that was decided, delivered and reported. */
  readonly audit: AuditTrail;
  /** What clinicians allowed to be delivered. */
  readonly prescriptions: PrescriptionShelf;
  /** All finished sessions, oldest first. */
  sessions(): SessionDocument[];
  /** `published` is as of now. */
  session(id: string): SessionDocument;
  /** What was known of a session when it began. */
  start(id: string): SessionStart;
  /** What other motion cores made of a finished session since, oldest core first. */
  analyses(id: string): Analysis[];
  angleCurve(id: string): AngleCurve;
  /** What the bands sent, one chunk at a time, with the calibration the session had. */
  rawSamples(id: string, sensor: string): Generator<RawBlock>;
  decisions(id: string): StimulationDecision[];
  /** All that was booked for a person; `doseHistory` puts it in order. */
  doseFacts(person: string): DoseFacts;
  /** Everybody a session is stored of. */
  people(): string[];
  /** What was demonstrated for a person's exercise, oldest first: the last one is in force. */
  movementPrescriptions(person: string, exercise: string): MovementPrescription[];
  /** What else a person showed of an exercise to be told by name; one for each name, as of then. */
  enrolledExecutions(person: string, exercise: string, untilMs?: number): EnrolledExecution[];
  /** Every calibration of a band, or of all bands, oldest first: the last one of a band is in force. */
  calibrations(device?: string): CalibrationRecord[];
  close(): void;
}

export interface Store extends Archive {
  readonly simulated: boolean;
  /** Pages that were found damaged when this store was opened: exercise goes on as far as it can, stimulation does not. */
  readonly damage: LimberError | null;
  readonly audit: AuditLog;
  readonly prescriptions: PrescriptionBook;
  /** Sessions the last gateway left open and nobody can go on with; they were closed as interrupted when this store was opened. */
  readonly interrupted: readonly SessionDocument[];
  /** Those whose bands live on: whoever has the bands goes on with one, or closes it. */
  leftOpen(): readonly LeftSession[];
  /** Under the id that it began with. */
  goOn(left: LeftOpen): SessionRecording;
  closeLeft(left: LeftOpen): SessionDocument;
  begin(start: SessionStart): SessionRecording;
  /** Finished sessions that lack what the band with this id still has, oldest first. */
  incomplete(device: string): readonly IncompleteSession[];
  /** Completes one of them; what was published of it is published anew, once nothing of it is awaited any more. */
  complete(session: IncompleteSession, late: LateSamples): void;
  /** What a daily limit is held against; all sessions of the person count. */
  doseSince(person: string, sinceWallMs: number): DoseTotals;
  /** Where a band's counters stood at its latest booking; null where none was. */
  doseMark(deviceId: string): BookedUpTo | null;
  /**
   * Books what a band delivered while nobody listened, on the session its latest booking belongs to, also where that was
   * closed as interrupted. False where it was booked before, or was somebody's who was forgotten. Throws RangeError for a band without a booking.
   */
  bookLateDose(entry: MarkedDoseEntry): boolean;
  /** Any JSON, kept for a device through a kill or a power cut once this returns; null takes it away. */
  keepPending(deviceId: string, value: unknown): void;
  /** What was kept last; null where nothing is. */
  pending(deviceId: string): unknown;
  enrol(enrolment: Enrolment): void;
  /** Supersedes what was prescribed before, which is kept. */
  prescribeMovement(entry: NewMovementPrescription): MovementPrescription;
  /** Takes the place of what the same name was enrolled with before, which is kept. */
  enrolExecution(entry: NewEnrolledExecution): void;
  /** With its record in the chain. */
  keepCalibration(entry: CalibrationRecord): void;
  /** Beside the session's own document, which stays as it is. */
  keepAnalysis(recorded: SessionDocument, core: number, result: AnalysisResult): void;
}

export interface StoreOptions {
  readonly simulated: boolean;
  /** UTC, ms: `timeline.wallMs`. */
  readonly wallMs: () => number;
  /** Runs in the transaction that stores a record; `queueRecord` of the relay belongs here. */
  readonly beside?: (record: StoredRecord, database: Database, wallMs: number) => void;
}

/**
 * Takes a data directory for this process and opens its records, creating both if need be.
 * Throws LimberError records/directory-not-writable, directory-in-use, not-a-simulation, simulation-only, corrupt or
 * newer-schema.
 */
export function openStore(dataDir: string, options: StoreOptions): Store {
  const { simulated, wallMs } = options;
  const beside = options.beside ?? (() => {});
  const claim = claimDirectory(dataDir, simulated ? 'simulation' : 'real', wallMs());
  let opened: Database | undefined;
  try {
    const database = openDatabase(claim.databasePath);
    opened = database;
    const damage = damageOf(database);
    // Whose last writes are uncertain is not written to before it is whole.
    if (damage && claim.afterCrash) throw damage;
    const parts = { database, simulated, wallMs, beside };
    return {
      ...writerOf(parts),
      damage,
      interrupted: closeLost(parts),
      close() {
        database.sql.close();
        claim.release();
      },
    };
  } catch (cause) {
    opened?.sql.close();
    claim.release();
    throw cause;
  }
}

function writerOf(parts: RecordingParts): Omit<Store, 'damage' | 'interrupted' | 'close'> {
  const { database, simulated, wallMs } = parts;
  const reading = <Result>(work: () => Result): Result => explaining(database.path, work);
  return {
    ...archiveOf(database),
    simulated,
    leftOpen: () => reading(() => leftOpen(database)),
    goOn: ({ start, progress }) => new SessionRecording(parts, start, progress),
    closeLeft: (left) => closeLeft(parts, left),
    begin: (start) => new SessionRecording(parts, start),
    incomplete: (device) => reading(() => readIncomplete(database, device, wallMs())),
    complete: (session, late) => storeLate(parts, session, late),
    audit: auditLog(database, wallMs),
    prescriptions: prescriptionBook(database, wallMs),
    doseSince: (person, sinceWallMs) => reading(() => doseOfPersonSince(database, person, sinceWallMs)),
    doseMark: (deviceId) => reading(() => bookedUpTo(database, deviceId)),
    bookLateDose: (entry) => transact(database, () => appendLateDose(database, entry, wallMs())),
    keepPending: (deviceId, value) => transact(database, () => keepPending(database, deviceId, value, wallMs())),
    pending: (deviceId) => reading(() => readPending(database, deviceId)),
    enrol: (enrolment) => transact(database, () => insertEnrolment(database, enrolment, wallMs())),
    prescribeMovement: (entry) => transact(database, () => insertMovementPrescription(database, entry, wallMs())),
    keepCalibration: (entry) => transact(database, () => insertCalibration(database, entry, wallMs())),
    keepAnalysis: (recorded, core, result) =>
      transact(database, () => putAnalysis(database, recorded, core, result, wallMs())),
    enrolExecution: (entry) => transact(database, () => insertEnrolledExecution(database, entry, wallMs())),
  };
}

/** Opens records to read, also while a gateway writes them. Throws as `openStore` does, and where there are none. */
export function openArchive(dataDir: string): Archive {
  return openArchiveFile(databasePath(dataDir));
}

/** The same for a copy of the database file. */
export function openArchiveFile(path: string): Archive {
  return archiveOf(openDatabase(path, { readOnly: true }));
}

function archiveOf(database: Database): Archive {
  const session = (id: string): SessionDocument =>
    explaining(database.path, () => {
      const document = readDocument(database, id);
      if (document === undefined)
        throw new LimberError('records/session-unknown', `No finished session has the id ${id}.`);
      return { ...document, published: readPublication(database, id) };
    });
  return {
    database,
    audit: auditTrail(database),
    prescriptions: prescriptionShelf(database),
    session,
    sessions: () => explaining(database.path, () => readDocuments(database)),
    start: (id) => explaining(database.path, () => readStart(database, session(id).session.id)),
    analyses: (id) => explaining(database.path, () => readAnalyses(database, session(id))),
    angleCurve: (id) => explaining(database.path, () => readCurve(database, id)),
    rawSamples: (id, sensor) => correctedBlocks(database, session(id).session.id, sensor),
    decisions: (id) => explaining(database.path, () => readDecisions(database, id)),
    doseFacts: (person) => explaining(database.path, () => readDoseFacts(database, person)),
    people: () => explaining(database.path, () => readPeople(database)),
    movementPrescriptions: (person, exercise) =>
      explaining(database.path, () => readMovementPrescriptions(database, person, exercise)),
    enrolledExecutions: (person, exercise, untilMs) =>
      explaining(database.path, () => readEnrolledExecutions(database, person, exercise, untilMs)),
    calibrations: (device) => explaining(database.path, () => readCalibrations(database, device)),
    close: () => database.sql.close(),
  };
}

function* correctedBlocks(database: Database, id: string, sensor: string): Generator<RawBlock> {
  const correction = explaining(database.path, () => correctionsOf(database, id)).get(sensor);
  for (const block of readChunks(database, id, sensor)) yield correction ? { ...block, correction } : block;
}

function appendLateDose(database: Database, entry: MarkedDoseEntry, wallMs: number): boolean {
  const before = bookedUpTo(database, entry.device);
  if (before === null) throw new RangeError(`nothing was booked yet of ${entry.device}`);
  if (before.sessionId === null) return false;
  return appendDose(database, { id: before.sessionId, person: before.person, wallMs, late: true }, entry);
}

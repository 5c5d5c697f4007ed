import type { ResultCore } from '../reanalysis/reanalysed-archive.ts';
import type { AnalysisChange } from '../reanalysis/reanalysis-changes.ts';
import type { SessionDocument, SessionOutcome, StimulationSummary } from '../records/session-document.ts';
import type { ReportReader } from '../report/report-facts.ts';

/** What the clinician's list shows of one stored session. */
export interface SessionRow {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationS: number;
  readonly person: string;
  readonly exercise: string;
  readonly reps: number;
  /** NaN-free: null where the session has no repetition. */
  readonly meanRomDeg: number | null;
  readonly stimulation: StimulationSummary;
  readonly simulated: boolean;
  readonly outcome: SessionOutcome;
  readonly purpose?: 'demonstration';
}

/** Joint angle of a stored session: times in seconds since its start, angles in degrees; NaN is not allowed (JSON). */
export interface AngleCurve {
  readonly tS: readonly number[];
  readonly angleDeg: readonly number[];
}

/** What was allowed, to be read beside what was delivered. */
export interface PrescribedDose {
  readonly currentUa: number;
  readonly durationS: number;
  readonly phaseWidthUs: number;
  readonly rateHz: number;
}

/** What another motion core makes of a stored session, against what was recorded. */
export interface AnalysisRow {
  readonly core: number;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  readonly changes: readonly AnalysisChange[];
}

/** The stored sessions as the pages need them; the records room's store is adapted to this. Ids match [A-Za-z0-9_-]+. */
export interface SessionLibrary {
  /** Newest first. */
  sessions(): readonly SessionRow[];
  session(id: string): SessionDocument | undefined;
  curve(id: string): AngleCurve | undefined;
  /** Newest first; empty where nobody had it analysed again. */
  analyses(id: string): readonly AnalysisRow[] | undefined;
  /** One line per repetition, with a header line. */
  csv(id: string): string | undefined;
  prescribed(prescriptionId: string): PrescribedDose | undefined;
  /** What grew against the person's own earlier sessions, in sentences; nothing of what did not. */
  progress(id: string): readonly string[] | undefined;
  /** The session as one page that needs nothing else; as recorded unless told. */
  report(id: string, reader: ReportReader, core?: ResultCore): string | undefined;
}

/** The list's line for a whole document. */
export function sessionRow(document: SessionDocument): SessionRow {
  const { session, reps, stimulation, simulated } = document;
  const romSum = reps.reduce((sum, rep) => sum + rep.rom_deg, 0);
  return {
    id: session.id,
    startedAt: session.started_at,
    durationS: session.duration_s,
    person: session.person,
    exercise: session.exercise,
    reps: reps.length,
    meanRomDeg: reps.length > 0 ? romSum / reps.length : null,
    stimulation,
    simulated,
    outcome: session.outcome,
    ...(session.purpose ? { purpose: session.purpose } : {}),
  };
}

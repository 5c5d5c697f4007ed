import { readHead, readRecords } from './chain/audit-rows.ts';
import type { Database } from './database.ts';
import { doseOfSession } from './dose/dose-ledger.ts';
import { stimulationLog } from './dose/stimulation-log.ts';
import { countChunks } from './samples/chunk-rows.ts';
import type { SessionDocument, SessionOutcome, StimulationSummary } from './session-document.ts';
import { insertDocument, type LeftOpen, readDecisions, readPublication, readReps } from './session-rows.ts';
import type { SessionEnd, SessionEvent, StimulationDecision } from './stored-record.ts';
import { NO_STIMULATION, type SessionGap, type SessionStart, sessionDocument } from './summary.ts';

/** Builds the document out of what is stored and stores it; part of the caller's transaction. */
export function closeSession(
  database: Database,
  session: Omit<SessionEnd, 'outcome'> & {
    readonly outcome: SessionOutcome;
    readonly start: SessionStart;
    readonly simulated: boolean;
  },
): SessionDocument {
  const { id } = session.start;
  const { chunks, samples, bytes } = countChunks(database, id);
  const ledger = readHead(database.sql);
  const document = sessionDocument({
    ...session,
    reps: readReps(database, id),
    gaps: gapsOf(readDecisions(database, id)),
    stored: { sessions: 1, chunks, samples, bytes },
    published: readPublication(database, id),
    ...(ledger.records > 0 ? { ledger } : {}),
    stimulation: loggedStimulation(database, session.start, session.stimulation),
  });
  insertDocument(database, document, session.outcome);
  return document;
}

/** A decision of this kind says what nobody saw: `detail` is a SessionGap. */
export const WENT_ON = 'session-resumed';

const gapsOf = (decisions: readonly StimulationDecision[]): SessionGap[] =>
  decisions.flatMap(({ kind, detail }) => (kind === WENT_ON ? [detail as SessionGap] : []));

/** With what the chain and the decisions say of it. */
function loggedStimulation(
  database: Database,
  { id, person, startedAtMs }: SessionStart,
  stimulation: StimulationSummary,
): StimulationSummary {
  if (stimulation.prescription_id === null) return stimulation;
  const records = readRecords(database, person, ['pad', 'titration', 'comfort', 'pain', 'skin', 'stimulation']);
  const log = stimulationLog({ id, fromWallMs: startedAtMs }, readDecisions(database, id), records);
  return Object.keys(log).length > 0 ? { ...stimulation, log } : stimulation;
}

/** The last thing stored of a session, ms on its clock. */
export function storedUntilMs(database: Database, { start, progress }: LeftOpen): number {
  const decisions = readDecisions(database, start.id);
  const moments = [
    progress.elapsedMs,
    countChunks(database, start.id).lastMs,
    ...readReps(database, start.id).map((rep) => rep.end_s * 1000),
    ...decisions.map((decision) => decision.atMs),
  ];
  const lastDoseMs = database.sql
    .prepare('SELECT coalesce(max(at_ms), 0) AS ms FROM dose WHERE session_id = ?')
    .get(start.id)?.ms;
  return Math.max(...moments, Number(lastDoseMs));
}

/** Closes a session whose gateway died, and that nobody goes on with. It lasted at least until the last thing stored of it. */
export function closeInterrupted(database: Database, left: LeftOpen, simulated: boolean): SessionDocument {
  const { start, progress } = left;
  return closeSession(database, {
    start,
    simulated,
    outcome: 'interrupted',
    endMs: storedUntilMs(database, left),
    frames: progress.frames,
    ...(progress.completion ? { completion: progress.completion } : {}),
    stimulation: storedStimulation(database, start.id),
  });
}

/** Of a session that more than one process ran: the doses as booked, the end as this one saw it. */
export function wholeStimulation(
  database: Database,
  sessionId: string,
  latest: StimulationSummary,
): StimulationSummary {
  const stored = storedStimulation(database, sessionId);
  const { stop_reason, prescription_id } = latest;
  return {
    ...stored,
    stop_reason: stop_reason === NO_STIMULATION.stop_reason ? stored.stop_reason : stop_reason,
    prescription_id: prescription_id ?? stored.prescription_id,
  };
}

/** The band ended it by itself when its lease ran out, or for a reason of its own: the gateway was not there to see. */
const UNSEEN = 'UNKNOWN';

function storedStimulation(database: Database, sessionId: string): StimulationSummary {
  const events = readDecisions(database, sessionId).map(({ detail }) => detail as SessionEvent | null);
  const started = events.findLast((event) => event?.kind === 'stimulation-started');
  const stopped = events.findLast((event) => event?.kind === 'stimulation-stopped');
  const dose = doseOfSession(database, sessionId);
  if (started === undefined && dose.pulses === 0) return NO_STIMULATION;
  return {
    pulses: dose.pulses,
    total_charge_uc: dose.chargeNc / 1000,
    peak_current_ua: dose.peakCurrentUa,
    on_time_s: dose.onTimeMs / 1000,
    stop_reason: stopped?.reason ?? UNSEEN,
    prescription_id: started?.prescriptionId ?? null,
  };
}

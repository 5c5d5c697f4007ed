import type { AuditRecord } from './records/chain/audit-record.ts';
import { type DayDose, doseHistory } from './records/dose/dose-history.ts';
import type { Store } from './records/store.ts';
import { doubtSentence, placeWords } from './screen/care-words.ts';
import type {
  ChainState,
  DecisionRow,
  DoseDayRow,
  DoseReview,
  DoseReviews,
  PainRow,
  PrescriptionFacts,
  TitrationRow,
} from './screen/dose-review.ts';
import {
  ACCOUNT_WORDS,
  ALLOWED_WORDS,
  CLOCK_AHEAD,
  inputWords,
  OVER_LIMIT,
  responseWords,
} from './screen/review-words.ts';
import {
  type DoseDecision,
  longestPhaseUs,
  openPrescription,
  parsePrescription,
  responderEstimate,
  sessionPain,
  titrationDoubts,
  told,
} from './stim/index.ts';
import { storedSecurity } from './stored-security.ts';
import { standingRows } from './stored-standing.ts';

type ReviewedStore = Pick<Store, 'audit' | 'prescriptions' | 'doseFacts' | 'people' | 'sessions'>;

export interface DoseReviewParts {
  readonly store: ReviewedStore;
  /** UTC, ms. */
  readonly wallMs: () => number;
  readonly people: () => readonly string[];
  /** IANA name: under which days a dose is shown. */
  readonly timeZone: string;
  readonly dataDir: string;
}

const DAYS_SHOWN = 28;
const ROWS_SHOWN = 20;

/** The audit chain as clinician and engineer read it. Nothing here writes. */
export function storedDoseReviews(parts: DoseReviewParts): DoseReviews {
  const chain = chainGuard(parts.store);
  return {
    review: (person) => (isKnown(parts, person) ? reviewOf(parts, person, chain()) : undefined),
    security: () => storedSecurity(parts.store, [...parts.people(), ...parts.store.people()], chain()),
  };
}

const isKnown = ({ store, people }: DoseReviewParts, person: string): boolean =>
  people().includes(person) || store.people().includes(person);

function reviewOf(parts: DoseReviewParts, person: string, chain: ChainState): DoseReview {
  const { store } = parts;
  const records = store.audit.of(person);
  const nowMs = parts.wallMs();
  const prescription = prescriptionOf(store, person, nowMs);
  const site = prescription?.site ?? null;
  return {
    person,
    prescription: prescription?.facts ?? null,
    decisions: decisionsOf(records),
    days: doseHistory(store.doseFacts(person), { timeZone: parts.timeZone, nowMs, days: DAYS_SHOWN }).map(dayRow),
    titrations: titrationsOf(records),
    doubts: site === null ? [] : titrationDoubts(records, site).map(doubtSentence),
    ...painPart(store, records, person),
    standing: standingRows(records, {
      person,
      prescription: prescription?.dose ?? null,
      nowMs,
      dataDir: parts.dataDir,
    }),
    allowed: allowedOf(records),
    chain,
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();

function prescriptionOf(store: ReviewedStore, person: string, nowMs: number) {
  const accepted = store.prescriptions.accepted().findLast((one) => one.person === person);
  if (accepted === undefined) return null;
  const parsed = parsePrescription(openPrescription(accepted.document, null).document);
  if (parsed.kind === 'Refused') return null;
  const dose = parsed.prescription;
  const inForce = store.prescriptions.inForce({ device: accepted.device, person });
  const facts: PrescriptionFacts = {
    id: dose.id,
    revision: dose.revision,
    signedBy: accepted.clinician,
    acceptedAt: iso(accepted.acceptedAtMs),
    issuedAt: iso(dose.issuedAtS * 1000),
    expiresAt: iso(dose.expiresAtS * 1000),
    expired: dose.expiresAtS * 1000 <= nowMs,
    withdrawn: inForce?.seq !== accepted.seq,
    device: accepted.device,
    place: placeWords(dose.site),
    levelUa: dose.levelUa,
    ceilingUa: dose.ceilingUa,
    phaseUs: longestPhaseUs(dose.pattern),
    rateHz: dose.rateMillihertz / 1000,
    padAreaMm2: dose.padAreaMm2,
    sessionMs: dose.sessionMs,
    dayMs: dose.dayMs,
    sessionsPerDay: dose.sessionsPerDay,
    presenceMs: dose.presenceMs,
  };
  return { facts, dose, site: dose.site };
}

interface DecisionRecord {
  readonly session?: string;
  readonly what?: string;
  readonly detail?: Partial<DoseDecision>;
}

function decisionsOf(records: readonly AuditRecord[]): DecisionRow[] {
  const decided = records.filter(
    ({ kind, document }) => kind === 'decision' && (document as DecisionRecord).what === 'prescription',
  );
  return decided.slice(-ROWS_SHOWN).reverse().map(decisionRow);
}

function decisionRow({ wallMs, document }: AuditRecord): DecisionRow {
  const { session = '', detail = {} } = document as DecisionRecord;
  const strictest = detail.constraint?.strictest ?? null;
  const others = (detail.constraint?.reasons ?? []).filter(({ text }) => text !== strictest?.text);
  return {
    at: iso(wallMs),
    sessionId: session,
    allowed: detail.verdict === 'ACCEPTED',
    strictest: strictest?.text ?? '',
    source: strictest?.source ?? '',
    others: others.map(({ text }) => text),
    inputs: inputWords(detail.context ?? {}),
  };
}

function dayRow({ day, onTimeMs, limitMs, sessions, peakCurrentUa, pulses, inFuture }: DayDose): DoseDayRow {
  const accounts = new Set(sessions.map(({ account }) => ACCOUNT_WORDS[account]));
  const notes = [
    ...(limitMs !== null && onTimeMs > limitMs ? [OVER_LIMIT] : []),
    ...[...accounts].filter(Boolean),
    ...(inFuture ? [CLOCK_AHEAD] : []),
  ];
  return { day, onTimeMs, limitMs, sessions: sessions.length, peakUa: peakCurrentUa, pulses, note: notes.join('; ') };
}

const titrationsOf = (records: readonly AuditRecord[]): TitrationRow[] =>
  told(records, 'titration')
    .slice(-ROWS_SHOWN)
    .reverse()
    .map(({ wallMs, document }) => ({
      at: iso(wallMs),
      place: placeWords(document.site),
      sensoryUa: document.sensoryThresholdUa,
      comfortableUa: document.strongComfortableUa,
      discomfortUa: document.discomfortUa,
      settledUa: document.settledUa,
    }));

function painPart(store: ReviewedStore, records: readonly AuditRecord[], person: string) {
  const sessions = [...new Set(told(records, 'pain').map(({ document }) => document.session))];
  const full = store
    .sessions()
    .filter(({ session, stimulation }) => session.person === person && stimulation.stop_reason === 'SESSION_DONE')
    .map(({ session }) => session.id);
  return {
    pain: sessions
      .slice(-ROWS_SHOWN)
      .reverse()
      .map((id) => painRow(records, id)),
    response: responseWords(responderEstimate(records, full)),
  };
}

function painRow(records: readonly AuditRecord[], session: string): PainRow {
  const own = told(records, 'pain').filter(({ document }) => document.session === session);
  const movement = (moment: string): PainRow['movementOff'] =>
    own.findLast(({ document }) => document.activity === 'movement' && document.moment === moment)?.document.rating ??
    null;
  const { restBefore, restAfter } = sessionPain(records, session);
  const exercise = own.find(({ document }) => document.exercise)?.document.exercise ?? '';
  return {
    session,
    at: iso(own[0]!.wallMs),
    exercise,
    restBefore,
    restAfter,
    movementOff: movement('before'),
    movementOn: movement('during'),
    movementAfter: movement('after'),
  };
}

const allowedOf = (records: readonly AuditRecord[]): DoseReview['allowed'] =>
  told(records, 'override')
    .filter(({ byClinician }) => byClinician)
    .slice(-ROWS_SHOWN)
    .reverse()
    .map(({ wallMs, by, document: { of, id, reason } }) => ({
      at: iso(wallMs),
      by: by.replace('clinician:', ''),
      what: `${ALLOWED_WORDS[of] ?? of}: ${id}`,
      reason,
    }));

/** The first look reads everything; a later one what was added since, or a page would read it all each time. */
function chainGuard({ audit }: ReviewedStore): () => ChainState {
  let proven: ReturnType<typeof audit.verify> | undefined;
  return () => {
    if (proven?.intact !== false) proven = audit.verify(proven ? { since: proven } : {});
    return proven.intact
      ? { intact: true, records: proven.records, head: proven.head, why: '' }
      : { intact: false, records: proven.brokenSeq, head: '', why: proven.why };
  };
}

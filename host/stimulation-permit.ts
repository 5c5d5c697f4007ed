import type { Hello } from '../protocol/message.ts';
import { firmwareTightenings, readFirmwareManifest } from './firmware-manifest.ts';
import { prescriptionHash } from './keys/prescription-signing.ts';
import { clockTightenings, hasExpired } from './known-time.ts';
import type { AuditRecord } from './records/chain/audit-record.ts';
import { DAILY_WINDOW_MS } from './records/dose/dose-ledger.ts';
import type { Store } from './records/store.ts';
import { restoredTightenings } from './restored-records.ts';
import {
  CONTACT_UNMEASURED_PERMILLE,
  type CourseParams,
  canonicalPrescription,
  checkPrescription,
  type DoseContext,
  type DoseDecision,
  devicePrescription,
  forbid,
  type OpenedPrescription,
  openPrescription,
  type Prescription,
  padTightenings,
  parsePrescription,
  type SignatureCheck,
  screeningTightenings,
  simulatedAnswers,
  skinTightenings,
  startLevelUa,
  type Tightening,
} from './stim/index.ts';

export interface PermitParams {
  readonly store: Store;
  /** Why the records are not to be trusted, in words (fault F46): then nothing is read of them, and nothing permitted. Null: they are. */
  readonly recordsRefused: string | null;
  /** The stim band that is there. */
  readonly hello: Hello;
  /** Pseudonym. */
  readonly person: string;
  /** The one that is permitted for: what was delivered in it counts, and it is not one more of its day. */
  readonly session?: string;
  /** A signed prescription as it was received. */
  readonly document: unknown;
  /** Null where no clinician's key is at hand: then no signature counts. */
  readonly check: SignatureCheck | null;
  /** UTC, ms. */
  readonly wallMs: number;
  /** The latest time that was ever known, UTC s: a clock that was put back makes nothing valid again. */
  readonly latestNowS: number;
}

/** Whether a stimulation may begin, with everything that was looked at; and if it may, what the course needs of it. */
export interface StimulationPermit {
  readonly decision: DoseDecision;
  readonly prescription: Prescription | null;
  readonly course: Omit<CourseParams, 'hostId'> | null;
}

/**
 * The whole chain, anew for each session: signature, validity, limits, and what is known of the person, the skin and the pads. What was
 * handed over is put on record, taken or not.
 * @throws LimberError where the records cannot be read or written: nothing is permitted then
 */
export function permitStimulation(asked: PermitParams): StimulationPermit {
  const opened = openPrescription(asked.document, asked.check);
  const prescription = formOf(opened.document);
  if (asked.recordsRefused !== null) {
    const also = [forbid('records.broken', asked.recordsRefused, 'hash chain of the records')];
    return refused(checkPrescription(opened.document, { ...nothingKnown(asked), also }), prescription);
  }
  const params = asked.store.simulated && prescription ? answeredInSimulation(asked, prescription) : asked;
  const context = contextOf(params, opened, prescription);
  const first = checkPrescription(opened.document, context);
  if (prescription === null || first.verdict === 'REFUSED') {
    noteForeign(params, opened, prescription, first);
    return refused(first, prescription);
  }
  const superseded = acceptRevision(params, prescription, opened.clinician);
  const decision =
    superseded.length === 0 ? first : checkPrescription(opened.document, { ...context, also: superseded });
  const numbers = devicePrescription(prescription);
  if (decision.verdict === 'REFUSED' || !numbers) return refused(decision, prescription);
  const course = { prescription: numbers, ...levelOf(params, prescription), seal: opened.seal };
  return { decision, prescription, course };
}

const refused = (decision: DoseDecision, prescription: Prescription | null): StimulationPermit => ({
  decision,
  prescription,
  course: null,
});

function formOf(document: unknown): Prescription | null {
  const parsed = parsePrescription(document);
  return parsed.kind === 'Accepted' ? parsed.prescription : null;
}

const nowOf = ({ wallMs, latestNowS }: PermitParams): number => Math.max(Math.floor(wallMs / 1000), latestNowS);

const nothingKnown = (params: PermitParams): DoseContext => ({
  nowS: nowOf(params),
  person: params.person,
  device: params.hello.deviceId,
  latestRevision: null,
  contactPermille: CONTACT_UNMEASURED_PERMILLE,
  dayUsedMs: 0,
});

function contextOf(params: PermitParams, { flaws }: OpenedPrescription, prescription: Prescription | null) {
  const { store, person, wallMs, hello } = params;
  const latest = store.prescriptions.accepted().findLast(({ device }) => device === hello.deviceId);
  const known = latest ? formOf(openPrescription(latest.document, null).document) : null;
  return {
    ...nothingKnown(params),
    latestRevision: latest?.revision ?? null,
    latestCanonical: known && canonicalPrescription(known),
    dayUsedMs: store.doseSince(person, wallMs - DAILY_WINDOW_MS).onTimeMs,
    daySessions: sessionsToday(params),
    also: [...flaws, ...(prescription ? tighteningsOf(params, prescription) : [])],
  };
}

/** What the person, or a clinician for them, has said that a stimulation depends on; not the many records of doses. */
const toldBy = ({ store, person }: PermitParams): readonly AuditRecord[] =>
  store.audit.of(person, ['screening', 'override', 'skin', 'pad', 'titration']);

function levelOf(params: PermitParams, prescription: Prescription) {
  const levelUa = startLevelUa(toldBy(params), prescription.site, prescription.levelUa);
  return { prescriptionHash: prescriptionHash(prescription), levelUa };
}

/** Nobody answers for a person; a simulated one is answered for, on record. */
function answeredInSimulation(params: PermitParams, { site, padAreaMm2 }: Prescription): PermitParams {
  const { store, person, wallMs } = params;
  const records = simulatedAnswers(toldBy(params), site, padAreaMm2, wallMs).map((answer) =>
    store.audit.append({ person, by: 'simulation', ...answer }),
  );
  // Time has passed meanwhile, in a hurried simulation a lot: what was answered just now was not answered in the future.
  return { ...params, wallMs: Math.max(wallMs, ...records.map((record) => record.wallMs)) };
}

function tighteningsOf(params: PermitParams, prescription: Prescription): Tightening[] {
  const { site, padAreaMm2 } = prescription;
  const records = toldBy(params);
  const nowMs = Math.max(params.wallMs, params.latestNowS * 1000);
  const isTooLate = (atMs: number): boolean =>
    hasExpired(prescription, atMs) || screeningTightenings(records, site, atMs).length > 0;
  return [
    ...restoredTightenings(params.store.audit, params.wallMs),
    ...clockTightenings(params.wallMs, params.latestNowS, isTooLate),
    ...screeningTightenings(records, site, nowMs),
    ...skinTightenings(records, site, nowMs),
    ...padTightenings(records, padAreaMm2),
    ...firmwareTightenings(params.hello, readFirmwareManifest()),
  ];
}

/** Somebody else's, nobody's, or for another band: the book has it too. What is only too early or too late the decision tells. */
const FOREIGN = ['other-person', 'other-device', 'superseded', 'revision-reused'];

function noteForeign(
  { store, document }: PermitParams,
  { flaws }: OpenedPrescription,
  prescription: Prescription | null,
  { constraint }: DoseDecision,
): void {
  const isForeign = flaws.length > 0 || constraint.reasons.some(({ rule }) => FOREIGN.includes(rule));
  if (prescription && !isForeign) return;
  store.prescriptions.refuse({ ...(prescription && whoseIs(prescription)), document }, constraint.reasons);
}

const whoseIs = ({ id, revision, person, device, site }: Prescription) => ({ id, revision, person, device, site });

/** From now on older revisions are superseded; one that was withdrawn is refused. */
function acceptRevision(
  { store, hello, document }: PermitParams,
  prescription: Prescription,
  clinician: string | null,
) {
  const { id, revision, person, site } = prescription;
  const hash = Buffer.from(prescriptionHash(prescription)).toString('hex');
  const offered = { id, revision, person, device: hello.deviceId, site, hash, clinician, document };
  const acceptance = store.prescriptions.accept(offered);
  return acceptance.kind === 'Accepted' ? [] : acceptance.reasons.map((reason) => ({ ...reason, mostUa: 0 }));
}

function sessionsToday({ store, person, wallMs, session: own }: PermitParams): number {
  const sessions = store.audit
    .of(person, ['stimulation'])
    .filter((record) => record.wallMs >= wallMs - DAILY_WINDOW_MS)
    .map(({ document }) => document as { readonly session?: string; readonly what?: string })
    .filter(({ what, session }) => what === 'stimulation-started' && session !== own);
  return new Set(sessions.map(({ session }) => session)).size;
}

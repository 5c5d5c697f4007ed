import type { Hello } from '../protocol/message.ts';
import { firmwareTightenings, readFirmwareManifest } from './firmware-manifest.ts';
import { prescriptionHash } from './keys/prescription-signing.ts';
import type { Store } from './records/store.ts';
import {
  CONTACT_UNMEASURED_PERMILLE,
  type CourseParams,
  checkPrescription,
  type DoseDecision,
  devicePrescription,
  forbid,
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
  /** The stim band that is there. */
  readonly hello: Hello;
  /** Pseudonym. */
  readonly person: string;
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

const DAY_MS = 86_400_000;

/** The whole chain, anew for each session: signature, validity, limits, and what is known of the person, the skin and the pads. */
export function permitStimulation(asked: PermitParams): StimulationPermit {
  const { store, person, document, check, hello } = asked;
  const opened = openPrescription(document, check);
  const parsed = parsePrescription(opened.document);
  const prescription = parsed.kind === 'Accepted' ? parsed.prescription : null;
  const params = store.simulated && prescription ? answeredInSimulation(asked, prescription) : asked;
  const context = {
    nowS: nowOf(params),
    person,
    device: hello.deviceId,
    latestRevision: store.prescriptions.latestRevision(hello.deviceId),
    contactPermille: CONTACT_UNMEASURED_PERMILLE,
    dayUsedMs: store.doseSince(person, params.wallMs - DAY_MS).onTimeMs,
    daySessions: sessionsToday(params),
  };
  const also = [...opened.flaws, ...(prescription ? tighteningsOf(params, prescription) : [])];
  const first = checkPrescription(opened.document, { ...context, also });
  if (first.verdict === 'REFUSED' || !prescription) return { decision: first, prescription, course: null };
  const refused = acceptRevision(params, prescription, opened.clinician);
  const decision = refused.length === 0 ? first : checkPrescription(opened.document, { ...context, also: refused });
  const numbers = devicePrescription(prescription);
  if (decision.verdict === 'REFUSED' || !numbers) return { decision, prescription, course: null };
  return {
    decision,
    prescription,
    course: { prescription: numbers, ...courseOf(params, prescription), seal: opened.seal },
  };
}

function courseOf({ store, person }: PermitParams, prescription: Prescription) {
  const levelUa = startLevelUa(store.audit.of(person), prescription.site, prescription.levelUa);
  return { prescriptionHash: prescriptionHash(prescription), levelUa };
}

const nowOf = ({ wallMs, latestNowS }: PermitParams): number => Math.max(Math.floor(wallMs / 1000), latestNowS);

/** Nobody answers for a person; a simulated one is answered for, on record. */
function answeredInSimulation(params: PermitParams, { site, padAreaMm2 }: Prescription): PermitParams {
  const { store, person, wallMs } = params;
  const records = simulatedAnswers(store.audit.of(person), site, padAreaMm2, wallMs).map((answer) =>
    store.audit.append({ person, by: 'simulation', ...answer }),
  );
  // Time has passed meanwhile, in a hurried simulation a lot: what was answered just now was not answered in the future.
  return { ...params, wallMs: Math.max(wallMs, ...records.map((record) => record.wallMs)) };
}

function tighteningsOf(params: PermitParams, { site, padAreaMm2 }: Prescription): Tightening[] {
  const { store, person } = params;
  const records = store.audit.of(person);
  const nowMs = Math.max(params.wallMs, params.latestNowS * 1000);
  return [
    ...screeningTightenings(records, site, nowMs),
    ...skinTightenings(records, site, nowMs),
    ...padTightenings(records, padAreaMm2),
    ...chainTightenings(store),
    ...firmwareTightenings(params.hello, readFirmwareManifest()),
  ];
}

/** What was recorded bounds what may be done: where the record itself was changed, nothing may (fault F46). */
function chainTightenings(store: Store): Tightening[] {
  const verdict = store.audit.verify();
  if (verdict.intact) return [];
  const text = `the records were changed after they were written (record ${verdict.brokenSeq}): run \`limber audit verify\``;
  return [forbid('records.broken', text, 'hash chain of the records')];
}

/** From now on older revisions are superseded; a revision that is known with another content is refused. */
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

function sessionsToday({ store, person, wallMs }: PermitParams): number {
  const sessions = store.audit
    .of(person, ['stimulation'])
    .filter((record) => record.wallMs >= wallMs - DAY_MS)
    .map(({ document }) => document as { readonly session?: string; readonly what?: string })
    .filter(({ what }) => what === 'stimulation-started');
  return new Set(sessions.map(({ session }) => session)).size;
}

import { prescriptionHash } from '../../keys/prescription-signing.ts';
import type { Store } from '../../records/store.ts';
import {
  canonicalPrescription,
  checkPrescription,
  type OpenedPrescription,
  openPrescription,
  type Prescription,
  parsePrescription,
  type SignatureCheck,
} from '../../stim/index.ts';
import type { DownOf } from './down-message.ts';
import { because, type Reason } from './reason.ts';

export interface DoorParts {
  readonly store: Pick<Store, 'prescriptions'>;
  readonly signatures: SignatureCheck;
  /** Whether a band is one of this gateway's. */
  readonly knowsDevice: (device: string) => boolean;
}

/**
 * Taken in as a file of `limber run --prescription` is: its own signature, its form, its time, every limit. What is known of the person, the
 * skin and the pads is held against it before each session.
 * @param nowMs UTC, ms
 * @returns why it was refused; empty: it is in force from the next session on
 */
export function takePrescription(parts: DoorParts, message: DownOf<'prescription'>, nowMs: number): readonly Reason[] {
  const document = message.body.prescription;
  const opened = openPrescription(document, parts.signatures);
  const prescription = prescriptionOf(opened);
  const reasons = [...limitFlaws(parts, opened, message.person, nowMs), ...deviceFlaws(parts, prescription)];
  const { prescriptions } = parts.store;
  if (prescription === null || reasons.length > 0) {
    prescriptions.refuse({ ...(prescription && whoseIs(prescription)), document }, reasons.map(asBookReason));
    return reasons;
  }
  const hash = Buffer.from(prescriptionHash(prescription)).toString('hex');
  const offered = { ...whoseIs(prescription), hash, clinician: opened.clinician, document };
  const acceptance = prescriptions.accept(offered);
  return acceptance.kind === 'Accepted' ? [] : acceptance.reasons;
}

function prescriptionOf({ document }: OpenedPrescription): Prescription | null {
  const parsed = parsePrescription(document);
  return parsed.kind === 'Accepted' ? parsed.prescription : null;
}

function limitFlaws(parts: DoorParts, opened: OpenedPrescription, person: string, nowMs: number): readonly Reason[] {
  const device = prescriptionOf(opened)?.device ?? '';
  const latest = parts.store.prescriptions.accepted().findLast((one) => one.device === device);
  const known = latest ? prescriptionOf(openPrescription(latest.document, null)) : null;
  const { verdict, constraint } = checkPrescription(opened.document, {
    nowS: Math.floor(nowMs / 1000),
    person,
    latestRevision: latest?.revision ?? null,
    latestCanonical: known && canonicalPrescription(known),
    contactPermille: 1000,
    dayUsedMs: 0,
    also: opened.flaws,
  });
  return verdict === 'REFUSED' ? constraint.reasons : [];
}

function deviceFlaws({ knowsDevice }: DoorParts, prescription: Prescription | null): readonly Reason[] {
  if (prescription === null || knowsDevice(prescription.device)) return [];
  return [because('unknown-device', `no band ${prescription.device} is enrolled at this gateway`)];
}

/** Whoever reads the book is told where a refusal came from. */
const asBookReason = ({ rule, text }: Reason) => ({ rule, text, source: 'downlink' });

const whoseIs = ({ id, revision, person, device, site }: Prescription) => ({ id, revision, person, device, site });

/** @returns why it was refused; empty: it is withdrawn, and what it delivers now is to end */
export function withdrawPrescription({ store }: DoorParts, message: DownOf<'withdrawal'>): readonly Reason[] {
  const { device, prescription, revision, reason } = message.body;
  const inForce = store.prescriptions.inForce({ device, person: message.person });
  if (inForce === null || inForce.id !== prescription || inForce.revision !== revision)
    return [
      because('not-in-force', `${prescription}, revision ${revision}, is not in force for this person with this band`),
    ];
  store.prescriptions.withdraw(inForce, `clinician:${message.signer}`, reason);
  return [];
}

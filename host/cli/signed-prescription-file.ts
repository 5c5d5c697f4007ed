import { trusting } from '../keys/clinician-key.ts';
import { trustedClinicians } from '../keys/key-ring.ts';
import { SIMULATED_CLINICIAN } from '../keys/simulated-clinician.ts';
import { claimsSignature, openPrescription, parsePrescription, type SignatureCheck } from '../stim/index.ts';
import { badArgument } from './bad-argument.ts';
import { readPrescriptionFile } from './prescription-file.ts';

/** Whether its signature counts is decided for each session anew. @throws LimberError cli/bad-argument where nothing is signed at all */
export function readSigned(path: string): unknown {
  const document = readPrescriptionFile(path);
  if (claimsSignature(document)) return document;
  throw badArgument(`${path} is not signed. A clinician signs it with: limber dose sign`);
}

/** Whom it is for. A session is this person's; a signature that does not count keeps it from being delivered. */
export function prescribedPerson(signed: unknown): string | undefined {
  if (signed === undefined) return undefined;
  const read = parsePrescription(openPrescription(signed, null).document);
  return read.kind === 'Accepted' ? read.prescription.person : undefined;
}

/** The clinicians that this gateway was told to trust. @throws LimberError keys/file-damaged */
export function signaturesOf(dataDir: string, simulated: boolean): SignatureCheck {
  return trusting([...trustedClinicians(dataDir), ...(simulated ? [SIMULATED_CLINICIAN.public] : [])]);
}

import { clinicianKey, trusting } from '../../../host/keys/clinician-key.ts';
import { SIMULATED_CLINICIAN, simulatedPrescription } from '../../../host/keys/simulated-clinician.ts';
import type { DownKind, DownMessage, DownOf } from '../../../host/relay/downlink/down-message.ts';
import { downPayload, signDown, type UnsignedDown } from '../../../host/relay/downlink/down-signing.ts';
import { DEMONSTRATION_PRESCRIPTION, type PrescriptionDocument } from '../../../host/stim/index.ts';

export const SITE = 'home-1';
export const PERSON = 'p-7';
export const DEVICE = 'band-1';
export const NOW_MS = Date.parse('2026-11-22T10:00:00Z');
export const ANNA = clinicianKey('Anna', new Uint8Array(32).fill(7));
export const STRANGER = clinicianKey('Stranger', new Uint8Array(32).fill(8));
export const TRUSTED = trusting([ANNA.public, SIMULATED_CLINICIAN.public]);

const HOUR_MS = 3_600_000;
export const instant = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

export const BODIES: { readonly [Kind in DownKind]: DownOf<Kind>['body'] } = {
  prescription: { prescription: prescriptionOf(1) },
  withdrawal: { device: DEVICE, prescription: DEMONSTRATION_PRESCRIPTION.id, revision: 1, reason: 'rash, seen today' },
  plan: { exercise: 'heel-slide', sets: 3, reps_per_set: 10, rest_s: 45, side: 'left', cue_policy: 'confidence' },
  message: { text: 'Well done. Rest your knee until Thursday.' },
  configuration: { cue_policy: 'confidence', rest_s: 60 },
};

export function prescriptionOf(revision: number, change: Partial<PrescriptionDocument> = {}, nowMs = NOW_MS) {
  const times = { issued_at: instant(nowMs - HOUR_MS), expires_at: instant(nowMs + 1000 * HOUR_MS) };
  return simulatedPrescription(DEVICE, {
    ...DEMONSTRATION_PRESCRIPTION,
    ...times,
    person: PERSON,
    revision,
    ...change,
  });
}

let counter = NOW_MS;

/** Good, and later than every one before it. */
export function unsigned(kind: DownKind, change: object = {}): UnsignedDown {
  counter++;
  return {
    schema: 'limber/down/1',
    message_id: `m-${counter}`,
    site: SITE,
    kind,
    ...(kind === 'configuration' ? {} : { person: PERSON }),
    issued_at: instant(NOW_MS - 60_000),
    expires_at: instant(NOW_MS + 24 * HOUR_MS),
    counter,
    signer: ANNA.public.id,
    body: BODIES[kind],
    ...change,
  } as UnsignedDown;
}

export const signed = (kind: DownKind, change: object = {}, by = ANNA): DownMessage =>
  signDown(unsigned(kind, change), by);

/** By the clock of this machine, for what runs in processes of its own. */
export function signedNow(kind: DownKind, change: object = {}): DownMessage {
  const nowMs = Date.now();
  const times = { issued_at: instant(nowMs - 60_000), expires_at: instant(nowMs + HOUR_MS) };
  const body = kind === 'prescription' ? { prescription: prescriptionOf(1, {}, nowMs) } : BODIES[kind];
  return signed(kind, { ...times, body, ...change });
}

export const topicOf = (message: DownMessage, site = SITE): string => `limber/v1/${site}/down/${message.message_id}`;
export const bytesOf = (message: DownMessage): Uint8Array => Buffer.from(downPayload(message));

import { LimberError } from '../protocol/limber-error.ts';
import type { Timeline } from '../protocol/timeline.ts';
import type { GreetedDevice } from './device-roster.ts';
import type { Gateway } from './gateway.ts';
import { HOST_ID } from './host-id.ts';
import { prescriptionHash } from './keys/prescription-signing.ts';
import { simulatedPrescription, trustsSimulatedClinician } from './keys/simulated-clinician.ts';
import { keepLatestTime } from './known-time.ts';
import { type PrescriptionStanding, prescriptionStanding, stillPermitted } from './still-permitted.ts';
import {
  claimsSignature,
  type DoseDecision,
  type Prescription,
  type PrescriptionDocument,
  parsePrescription,
  readMemory,
  type SignatureCheck,
} from './stim/index.ts';
import { type StimSession, stimSession } from './stim-session.ts';
import { permitStimulation, type StimulationPermit } from './stimulation-permit.ts';

export interface HomeStimulationParams {
  readonly gateway: Gateway;
  readonly devices: readonly GreetedDevice[];
  readonly timeline: Timeline;
  /** Pseudonym. */
  readonly person: string;
  /** A signed prescription, checked anew for each session; null where nothing is prescribed. In a simulation the simulated clinician signs. */
  readonly prescription: unknown;
  /** Whose signatures count; absent: the simulated clinician's in a simulation, else nobody's. */
  readonly signatures?: SignatureCheck;
  /** Whose it is: begun before by a killed gateway, it is not one more of its day. */
  readonly session?: string;
  readonly say: (line: string) => void;
}

export interface HomeStimulation {
  /** Recorded whatever it says. */
  readonly decision?: DoseDecision;
  /** Absent where nothing may be delivered; why was said. */
  readonly stim?: StimSession | undefined;
  /** Holds what runs against the prescriptions as they are now: one that is superseded is raised no more, one that was withdrawn ends. */
  readonly reconsider?: () => void;
}

/** What may be delivered in a home, and with which band. Where the records cannot be read that is nothing; the exercise goes on. */
export function stimulationFor(params: HomeStimulationParams): HomeStimulation {
  const band = usableBand(params);
  if (band === undefined || params.prescription === null) return {};
  try {
    const permit = permitFor(params, band);
    const { decision, prescription, course } = permit;
    if (!prescription || !course) return { decision };
    return { decision, ...openStimulation(params, band, prescription, course) };
  } catch (error) {
    if (!(error instanceof LimberError)) throw error;
    params.say(`no stimulation: ${error.message}`);
    return {};
  }
}

function usableBand({ devices, say }: HomeStimulationParams): GreetedDevice | undefined {
  const band = devices.find(({ hello }) => hello.role === 'ROLE_STIM');
  if (band?.refused === undefined) return band;
  say(`no stimulation: ${band.refused}`);
  return undefined;
}

function permitFor(params: HomeStimulationParams, { hello }: GreetedDevice): StimulationPermit {
  const { gateway, timeline, person, prescription, say } = params;
  const { simulated } = gateway.store;
  const permit = permitStimulation({
    store: gateway.store,
    recordsRefused: gateway.stimulationRefused(),
    hello,
    person,
    ...(params.session === undefined ? {} : { session: params.session }),
    document: simulated ? signedInSimulation(prescription, hello.deviceId) : prescription,
    check: params.signatures ?? (simulated ? trustsSimulatedClinician : null),
    wallMs: timeline.wallMs(),
    latestNowS: keepLatestTime(gateway.store, hello.deviceId, timeline.wallMs()),
  });
  const { verdict, constraint } = permit.decision;
  if (verdict === 'REFUSED') say(`no stimulation: ${constraint.reasons.map(({ text }) => text).join('; ')}`);
  return permit;
}

/** What has no form is not signed, and refused for its form. */
function signedInSimulation(document: unknown, deviceId: string): unknown {
  if (claimsSignature(document)) return document;
  const form = { ...(document as object), device: deviceId };
  return parsePrescription(form).kind === 'Accepted'
    ? simulatedPrescription(deviceId, form as PrescriptionDocument)
    : document;
}

function openStimulation(
  { gateway, timeline, person }: HomeStimulationParams,
  { connection, hello }: GreetedDevice,
  prescription: Prescription,
  course: NonNullable<StimulationPermit['course']>,
): Pick<HomeStimulation, 'stim' | 'reconsider'> {
  const { store } = gateway;
  const { deviceId: device } = hello;
  const nowMs = (): number => Math.max(timeline.wallMs(), 1000 * keepLatestTime(store, device, timeline.wallMs()));
  const hash = Buffer.from(prescriptionHash(prescription)).toString('hex');
  const standing = (): PrescriptionStanding => prescriptionStanding(store, { device, hash });
  const stim = stimSession({
    connection,
    device,
    course: { ...course, hostId: HOST_ID },
    prescriptionId: prescription.id,
    timeline,
    keep: (memory) => store.keepPending(device, memory),
    memory: readMemory(store.pending(device)),
    mark: store.doseMark(device)?.mark ?? null,
    mayBegin: () => standing() === 'in-force' && stillPermitted({ store, person, site: prescription.site, nowMs }),
  });
  const reconsider = (): void => {
    const now = standing();
    if (now !== 'in-force') stim.find(now);
  };
  return { stim, reconsider };
}

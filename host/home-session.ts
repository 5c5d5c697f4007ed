import { randomInt } from 'node:crypto';
import { merge, type Observable } from 'rxjs';
import { map } from 'rxjs/operators';
import type { Timeline } from '../protocol/timeline.ts';
import { type GreetedDevice, watchDevices } from './device-roster.ts';
import type { MotionBand } from './exercise-session.ts';
import type { Gateway } from './gateway.ts';
import { simulatedPrescription, trustsSimulatedClinician } from './keys/simulated-clinician.ts';
import type { Exercise } from './motion/index.ts';
import { ownExercise } from './own-exercise.ts';
import type { FeedEvent } from './screen/feed.ts';
import { type RunningSession, runSession } from './session.ts';
import type { SessionPlan } from './session-plan.ts';
import { type SteeringOutcome, type SteeringWish, steer } from './steering.ts';
import {
  claimsSignature,
  type PrescriptionDocument,
  parsePrescription,
  readMemory,
  type SignatureCheck,
} from './stim/index.ts';
import { type StimSession, stimSession } from './stim-session.ts';
import { permitStimulation, type StimulationPermit } from './stimulation-permit.ts';

export interface HomeSessionParams {
  readonly gateway: Gateway;
  readonly devices: readonly GreetedDevice[];
  readonly timeline: Timeline;
  /** Pseudonym. */
  readonly person: string;
  /** The library's; what was prescribed to the person for it is looked up. */
  readonly exercise: Exercise;
  readonly plan: Omit<SessionPlan, 'stimulation'>;
  /** A signed prescription, checked anew for each session; null where nothing is prescribed. In a simulation the simulated clinician signs. */
  readonly prescription: unknown;
  /** Whose signatures count; absent: the simulated clinician's in a simulation, else nobody's. */
  readonly signatures?: SignatureCheck;
  readonly rateHz: number;
  readonly say: (line: string) => void;
}

export interface HomeSession {
  readonly session: RunningSession;
  readonly feed$: Observable<FeedEvent>;
  /** Absent without a stim band, or when the prescription was refused. */
  readonly stim: StimSession | undefined;
  /** The person's own hand on the current: down at any time, up by rules, and how it feels. Why not is in the message. */
  steer(wish: SteeringWish): SteeringOutcome;
  close(): void;
}

/** Another one with each start of this process: a band that one host armed obeys no other. */
const HOST_ID = randomInt(1, 2 ** 32);

/** A session with the bands of a home: who wears what, whether the prescription may be delivered, and the pages' feed. */
export function beginHomeSession(params: HomeSessionParams): HomeSession {
  const { gateway, devices, timeline } = params;
  const band = usableBand(params);
  const permit = band && params.prescription !== null ? permitFor(params, band) : undefined;
  const stim = band && permit && openStimulation(params, band, permit);
  const id = gateway.newSessionId();
  const session = runSession({
    id,
    site: gateway.site,
    person: params.person,
    ...ownExercise(gateway.store, params.person, params.exercise, params.plan.purpose),
    plan: { ...params.plan, stimulation: stim !== undefined },
    bands: devices.flatMap(asBand),
    rateHz: params.rateHz,
    timeline,
    store: gateway.store,
    ...(permit ? { decision: permit.decision } : {}),
    ...(stim ? { stim } : {}),
    say: params.say,
  });
  const roster = watchDevices(devices, timeline, session.healthOf);
  const feed$ = merge(
    session.feed$,
    roster.views$.pipe(map((views): FeedEvent => ({ kind: 'devices', devices: views }))),
  );
  return {
    session,
    feed$,
    stim,
    steer: (wish) => steer({ stim, audit: gateway.store.audit, person: params.person, sessionId: id }, wish),
    close: () => {
      roster.close();
      stim?.close();
    },
  };
}

const asBand = ({ connection, placement }: GreetedDevice): MotionBand[] =>
  placement ? [{ connection, placement }] : [];

function usableBand({ devices, say }: HomeSessionParams): GreetedDevice | undefined {
  const band = devices.find(({ hello }) => hello.role === 'ROLE_STIM');
  if (band?.refused === undefined) return band;
  say(`no stimulation: ${band.refused}`);
  return undefined;
}

function permitFor(params: HomeSessionParams, { hello }: GreetedDevice): StimulationPermit {
  const { gateway, timeline, person, prescription, say } = params;
  const { simulated } = gateway.store;
  const permit = permitStimulation({
    store: gateway.store,
    hello,
    person,
    document: simulated ? signedInSimulation(prescription, hello.deviceId) : prescription,
    check: params.signatures ?? (simulated ? trustsSimulatedClinician : null),
    wallMs: timeline.wallMs(),
    latestNowS: readMemory(gateway.store.pending(hello.deviceId))?.latestNowS ?? 0,
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
  { gateway, timeline }: HomeSessionParams,
  { connection, hello }: GreetedDevice,
  { prescription, course }: StimulationPermit,
): StimSession | undefined {
  if (!prescription || !course) return undefined;
  const { store } = gateway;
  return stimSession({
    connection,
    device: hello.deviceId,
    course: { ...course, hostId: HOST_ID },
    prescriptionId: prescription.id,
    timeline,
    keep: (memory) => store.keepPending(hello.deviceId, memory),
    memory: readMemory(store.pending(hello.deviceId)),
    mark: store.doseMark(hello.deviceId)?.mark ?? null,
  });
}

import { createHash } from 'node:crypto';
import { merge, type Observable } from 'rxjs';
import { map } from 'rxjs/operators';
import type { Timeline } from '../protocol/timeline.ts';
import { type GreetedDevice, watchDevices } from './device-roster.ts';
import type { MotionBand } from './exercise-session.ts';
import type { Gateway } from './gateway.ts';
import type { Exercise } from './motion/index.ts';
import { ownExercise } from './own-exercise.ts';
import type { FeedEvent } from './screen/feed.ts';
import { type RunningSession, runSession } from './session.ts';
import type { SessionPlan } from './session-plan.ts';
import { canonicalPrescription, checkPrescription, type DoseDecision, devicePrescription } from './stim/index.ts';
import { type StimSession, stimSession } from './stim-session.ts';

export interface HomeSessionParams {
  readonly gateway: Gateway;
  readonly devices: readonly GreetedDevice[];
  readonly timeline: Timeline;
  /** Pseudonym. */
  readonly person: string;
  /** The library's; what was prescribed to the person for it is looked up. */
  readonly exercise: Exercise;
  readonly plan: Omit<SessionPlan, 'stimulation'>;
  /** A prescription document, checked anew for each session; null where nothing is prescribed. */
  readonly prescription: unknown;
  readonly rateHz: number;
  readonly say: (line: string) => void;
}

export interface HomeSession {
  readonly session: RunningSession;
  readonly feed$: Observable<FeedEvent>;
  /** Absent without a stim band, or when the prescription was refused. */
  readonly stim: StimSession | undefined;
  close(): void;
}

const DAY_MS = 86_400_000;
/** Worn pads are reckoned with in full contact until impedance says otherwise. */
const FULL_CONTACT_PERMILLE = 1000;

/** A session with the bands of a home: who wears what, whether the prescription may be delivered, and the pages' feed. */
export function beginHomeSession(params: HomeSessionParams): HomeSession {
  const { gateway, devices, timeline } = params;
  const decision = params.prescription === null ? undefined : decide(params);
  const stim = decision && openStimulation(params, decision);
  const session = runSession({
    id: gateway.newSessionId(),
    site: gateway.site,
    person: params.person,
    ...ownExercise(gateway.store, params.person, params.exercise, params.plan.purpose),
    plan: { ...params.plan, stimulation: stim !== undefined },
    bands: devices.flatMap(asBand),
    rateHz: params.rateHz,
    timeline,
    store: gateway.store,
    ...(decision ? { decision } : {}),
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
    close: () => {
      roster.close();
      stim?.close();
    },
  };
}

const asBand = ({ connection, placement }: GreetedDevice): MotionBand[] =>
  placement ? [{ connection, placement }] : [];

function decide({ gateway, timeline, person, prescription, say }: HomeSessionParams): DoseDecision {
  const wallMs = timeline.wallMs();
  const decision = checkPrescription(prescription, {
    nowS: Math.floor(wallMs / 1000),
    person,
    latestRevision: null,
    contactPermille: FULL_CONTACT_PERMILLE,
    dayUsedMs: gateway.store.doseSince(person, wallMs - DAY_MS).onTimeMs,
  });
  if (decision.verdict === 'REFUSED') {
    say(`no stimulation: ${decision.constraint.reasons.map(({ text }) => text).join('; ')}`);
  }
  return decision;
}

function openStimulation({ devices, timeline }: HomeSessionParams, decision: DoseDecision): StimSession | undefined {
  const band = devices.find(({ hello }) => hello.role === 'ROLE_STIM');
  const { prescription } = decision;
  const watched = prescription && devicePrescription(prescription);
  if (!band || !prescription || !watched || decision.verdict === 'REFUSED') return undefined;
  const prescriptionHash = hashOf(canonicalPrescription(prescription));
  const course = { prescription: watched, prescriptionHash, levelUa: prescription.levelUa };
  return stimSession({ connection: band.connection, course, prescriptionId: prescription.id, timeline });
}

/** The first eight bytes of the SHA-256: enough for band and host to know that they mean the same prescription. */
const hashOf = (text: string): Uint8Array => new Uint8Array(createHash('sha256').update(text).digest().subarray(0, 8));

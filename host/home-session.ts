import { merge, type Observable } from 'rxjs';
import { map } from 'rxjs/operators';
import { type GreetedDevice, watchDevices } from './device-roster.ts';
import type { MotionBand } from './exercise-session.ts';
import { type HomeStimulationParams, stimulationFor } from './home-stimulation.ts';
import type { Exercise } from './motion/index.ts';
import { ownExercise } from './own-exercise.ts';
import type { FeedEvent } from './screen/feed.ts';
import { type RunningSession, runSession } from './session.ts';
import type { SessionPlan } from './session-plan.ts';
import { type SteeringOutcome, type SteeringWish, steer } from './steering.ts';
import type { StimSession } from './stim-session.ts';

export interface HomeSessionParams extends HomeStimulationParams {
  /** The library's; what was prescribed to the person for it is looked up. */
  readonly exercise: Exercise;
  readonly plan: Omit<SessionPlan, 'stimulation'>;
  readonly rateHz: number;
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

/** A session with the bands of a home: who wears what, whether the prescription may be delivered, and the pages' feed. */
export function beginHomeSession(params: HomeSessionParams): HomeSession {
  const { gateway, devices, timeline } = params;
  const { decision, stim } = stimulationFor(params);
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
    steer: (wish) => steer({ stim, audit: gateway.store.audit, person: params.person, sessionId: id }, wish),
    close: () => {
      roster.close();
      stim?.close();
    },
  };
}

const asBand = ({ connection, placement }: GreetedDevice): MotionBand[] =>
  placement ? [{ connection, placement }] : [];

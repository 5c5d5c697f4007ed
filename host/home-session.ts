import { merge, type Observable } from 'rxjs';
import { map, mergeMap, share, tap } from 'rxjs/operators';
import type { Timeline } from '../protocol/timeline.ts';
import { type BandEvent, bandEvents } from './band-watch.ts';
import { type GreetedDevice, watchDevices } from './device-roster.ts';
import type { MotionBand } from './exercise-session.ts';
import { type HomeStimulationParams, stimulationFor } from './home-stimulation.ts';
import type { HostClock } from './host-moment.ts';
import { linkNews } from './link-news.ts';
import type { Exercise } from './motion/index.ts';
import { ownExercise } from './own-exercise.ts';
import type { LeftSession } from './records/left-session.ts';
import { RESET_CAUSES, signalWords } from './screen/band-words.ts';
import type { FeedEvent } from './screen/feed.ts';
import { type RunningSession, runSession } from './session.ts';
import { watchAbsence } from './session-absence.ts';
import type { SessionPlan } from './session-plan.ts';
import { leftBands, leftPlan } from './session-takeover.ts';
import { type SteeringOutcome, type SteeringWish, steer } from './steering.ts';
import type { StimSession } from './stim-session.ts';

export interface HomeSessionParams extends HomeStimulationParams {
  /** The library's; what was prescribed to the person for it is looked up. */
  readonly exercise: Exercise;
  readonly plan: Omit<SessionPlan, 'stimulation'>;
  readonly rateHz: number;
  /** Absent where nothing could go on with the session after this process. */
  readonly clock?: HostClock;
  /** What a killed gateway left open: gone on with under its own id, exercise and plan. */
  readonly left?: LeftSession;
}

export interface HomeSession {
  readonly id: string;
  readonly session: RunningSession;
  readonly feed$: Observable<FeedEvent>;
  /** Absent without a stim band, or when the prescription was refused. */
  readonly stim: StimSession | undefined;
  /** The person's own hand on the current: down at any time, up by rules, and how it feels. Why not is in the message. */
  steer(wish: SteeringWish): SteeringOutcome;
  /** A prescription came or was withdrawn. */
  reconsider(): void;
  close(): void;
}

/** A session with the bands of a home: who wears what, whether the prescription may be delivered, and the pages' feed. */
export function beginHomeSession(params: HomeSessionParams): HomeSession {
  const { gateway, devices, timeline, left, clock } = params;
  const plan = left ? leftPlan(left.start) : { ...params.plan, stimulation: true };
  const id = left?.start.id ?? gateway.newSessionId();
  const { decision, stim, reconsider = () => {} } = plan.stimulation ? stimulationFor({ ...params, session: id }) : {};
  sayWhatLacks(devices, params.say);
  const bands = devices.flatMap(asBand);
  const version = left && (left.start.movementPrescription?.version ?? 0);
  const session = runSession({
    id,
    site: gateway.site,
    person: params.person,
    ...ownExercise(gateway.store, params.person, params.exercise, plan.purpose, version),
    plan: { ...plan, stimulation: stim !== undefined },
    bands: left ? leftBands(bands, left) : bands,
    rateHz: params.rateHz,
    timeline,
    ...(clock ? { clock } : {}),
    ...(left ? { left } : {}),
    store: gateway.store,
    ...(decision ? { decision } : {}),
    ...(stim ? { stim } : {}),
    say: params.say,
  });
  const watched = watchBands(devices, timeline, session, params.say);
  const absence = watchAbsence({
    nowMs: timeline.nowMs,
    phase: () => session.plan().phase,
    sensors: params.exercise.sensors,
    say: params.say,
    giveUp: ({ name, placement }) => {
      session.note('band-given-up', { device: name, placement });
      stim?.stop();
      session.end();
    },
  });
  // Whether anybody looks at the feed or not.
  const looked = watched.feed$.subscribe((event) => {
    if (event.kind === 'devices') absence(event.devices);
  });
  return {
    id,
    session,
    feed$: merge(session.feed$, watched.feed$),
    stim,
    steer: (wish) => {
      if (wish.kind === 'again' && session.plan().waitsForPerson) {
        const message = session.askForStimulation();
        return { taken: message === '', message };
      }
      return steer({ stim, audit: gateway.store.audit, person: params.person, sessionId: id }, wish);
    },
    reconsider,
    close: () => {
      session.abandon();
      looked.unsubscribe();
      watched.close();
      stim?.close();
    },
  };
}

/** How the bands are doing, shown and, where something happened to one, kept in the session's records. */
function watchBands(
  devices: readonly GreetedDevice[],
  timeline: Timeline,
  session: RunningSession,
  say: (line: string) => void,
): { readonly feed$: Observable<FeedEvent>; close(): void } {
  const roster = watchDevices(devices, timeline, session.healthOf, ({ name, placement, trouble }) => {
    session.note('band-trouble', { device: name, placement, trouble });
    say(`the band on the ${placement} (${name}): ${signalWords(trouble)}`);
  });
  const events$ = bandEvents(devices).pipe(share());
  const restarts = events$.subscribe((event) => {
    if (event.kind !== 'restart') return;
    session.note('band-restart', event);
    say(`the band on the ${event.placement} (${event.device}) started anew: ${RESET_CAUSES[event.cause]}`);
  });
  // Shared: samples are counted since the last look.
  const devices$ = roster.views$.pipe(
    tap(linkNews(say)),
    map((views): FeedEvent => ({ kind: 'devices', devices: views })),
    share(),
  );
  return {
    feed$: merge(devices$, events$.pipe(mergeMap(shownPress))),
    close: () => {
      restarts.unsubscribe();
      roster.close();
    },
  };
}

const shownPress = (event: BandEvent): FeedEvent[] => (event.kind === 'press' ? [{ kind: 'press', press: event }] : []);

const asBand = ({ connection, hello, placement, calibration }: GreetedDevice): MotionBand[] => {
  if (!placement) return [];
  const feelsTurns = !hello.accelerometerOnly;
  return [
    { connection, placement, feelsTurns, ...(calibration?.kind === 'found' ? { calibration: calibration.found } : {}) },
  ];
};

/** A calibration that is not there as the band says is nothing to go without silently. */
function sayWhatLacks(devices: readonly GreetedDevice[], say: (line: string) => void): void {
  for (const { hello, calibration } of devices) {
    if (calibration?.kind !== 'lacking') continue;
    say(
      `The calibration of ${hello.deviceId} is not used: ${calibration.why}. Factory scale serves; calibrate it anew.`,
    );
  }
}

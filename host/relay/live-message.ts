import type { DeviceView, FeedEvent, SessionView, StimulationView } from '../screen/feed.ts';
import type { LiveMessage, LiveStimulation } from './live-schema.ts';

/** Whose session, and how its messages are told from those of the same session after a restart of the gateway. */
export interface LiveSession {
  readonly id: string;
  readonly site: string;
  readonly person: string;
  readonly simulated: boolean;
  /** When this gateway took it up, whole ms on the session's clock. */
  readonly fromMs: number;
}

export type LiveInput = {
  /** On the session's clock. */
  readonly atMs: number;
  /** UTC, ms. */
  readonly wallMs: number;
} & (
  | { readonly kind: 'told'; readonly event: FeedEvent }
  /** By the person's consent. */
  | { readonly kind: 'allowed'; readonly isAllowed: boolean }
  | { readonly kind: 'over' }
);

export interface LiveState {
  readonly session: LiveSession;
  readonly isAllowed: boolean;
  readonly isOver: boolean;
  readonly sequence: number;
  /** Not told yet. */
  readonly points: readonly Point[];
  readonly nextPointMs: number;
  readonly picture: SessionView | null;
  readonly stimulation: LiveStimulation | null;
  readonly bands: readonly Band[];
  readonly lastRep: number | null;
  /** What stood when it was last told, as JSON, and when that was. */
  readonly standing: string;
  readonly standingAtMs: number;
}

type Body<Message> = Message extends unknown
  ? Omit<Message, 'schema' | 'message_id' | 'simulated' | 'site' | 'person' | 'session_id' | 'sequence' | 't_ms' | 'at'>
  : never;
type LiveBody = Body<LiveMessage>;
type Point = Extract<LiveMessage, { kind: 'angle' }>['points'][number];
type Standing = Extract<LiveMessage, { kind: 'state' }>['state'];
type Band = Standing['bands'][number];

/** 10 points a second, two to a message: the second is on its way with the frame that brought it. */
const POINT_MS = 100;
const POINTS_A_MESSAGE = 2;
/** Messages get lost and watchers come late: what stands is told again. */
const STANDING_MS = 1000;

const STATES: Readonly<Record<StimulationView['state'], LiveStimulation['state']>> = {
  IDLE: 'off',
  ARMED: 'ready',
  RAMPING_UP: 'ramping',
  ACTIVE: 'on',
  PAUSED: 'paused',
  RAMPING_DOWN: 'ramping',
  LOCKOUT: 'off',
  FAULT: 'fault',
  UNKNOWN: 'unknown',
};
const MAY_FLOW: readonly LiveStimulation['state'][] = ['ramping', 'on', 'unknown'];

export const initialLive = (session: LiveSession): LiveState => ({
  session,
  isAllowed: false,
  isOver: false,
  sequence: 0,
  points: [],
  nextPointMs: Number.NEGATIVE_INFINITY,
  picture: null,
  stimulation: null,
  bands: [],
  lastRep: null,
  standing: '',
  standingAtMs: Number.NEGATIVE_INFINITY,
});

/** From what the patient's page is told to what is told to those who watch from afar; nothing waits but a first point for its second. */
export function stepLive(state: LiveState, input: LiveInput): [LiveState, LiveMessage[]] {
  if (state.isOver) return [state, []];
  if (input.kind === 'allowed') return allow(state, input);
  if (input.kind === 'over') return end(state, input);
  const { event } = input;
  const known = know(state, event);
  if (event.kind === 'session' && event.session.phase === 'finished') return end(known, input);
  if (!known.isAllowed) return [known, []];
  const [told, bodies] = event.kind === 'angle' ? addPoints(known, event) : [known, bodiesOf(known, event)];
  return say(...withStanding(told, bodies, input.atMs), input);
}

function allow(state: LiveState, input: Extract<LiveInput, { kind: 'allowed' }>): [LiveState, LiveMessage[]] {
  if (state.isAllowed === input.isAllowed) return [state, []];
  const { isAllowed } = input;
  const changed = { ...state, isAllowed, points: [], standing: '', standingAtMs: Number.NEGATIVE_INFINITY };
  if (isAllowed) return say(...withStanding(changed, [], input.atMs), input);
  return say(changed, [{ kind: 'end', reason: 'consent-withdrawn', stimulation: unseen(state.stimulation) }], input);
}

function end(state: LiveState, input: LiveInput): [LiveState, LiveMessage[]] {
  const over = { ...state, isOver: true };
  if (!state.isAllowed) return [over, []];
  const { stimulation } = state;
  const flows = stimulation !== null && MAY_FLOW.includes(stimulation.state);
  const last = flows ? unseen(stimulation) : stimulation;
  return say(over, [{ kind: 'end', reason: 'session-over', stimulation: last }], input);
}

/** What nobody tells any more is not known any more. */
const unseen = (stimulation: LiveStimulation | null): LiveStimulation | null =>
  stimulation && { state: 'unknown', current_ua: null, reason: 'This stream has ended.' };

function know(state: LiveState, event: FeedEvent): LiveState {
  switch (event.kind) {
    case 'session':
      return { ...state, picture: event.session };
    case 'stimulation':
      return { ...state, stimulation: stimulationOf(event.stimulation) };
    case 'devices':
      return { ...state, bands: event.devices.map(bandOf) };
    case 'rep':
      return { ...state, lastRep: event.rep.index };
    default:
      return state;
  }
}

function stimulationOf({ state, currentUa, reason }: StimulationView): LiveStimulation {
  return { state: STATES[state], current_ua: state === 'UNKNOWN' ? null : currentUa, reason };
}

function bandOf({ kind, placement, state, refused, trouble }: DeviceView): Band {
  if (refused !== undefined) return { kind, placement, trouble: 'refused' };
  return { kind, placement, trouble: state === 'up' ? (trouble?.kind ?? null) : 'away' };
}

function addPoints(state: LiveState, event: Extract<FeedEvent, { kind: 'angle' }>): [LiveState, LiveBody[]] {
  const bodies: LiveBody[] = [];
  let { nextPointMs } = state;
  let points = [...state.points];
  event.tS.forEach((tS, i) => {
    const tMs = Math.round(1000 * tS);
    if (tMs < nextPointMs) return;
    nextPointMs = POINT_MS * (Math.floor(tMs / POINT_MS) + 1);
    const angleDeg = Math.round(10 * event.angleDeg[i]!) / 10;
    points.push({ t_ms: tMs, angle_deg: angleDeg, ...(event.filled?.includes(i) ? { interpolated: true } : {}) });
    if (points.length < POINTS_A_MESSAGE) return;
    bodies.push({ kind: 'angle', points });
    points = [];
  });
  return [{ ...state, points, nextPointMs }, bodies];
}

function bodiesOf({ lastRep }: LiveState, event: FeedEvent): LiveBody[] {
  if (event.kind === 'cue') {
    const { code, measured, wanted } = event.cue;
    const figures = { measured: hundredths(measured), wanted: hundredths(wanted) };
    return [{ kind: 'verdict', rep_index: lastRep, code, ...figures, text: event.text }];
  }
  if (event.kind !== 'rep') return [];
  const { metrics: _, ...rep } = event.rep;
  return [{ kind: 'rep', rep: rep as Extract<LiveBody, { kind: 'rep' }>['rep'] }];
}

const hundredths = (value: number): number => Math.round(100 * value) / 100;

function withStanding(state: LiveState, bodies: readonly LiveBody[], atMs: number): [LiveState, readonly LiveBody[]] {
  if (state.picture === null) return [state, bodies];
  const now = standingOf(state.picture, state);
  const standing = JSON.stringify(now);
  if (standing === state.standing && atMs < state.standingAtMs + STANDING_MS) return [state, bodies];
  // First: it may say that the current has stopped.
  return [{ ...state, standing, standingAtMs: atMs }, [{ kind: 'state', state: now }, ...bodies]];
}

const standingOf = (picture: SessionView, { stimulation, bands }: LiveState): Standing => ({
  exercise: picture.exercise.id,
  phase: picture.phase,
  set: picture.set,
  sets: picture.sets,
  reps_in_set: picture.repsInSet,
  reps_per_set: picture.repsPerSet,
  target_deg: picture.targetDeg,
  stimulation,
  bands: [...bands],
});

function say(state: LiveState, bodies: readonly LiveBody[], { atMs, wallMs }: LiveInput): [LiveState, LiveMessage[]] {
  const { id, site, person, simulated, fromMs } = state.session;
  const messages = bodies.map((body, i): LiveMessage => {
    const sequence = state.sequence + i + 1;
    return {
      schema: 'limber/live/1',
      message_id: `${id}-live-${fromMs}-${sequence}`,
      simulated,
      site,
      person,
      session_id: id,
      sequence,
      t_ms: Math.max(0, Math.round(atMs)),
      at: new Date(wallMs).toISOString(),
      ...body,
    };
  });
  return [{ ...state, sequence: state.sequence + messages.length }, messages];
}

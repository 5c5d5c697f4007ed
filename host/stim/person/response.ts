import type { PersonRecord, Told } from './person-record.ts';
import { told } from './person-record.ts';

/** Pain of one session, 0 to 10, as rated; null where nobody asked. Movement: the same exercise without and with current. */
export interface SessionPain {
  readonly session: string;
  readonly restBefore: number | null;
  readonly restAfter: number | null;
  readonly movementOff: number | null;
  readonly movementOn: number | null;
  readonly exercise: string | null;
}

/** How a person responds, as far as it can be said; it informs people and never touches a limit. */
export interface ResponderEstimate {
  readonly verdict: 'too-early' | 'likely' | 'unclear' | 'unlikely';
  /** Relief in movement-evoked pain in the first full session, points; null before. */
  readonly reliefPoints: number | null;
  readonly reliefPercent: number | null;
  /** Six sessions and more with little relief: the plan is to be looked at, never the ceiling raised. */
  readonly reviewProposed: boolean;
}

/** Relief that counts: 30 % or two points of ten (shared reference on stimulation, section 3). */
const RELIEF_PERCENT = 30;
const RELIEF_POINTS = 2;
/** Below this there is little to relieve, and a point up or down says nothing. */
const PAIN_TO_RELIEVE = 3;
const REVIEW_AFTER_SESSIONS = 6;

type Pain = Told<'pain'>['document'];

const latest = (ratings: readonly Pain[], fits: (pain: Pain) => boolean): Pain | undefined =>
  ratings.filter(fits).at(-1);

/** Only ratings of one and the same exercise are compared. */
export function sessionPain(records: readonly PersonRecord[], session: string): SessionPain {
  const ratings = told(records, 'pain').flatMap(({ document }) => (document.session === session ? [document] : []));
  const at = (moment: Pain['moment']) => latest(ratings, (pain) => pain.activity === 'rest' && pain.moment === moment);
  const on = latest(ratings, (pain) => pain.activity === 'movement' && pain.stimulation);
  const off = latest(
    ratings,
    (pain) =>
      pain.activity === 'movement' && !pain.stimulation && pain.moment === 'before' && pain.exercise === on?.exercise,
  );
  return {
    session,
    restBefore: at('before')?.rating ?? null,
    restAfter: at('after')?.rating ?? null,
    movementOff: off?.rating ?? null,
    movementOn: off && on ? on.rating : null,
    exercise: off?.exercise ?? null,
  };
}

interface Relief {
  readonly fromPoints: number;
  readonly points: number;
  readonly percent: number;
}

function reliefOf({ movementOff, movementOn }: SessionPain): Relief | null {
  if (movementOff === null || movementOn === null) return null;
  const points = movementOff - movementOn;
  return { fromPoints: movementOff, points, percent: movementOff === 0 ? 0 : Math.round((100 * points) / movementOff) };
}

const isEnough = ({ points, percent }: Relief): boolean => points >= RELIEF_POINTS || percent >= RELIEF_PERCENT;

/**
 * The change of movement-evoked pain in the first full session predicts who responds (Vance 2021, PMC8049882); how well it does so for one
 * person is not known, hence words and no probability.
 * @param fullSessions ids of sessions that ran their prescribed time, oldest first
 */
export function responderEstimate(
  records: readonly PersonRecord[],
  fullSessions: readonly string[],
): ResponderEstimate {
  const reliefs = fullSessions.flatMap((session) => reliefOf(sessionPain(records, session)) ?? []);
  const first = reliefs[0];
  if (!first) return { verdict: 'too-early', reliefPoints: null, reliefPercent: null, reviewProposed: false };
  const reviewProposed =
    reliefs.length >= REVIEW_AFTER_SESSIONS && reliefs.filter(isEnough).length * 2 < reliefs.length;
  return { verdict: verdictOf(first), reliefPoints: first.points, reliefPercent: first.percent, reviewProposed };
}

function verdictOf(first: Relief): ResponderEstimate['verdict'] {
  if (first.fromPoints < PAIN_TO_RELIEVE) return 'unclear';
  if (isEnough(first)) return first.percent >= RELIEF_PERCENT ? 'likely' : 'unclear';
  return first.points >= 1 ? 'unclear' : 'unlikely';
}

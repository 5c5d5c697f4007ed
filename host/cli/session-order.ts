import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import type { Side } from '../../protocol/placement.ts';
import type { Gateway } from '../gateway.ts';
import { beginHomeSession, type HomeSession } from '../home-session.ts';
import type { CuePolicy } from '../motion/cue/cue.ts';
import { EXERCISES, type Exercise, exerciseById } from '../motion/index.ts';
import type { LeftSession } from '../records/left-session.ts';
import type { SessionChoices, SessionWish } from '../screen/feed.ts';
import type { SessionPlan } from '../session-plan.ts';
import { chooseLeft } from '../session-takeover.ts';
import { DEMONSTRATION_PRESCRIPTION, openPrescription, parsePrescription, type SignatureCheck } from '../stim/index.ts';
import { say } from './console.ts';
import type { Home } from './home.ts';

/** Which session is to be run, for whom. */
export interface SessionOrder {
  readonly exercise: Exercise;
  /** Pseudonym. */
  readonly person: string;
  readonly side?: Side | undefined;
  readonly cuePolicy: CuePolicy;
  readonly purpose?: 'demonstration' | undefined;
  /** Of one exercise, as a clinician planned it; absent, or for another: the library's. */
  readonly amounts?: { readonly of: string; readonly sets: number; readonly repsPerSet: number } | undefined;
  /** Between sets; absent: the usual rest. */
  readonly restS?: number | undefined;
  /** A signed prescription that was handed over at the start; absent: the one in force. */
  readonly prescription?: unknown;
  /** Whose signatures count. */
  readonly signatures?: SignatureCheck | undefined;
}

export const PERSON_HELP =
  'pseudonym of who exercises; real people are stimulated only by name (default: whom --prescription is for)';

export const SIDE_HELP = 'the side of the body that is exercised; the report then compares it with the other one';

export const CUES_HELP =
  'coach corrects one thing at a time; confidence, for people who fear movement, only encourages';

export const DEMONSTRATION_HELP =
  'the movement is being shown under supervision: nothing is asked or corrected; `limber prescribe` makes it the prescription';

const REST_S = 20;
/** Who moves without a name is not stimulated. */
const PERSON_UNKNOWN = 'unknown';
/** Enough to leave two out, few enough not to tire anybody; who stops earlier is waited for half a minute. */
const DEMONSTRATED_REPS = 6;

/** Whose session it is where nobody was named. */
export const onlyPerson = (simulated: boolean): string =>
  simulated ? DEMONSTRATION_PRESCRIPTION.person : PERSON_UNKNOWN;

/** @param hasPages without them nobody can ask for the stimulation of a session that is gone on with: there is none */
export function beginOrdered(
  gateway: Gateway,
  order: SessionOrder,
  home: Home,
  left?: LeftSession,
  hasPages = true,
): HomeSession {
  const isLeftOut = order.purpose === 'demonstration' || (left !== undefined && !hasPages);
  return beginHomeSession({
    gateway,
    devices: home.devices,
    timeline: home.timeline,
    person: order.person,
    exercise: order.exercise,
    plan: planOf(order),
    // Nobody is stimulated while showing a movement.
    prescription: isLeftOut ? null : prescriptionFor(gateway, order, home),
    ...(order.signatures ? { signatures: order.signatures } : {}),
    rateHz: DEFAULT_MOTION_CONFIGURATION.rateHz,
    ...(home.clock ? { clock: home.clock } : {}),
    ...(left ? { left } : {}),
    say,
  });
}

/** What a killed gateway left open and these bands can go on with; all else is closed, in words. */
export function leftFor({ store, site }: Gateway, { person }: SessionOrder, home: Home): LeftSession | undefined {
  const all = store.leftOpen();
  const bands = home.devices.map(({ placement, hello }) => [placement ?? '', hello.deviceId]);
  const { goesOn, over } = home.clock
    ? chooseLeft(all, { site, person, now: home.clock.moment(), bands: Object.fromEntries(bands) })
    : { over: all.map((left) => ({ left, why: 'its bands are not here' })) };
  for (const { left, why } of over) {
    store.closeLeft(left);
    say(`session ${left.start.id} had been cut short and does not go on: ${why}; what was stored of it is kept`);
  }
  return goesOn;
}

/** What is said at once of a session that is gone on with. */
export function goesOnWords({ start: { id, plan } }: LeftSession, hasPages: boolean): string {
  if (hasPages) return `session ${id} goes on; stimulation is off until the person starts it again`;
  if (!plan?.stimulation) return `session ${id} goes on`;
  return `session ${id} goes on; stimulation is off and stays off, for --once shows no page to start it on: the session ends with the exercise`;
}

/** The same again as what is gone on with. */
export function orderOf(before: SessionOrder, { start }: LeftSession): SessionOrder {
  const { side, cuePolicy = before.cuePolicy, purpose } = start;
  return { ...before, exercise: exerciseById(start.exercise) ?? before.exercise, side, cuePolicy, purpose };
}

/**
 * Handed over at the start; else the one that was accepted last for this person and this band, which also takes the place of an earlier
 * revision that was handed over. Nobody is stimulated unnamed.
 */
function prescriptionFor(gateway: Gateway, { prescription, person }: SessionOrder, home: Home): unknown {
  const band = home.devices.find(({ hello }) => hello.role === 'ROLE_STIM');
  const given = prescription ?? ownPrescription(home.simulated, person);
  if (given !== undefined) return (band && laterThan(gateway, given, band.hello.deviceId, person)) ?? given;
  if (band === undefined) return null;
  if (person === PERSON_UNKNOWN) {
    say('no stimulation: nobody is named (limber run --person <pseudonym>)');
    return null;
  }
  return acceptedFor(gateway, band.hello.deviceId, person);
}

/** What came since for the same person and band, with a higher revision; null: nothing. */
function laterThan({ store, stimulationRefused }: Gateway, given: unknown, device: string, person: string): unknown {
  if (stimulationRefused() !== null) return null;
  const latest = store.prescriptions.inForce({ device, person });
  const parsed = parsePrescription(openPrescription(given, null).document);
  const isLater = parsed.kind === 'Accepted' && latest !== null && latest.revision > parsed.prescription.revision;
  return isLater ? latest.document : null;
}

/** Of the simulated person, for a demonstration; what was prescribed for nobody is delivered to nobody real. */
export const ownPrescription = (simulated: boolean, person: string): unknown =>
  simulated && person === DEMONSTRATION_PRESCRIPTION.person ? DEMONSTRATION_PRESCRIPTION : undefined;

/** Records that are not what was written are not read: why there is no stimulation was said when the gateway was opened. */
function acceptedFor({ store, stimulationRefused }: Gateway, device: string, person: string): unknown {
  const refused = stimulationRefused();
  const found = refused === null ? store.prescriptions.inForce({ device, person })?.document : undefined;
  if (found === undefined) say(`no stimulation: ${refused ?? `nothing is prescribed for this person with ${device}`}`);
  return found ?? null;
}

function planOf({
  exercise,
  side: asked,
  cuePolicy,
  purpose,
  amounts,
  restS = REST_S,
}: SessionOrder): Omit<SessionPlan, 'stimulation'> {
  const side = asked ? { side: asked } : {};
  if (purpose) return { sets: 1, repsPerSet: DEMONSTRATED_REPS, restS: 0, purpose, ...side };
  const { sets, repsPerSet } = amounts?.of === exercise.id ? amounts : exercise;
  return { sets, repsPerSet, restS, cuePolicy, ...side };
}

/** The order that a wish makes of the one before, or why it can't be, in a sentence. */
export function orderFrom(before: SessionOrder, wish: SessionWish, people: readonly string[]): SessionOrder | string {
  const exercise = exerciseById(wish.exercise ?? before.exercise.id);
  if (exercise === undefined) return `There is no exercise "${wish.exercise}".`;
  const person = wish.person ?? before.person;
  if (!people.includes(person)) return `Nobody is known as "${person}" here.`;
  const { side = before.side, cuePolicy = before.cuePolicy, purpose } = wish;
  return { ...before, exercise, person, side, cuePolicy, purpose };
}

export function choicesOf(order: SessionOrder, people: readonly string[]): SessionChoices {
  const exercises = EXERCISES.map(({ id, name }) => ({ id, name }));
  const { person, exercise, side, cuePolicy } = order;
  return { people, exercises, person, exercise: exercise.id, cuePolicy, ...(side ? { side } : {}) };
}

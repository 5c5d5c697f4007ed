import { STANDARD_GRAVITY_MS2 } from '../../../protocol/units.ts';
import type { SampleBlock } from '../samples.ts';
import { angleBetween, directionOf, lengthOf, type Vector3 } from './accelerometer-model.ts';
import { type FitJudgement, judgeFit, POSES_WANTED } from './judged-fit.ts';
import { nearestDirection } from './pose-directions.ts';
import { judgeRest, REST_S, type RestingRate, type RestJudgement } from './resting-rate.ts';
import {
  type Glance,
  initialStillness,
  LOOK_S,
  type Look,
  meanOf,
  type SensorFault,
  type SensorLimits,
  type Stillness,
  stepStillness,
} from './stillness.ts';

/**
 * One sensor's way through a calibration: a stage over its samples. It takes rest where it finds it, a pose from each
 * stretch of stillness, and judges the fit anew with each pose. Whoever guides a person reads the state; whoever calibrates
 * several sensors in one holder has a course for each and waits for the slowest.
 */
export interface SensorCourse {
  readonly wants: CourseWants;
  readonly stillness: Stillness;
  /** The latest complete look. */
  readonly latest: Look | undefined;
  /** How long the sensor has been still, s. */
  readonly stillS: number;
  readonly rate: RestingRate | undefined;
  /** Why the rest that was last long enough was not taken. */
  readonly restRefused: Exclude<RestJudgement, { ok: true } | { reason: 'short' }> | undefined;
  readonly poses: readonly Pose[];
  /** The stretch of stillness, by its beginning, that has given its pose. */
  readonly spentMs: number;
  /** Undefined until a pose was taken. */
  readonly fit: FitJudgement | undefined;
  /** Looks spoiled by each fault. */
  readonly faults: Readonly<Partial<Record<SensorFault, number>>>;
  readonly looks: number;
  /** Looks in a row with the same fault. */
  readonly faulty: number;
}

export interface CourseWants {
  readonly gyro: boolean;
  readonly accelerometer: boolean;
  /** 12 to 18. */
  readonly poses: number;
}

/** Where the sensor was held: mean reading at factory scale, and the direction that was up. */
export interface Pose {
  readonly readingMs2: Vector3;
  readonly up: Vector3;
  /** Of `POSE_DIRECTIONS`, the nearest. */
  readonly nearest: number;
}

export type CourseEvent =
  | { readonly kind: 'rest'; readonly rate: RestingRate }
  | { readonly kind: 'rest-refused'; readonly why: NonNullable<SensorCourse['restRefused']> }
  | { readonly kind: 'pose'; readonly pose: Pose; readonly poses: number }
  /** A pose that is there already: the sensor must be turned further. */
  | { readonly kind: 'known-pose'; readonly pose: Pose }
  /** Still, and what it feels is not the size of gravity. */
  | { readonly kind: 'no-gravity'; readonly ms2: number }
  | { readonly kind: 'fault'; readonly fault: SensorFault };

export const ALL: CourseWants = { gyro: true, accelerometer: true, poses: POSES_WANTED };
/** A pose is the mean of so many looks, after one for settling. */
const POSE_LOOKS = 5;
const SETTLING_LOOKS = 1;
export const HOLD_S = (POSE_LOOKS + SETTLING_LOOKS) * LOOK_S;
/** Nearer ones say nearly the same. */
const APART_RAD = (15 * Math.PI) / 180;
/** More poses than this mean that something is wrong with the sensor, not with their number. */
export const POSES_MOST = 40;
const GRAVITY_SHARE = 0.2;
/** A fault is told when it lasts half a second, not when it passes. */
const FAULTY_LOOKS = 2;

export const initialCourse = (limits: SensorLimits, wants: CourseWants = ALL): SensorCourse => ({
  wants,
  stillness: initialStillness(limits),
  latest: undefined,
  stillS: 0,
  rate: undefined,
  restRefused: undefined,
  poses: [],
  spentMs: Number.NaN,
  fit: undefined,
  faults: {},
  looks: 0,
  faulty: 0,
});

export function stepCourse(state: SensorCourse, block: SampleBlock): [SensorCourse, CourseEvent[]] {
  const events: CourseEvent[] = [];
  let next = state;
  for (const glance of stepStillness(state.stillness, block)) next = takeGlance(next, glance, events);
  return [next, events];
}

export const hasRest = ({ wants, rate }: SensorCourse): boolean => !wants.gyro || rate !== undefined;

export const hasPoses = ({ wants, poses, fit }: SensorCourse): boolean =>
  !wants.accelerometer || (poses.length >= wants.poses && fit?.ok === true) || poses.length >= POSES_MOST;

export const isComplete = (course: SensorCourse): boolean => hasRest(course) && hasPoses(course);

function takeGlance(state: SensorCourse, { look, looks, fault }: Glance, events: CourseEvent[]): SensorCourse {
  const next = { ...state, latest: look, looks: state.looks + 1, stillS: looks.length * LOOK_S, faulty: 0 };
  if (fault) {
    const faulty = state.faulty + 1;
    if (faulty === FAULTY_LOOKS) events.push({ kind: 'fault', fault });
    return { ...next, faulty, faults: { ...state.faults, [fault]: (state.faults[fault] ?? 0) + 1 } };
  }
  const rested = hasRest(next) ? next : takeRest(next, looks, events);
  return hasRest(rested) && !hasPoses(rested) ? takePose(rested, looks, events) : rested;
}

function takeRest(state: SensorCourse, looks: readonly Look[], events: CourseEvent[]): SensorCourse {
  const judgement = judgeRest(looks);
  if (judgement.ok) {
    events.push({ kind: 'rest', rate: judgement.rate });
    return { ...state, rate: judgement.rate, restRefused: undefined };
  }
  if (judgement.reason === 'short') return state;
  if (state.restRefused?.reason !== judgement.reason) events.push({ kind: 'rest-refused', why: judgement });
  return { ...state, restRefused: judgement };
}

function takePose(state: SensorCourse, looks: readonly Look[], events: CourseEvent[]): SensorCourse {
  const beganMs = looks[0]?.tMs;
  if (beganMs === undefined || beganMs === state.spentMs || looks.length < POSE_LOOKS + SETTLING_LOOKS) return state;
  const next = { ...state, spentMs: beganMs };
  const readingMs2 = meanOf(looks.slice(-POSE_LOOKS), 'accMs2');
  const ms2 = lengthOf(readingMs2);
  if (Math.abs(ms2 / STANDARD_GRAVITY_MS2 - 1) > GRAVITY_SHARE) {
    events.push({ kind: 'no-gravity', ms2 });
    return next;
  }
  const up = directionOf(readingMs2);
  const pose = { readingMs2, up, nearest: nearestDirection(up) };
  const known = state.poses.findLastIndex((other) => angleBetween(other.up, up) < APART_RAD);
  if (known >= 0) {
    // The pose just taken is only being held on.
    if (known < state.poses.length - 1) events.push({ kind: 'known-pose', pose });
    return next;
  }
  const poses = [...state.poses, pose];
  events.push({ kind: 'pose', pose, poses: poses.length });
  return { ...next, poses, fit: judgeFit(poses.map((one) => one.readingMs2)) };
}

/** Whether the stretch of stillness that goes on has given what it can. */
export const hasPoseOfThisHold = ({ stillness, spentMs }: SensorCourse): boolean => stillness.looks[0]?.tMs === spentMs;

/** How much of the rest, or of the hold of the present pose, is done: 0 to 1. */
export function holdShare(course: SensorCourse): number {
  if (!hasRest(course)) return Math.min(1, course.stillS / (REST_S + LOOK_S));
  return Math.min(1, course.stillS / HOLD_S);
}

import { directionOf } from '../motion/calibration/accelerometer-model.ts';
import { mostMissing } from '../motion/calibration/pose-directions.ts';
import {
  type CourseEvent,
  hasPoseOfThisHold,
  hasPoses,
  hasRest,
  holdShare,
  type SensorCourse,
} from '../motion/calibration/sensor-course.ts';
import { coveragePicture, LEGEND } from '../tools/calibration-picture.ts';
import type { SensorProgress } from '../tools/calibration-sensor.ts';
import { eventWords } from '../tools/calibration-words.ts';
import { say } from './console.ts';
import { liveText } from './live-text.ts';

/** Tells the person what to do next: a picture that changes on a terminal, a line for each thing found elsewhere. */
export interface Guide {
  readonly tell: (index: number, event: CourseEvent) => void;
  readonly show: (progress: readonly SensorProgress[]) => void;
  end(): void;
}

const BAR = 20;

export function showGuide(names: readonly string[]): Guide {
  const onTerminal = process.stderr.isTTY === true;
  const live = liveText(process.stderr);
  let latest = '';
  if (!onTerminal) say(firstStep(names.length));
  const tell = (index: number, event: CourseEvent): void => {
    const words = `${names.length > 1 ? `${names[index]}: ` : ''}${eventWords(event)}`;
    latest = words;
    if (!onTerminal) say(words);
  };
  const show = (progress: readonly SensorProgress[]): void => {
    if (onTerminal) live.show([...screen(progress), '', latest]);
  };
  return { tell, show, end: () => (onTerminal ? live.end() : undefined) };
}

const firstStep = (bands: number): string =>
  `Lay the ${bands > 1 ? 'holder' : 'band'} down and let go for 5 s; then one side or edge after the other up, 2 s each.`;

/** The band that is least far decides what is to be done next. */
function screen(progress: readonly SensorProgress[]): string[] {
  const slowest = progress.reduce((one, other) => (posesOf(other) < posesOf(one) ? other : one));
  const { course } = slowest;
  const table = progress.length > 1 ? progress.map(line) : [];
  if (slowest.lostAtMs !== undefined)
    return [...table, `The link to ${slowest.hello.deviceId} is lost. Plug it in again: what was found is kept.`];
  if (!course) return [...table, 'Waiting for samples'];
  if (!hasRest(course)) return [...table, `1. Lay it down and let go for 5 s  ${bar(course)}  ${calmness(course)}`];
  if (hasPoses(course)) return [...table, 'Done'];
  return [...table, ...poseScreen(course)];
}

function poseScreen(course: SensorCourse): string[] {
  const ups = course.poses.map(({ up }) => up);
  const next = mostMissing(ups);
  const now = course.latest && { now: directionOf(course.latest.accMs2) };
  const aim = next ? next.name : 'any pose that is not there yet';
  return [
    `2. Lay it down with another side or edge up and let go for 2 s  ${bar(course)}  ${calmness(course)}`,
    `   Pose ${course.poses.length + 1} of ${Math.max(course.wants.poses, course.poses.length + 1)}. Next: ${aim}`,
    '',
    ...coveragePicture({ ups, ...now, ...(next ? { next: next.direction } : {}) }),
    '',
    LEGEND,
  ];
}

const posesOf = ({ course, lostAtMs }: SensorProgress): number =>
  (lostAtMs === undefined ? 0 : -2) + (course ? course.poses.length + (hasRest(course) ? 0 : -1) : -1);

const line = ({ hello, course, lostAtMs }: SensorProgress): string => {
  const state = lostAtMs !== undefined ? 'link lost' : `${course?.poses.length ?? 0} poses`;
  return `${hello.deviceId}  ${course && hasRest(course) ? 'at rest: found' : 'at rest: missing'}  ${state}`;
};

function bar(course: SensorCourse): string {
  const full = Math.round(BAR * holdShare(course));
  return `[${'#'.repeat(full)}${' '.repeat(BAR - full)}]`;
}

function calmness(course: SensorCourse): string {
  if (hasPoseOfThisHold(course)) return 'taken, turn it further';
  return course.stillS > 0 ? `still ${course.stillS.toFixed(1)} s` : 'moving';
}

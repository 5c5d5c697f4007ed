import { CORRECT, type PrescribedMovement, type PrescribeObstacle } from '../motion/demonstration.ts';
import type { RepRecord } from '../records/session-document.ts';
import type { PrescriptionRow } from './demonstrations.ts';
import { count, formatSeconds, formatTarget } from './words.ts';

const listed = (indexes: readonly number[]): string =>
  `Repetition${indexes.length === 1 ? '' : 's'} ${indexes.join(', ')}`;

/** Why a demonstration makes no prescription, and what helps. */
export function obstacleWords(obstacle: PrescribeObstacle): string {
  switch (obstacle.code) {
    case 'too-few':
      return `Only ${count(obstacle.reps, 'repetition')} left: at least ${obstacle.needed} are needed.`;
    case 'peaks-differ':
      return `The peaks differ by ± ${obstacle.deviationDeg.toFixed(1)}°, and at most ± ${obstacle.allowedDeg.toFixed(1)}° shows one movement: leave out what went wrong, or record again.`;
    case 'tempo-differs':
      return `The quickest repetition took ${formatSeconds(obstacle.shortestS)}, the slowest ${formatSeconds(obstacle.longestS)}: leave out what went wrong, or record again.`;
    case 'doubtful-sensors':
      return `${listed(obstacle.indexes)}: a sensor is in doubt. Leave out, or put the bands on anew and record again.`;
    case 'low-confidence':
      return `${listed(obstacle.indexes)}: the angle cannot be trusted enough. Leave out, or record again.`;
    case 'not-whole':
      return `${listed(obstacle.indexes)}: the angle was not recorded from start to end. Leave out.`;
  }
}

/** "71 to 84°, out 1.9 s, hold 1.0 s, back 2.0 s" */
export function movementText({ targetDeg, tempo }: Pick<PrescribedMovement, 'targetDeg' | 'tempo'>): string {
  const { outS, holdS, backS } = tempo;
  return `${formatTarget(targetDeg)}, out ${formatSeconds(outS)}, hold ${formatSeconds(holdS)}, back ${formatSeconds(backS)}`;
}

/** What stands before the movement that is to be confirmed. */
export const proposalWords = ({ reps }: PrescribedMovement): string =>
  `From ${count(reps, 'repetition')}, the exercise would ask for`;

/** What repetitions are usually enrolled as; a clinician may write anything else. */
export const USUAL_EXECUTIONS: readonly string[] = [CORRECT, 'fast', 'low-amplitude'];

/** What stands before repetitions are enrolled under a name other than "correct". */
export const enrolWords = (execution: string): string =>
  execution === ''
    ? 'Say how they were done.'
    : `Nothing is prescribed: later repetitions like these are told by the name “${execution}”.`;

/** Once repetitions were enrolled under a name other than "correct". */
export const enrolledText = (execution: string, reps: number): string =>
  `Enrolled: ${count(reps, 'repetition')} as “${execution}”.`;

/** Beside the prescription; empty where only the prescribed repetitions are enrolled. */
export const alsoEnrolledWords = ({ alsoEnrolled = [] }: Pick<PrescriptionRow, 'alsoEnrolled'>): string =>
  alsoEnrolled.length === 0 ? '' : `Told by name as well: ${alsoEnrolled.map((name) => `“${name}”`).join(', ')}.`;

/** "fast, 92 %" of a repetition whose person has repetitions enrolled; empty of any other. */
export const executionWords = ({ execution }: Pick<RepRecord, 'execution'>): string => {
  if (!execution) return '';
  return execution.name === null ? 'like none shown' : `${execution.name}, ${Math.round(100 * execution.confidence)} %`;
};

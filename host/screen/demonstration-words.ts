import type { PrescribedMovement, PrescribeObstacle } from '../motion/demonstration.ts';
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

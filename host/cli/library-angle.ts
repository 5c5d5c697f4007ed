import type { Placement } from '../../protocol/placement.ts';
import { inOrderOfTime, nominalRateHz, recordingBlocks } from '../connect/recording-blocks.ts';
import { type Exercise, exerciseById, movement } from '../motion/index.ts';
import type { Recordings } from './recordings.ts';

/** Largest minus smallest joint angle between two times, degrees; undefined where there is none. */
export type RangeOfMotion = (startS: number, endS: number) => number | undefined;

/** Of an exercise of the library whose sensors are among the recordings; undefined for any other. */
export function rangeOfMotion(name: string, recordings: Recordings<string>): RangeOfMotion | undefined {
  const exercise = exerciseById(name);
  if (!exercise?.sensors.every((placement) => recordings.has(placement))) return undefined;
  const [tS, angleDeg] = angles(exercise, recordings);
  return (startS, endS) => {
    let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < tS.length; i++) {
      if (tS[i]! < startS || tS[i]! > endS) continue;
      lowest = Math.min(lowest, angleDeg[i]!);
      highest = Math.max(highest, angleDeg[i]!);
    }
    return highest >= lowest ? highest - lowest : undefined;
  };
}

/** Time and joint angle of every sample. */
function angles(exercise: Exercise, recordings: Recordings<string>): [tS: number[], angleDeg: number[]] {
  const worn = exercise.sensors.map((placement) => [placement, recordings.get(placement)!] as const);
  const rateHz = Math.max(...worn.map(([, recording]) => nominalRateHz(recording)));
  const blocks = worn.map(([sensor, recording]) => [...recordingBlocks(recording, sensor satisfies Placement, 0)]);
  const [tS, angleDeg]: [number[], number[]] = [[], []];
  let state = movement.initial({ exercise, rateHz });
  for (const block of inOrderOfTime(blocks)) {
    const [next, events] = movement.step(state, block);
    state = next;
    for (const event of events) {
      if (event.kind !== 'angle') continue;
      event.tMs.forEach((tMs, i) => {
        tS.push(tMs / 1000);
        angleDeg.push(event.angleDeg[i]!);
      });
    }
  }
  return [tS, angleDeg];
}

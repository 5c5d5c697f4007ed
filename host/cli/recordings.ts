import { readFileSync } from 'node:fs';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Placement } from '../../protocol/placement.ts';
import { parseRecording, type Recording } from '../connect/recording.ts';
import type { Exercise } from '../motion/index.ts';

export type Recordings = ReadonlyMap<Placement, Recording>;

/** @throws LimberError recording/unreadable and those of parseRecording */
export function readRecording(file: string): Recording {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new LimberError('recording/unreadable', `${file} cannot be read: ${(cause as Error).message}.`, { cause });
  }
  return parseRecording(text, file);
}

/** @throws LimberError exercise/sensor-missing where the exercise needs a placement that is not among the files */
export function readRecordings(exercise: Exercise, files: ReadonlyMap<Placement, string>): Recordings {
  const missing = exercise.sensors.filter((placement) => !files.has(placement));
  if (missing.length > 0) {
    const toAdd = missing.map((placement) => `${placement}=file.csv`).join(',');
    const message = `${exercise.name} needs a recording of ${missing.join(' and ')}; add ${toAdd} to --sensors.`;
    throw new LimberError('exercise/sensor-missing', message);
  }
  return new Map([...files].map(([placement, file]) => [placement, readRecording(file)]));
}

/** The recordings of one session share their time axis; it begins with the first sample of any of them. */
export const originS = (recordings: Recordings): number =>
  Math.min(...[...recordings.values()].map(({ tS }) => tS[0]!));

export const durationS = (recordings: Recordings): number =>
  Math.max(...[...recordings.values()].map(({ tS, count }) => tS[count - 1]!)) - originS(recordings);

import { readFileSync } from 'node:fs';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Placement } from '../../protocol/placement.ts';
import { parseRecording, type Recording } from '../connect/recording.ts';
import type { Exercise } from '../motion/index.ts';

/** By the name of the sensor: a placement, or whatever its owner calls it. */
export type Recordings<Name extends string = Placement> = ReadonlyMap<Name, Recording>;

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
  const missing = exercise.sensors.filter((placement) => placement !== undefined && !files.has(placement));
  if (missing.length > 0) {
    const toAdd = missing.map((placement) => `${placement}=file.csv`).join(',');
    const message = `${exercise.name} needs a recording of ${missing.join(' and ')}; add ${toAdd} to --sensors.`;
    throw new LimberError('exercise/sensor-missing', message);
  }
  return readFiles(files);
}

/** @throws LimberError those of readRecording */
export function readFiles<Name extends string>(files: ReadonlyMap<Name, string>): Recordings<Name> {
  return new Map([...files].map(([name, file]) => [name, readRecording(file)]));
}

/** The recordings of one session share their time axis; it begins with the first sample of any of them. */
export const originS = (recordings: Recordings<string>): number =>
  Math.min(...[...recordings.values()].map(({ tS }) => tS[0]!));

export const durationS = (recordings: Recordings<string>): number =>
  Math.max(...[...recordings.values()].map(({ tS, count }) => tS[count - 1]!)) - originS(recordings);

import { readFileSync } from 'node:fs';
import { LimberError } from '../../protocol/limber-error.ts';
import { parseRecording, type Recording } from '../connect/recording.ts';
import { nominalRateHz, recordingBlocks } from '../connect/recording-blocks.ts';
import { resultOf } from '../motion/calibration/course-result.ts';
import {
  type CourseWants,
  initialCourse,
  isComplete,
  type SensorCourse,
  stepCourse,
} from '../motion/calibration/sensor-course.ts';
import { findings } from '../tools/calibration-outcome.ts';
import { eventWords, refusalWords, resultLines } from '../tools/calibration-words.ts';
import { printJson, say } from './console.ts';

/** What a calibration would have made of a recording: nothing is stored. @throws LimberError calibrate/refused, recording/… */
export function calibrateRecording(file: string, wants: CourseWants, json: boolean): void {
  const recording = parseRecording(readText(file), file);
  const course = followed(recording, wants, json ? () => {} : say);
  const result = resultOf(course);
  if (json)
    printJson({
      in: file,
      calibrated: result.refused.length === 0,
      ...findings(result),
      reasons: result.refused.map(refusalWords),
    });
  else for (const line of resultLines(result)) say(line);
  if (result.refused.length > 0) throw new LimberError('calibrate/refused', result.refused.map(refusalWords).join(' '));
}

function followed(recording: Recording, wants: CourseWants, tell: (line: string) => void): SensorCourse {
  // A recording does not say its range: only a sensor that stays at one value is found out.
  const limits = {
    rateHz: nominalRateHz(recording),
    accMs2: Number.POSITIVE_INFINITY,
    gyroRadS: Number.POSITIVE_INFINITY,
  };
  let course = initialCourse(limits, wants);
  for (const block of recordingBlocks(recording, 'hand', recording.tS[0]!)) {
    const [next, events] = stepCourse(course, block);
    course = next;
    for (const event of events) if (event.kind !== 'fault') tell(eventWords(event));
    if (isComplete(course)) break;
  }
  return course;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new LimberError('recording/unreadable', `${file} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}

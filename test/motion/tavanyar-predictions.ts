/**
 * Writes what the movement stage finds on the Tavanyar development sessions, for score_tavanyar.py.
 * Usage: npx node test/motion/tavanyar-predictions.ts predictions.json
 */
import { writeFileSync } from 'node:fs';
import { followMovement } from './follow.ts';
import { interleave } from './recording.ts';
import { dataSet } from './reference-data.ts';
import { readTavanyar, rowAt, TAVANYAR_EXERCISES, type TavanyarSession } from './tavanyar.ts';

export interface Prediction {
  readonly exercise: number;
  readonly execution: number;
  readonly start: number;
  readonly end: number;
}

export function predict(session: TavanyarSession): Prediction[] {
  const { reps } = followMovement(TAVANYAR_EXERCISES[session.exercise]!, interleave(session.recordings));
  return reps.map(({ rep }) => ({
    exercise: session.exercise,
    execution: 0,
    start: rowAt(session, rep.startMs),
    end: rowAt(session, rep.endMs),
  }));
}

const folder = import.meta.main ? dataSet('tavanyar') : undefined;
if (folder) {
  const predictions = Object.fromEntries(readTavanyar(folder).map((session) => [session.id, predict(session)]));
  writeFileSync(process.argv[2] ?? 'predictions.json', JSON.stringify(predictions));
  for (const [id, found] of Object.entries(predictions)) console.log(id, found.length);
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Placement } from '../../protocol/placement.ts';
import type { Exercise } from '../motion/index.ts';
import { sensorsOf } from '../motion/joint/exercise-angle.ts';
import { liveSamplesCsv } from '../records/samples/samples-csv.ts';
import type { Archive } from '../records/store.ts';
import { type EnrolledFrom, enrolmentOf, keptReps } from '../stored-enrolment.ts';
import { badArgument } from './bad-argument.ts';

/** One entry of templates.json, as `limber analyse reps --templates` reads it. */
interface TemplateEntry {
  readonly exercise: string;
  readonly execution: string;
  readonly person: string;
  readonly sensors: Readonly<Record<string, string>>;
  readonly start_s: number;
  readonly end_s: number;
}

/**
 * Writes templates.json of a person's enrolled repetitions of an exercise, and the samples of the demonstrations beside it.
 * @returns how many repetitions
 * @throws LimberError cli/bad-argument where nothing is prescribed
 */
export function writeEnrolment(archive: Archive, person: string, exercise: Exercise, folder: string): number {
  const inForce = archive.movementPrescriptions(person, exercise.id).at(-1);
  if (!inForce) throw badArgument(`Nothing was prescribed to ${person} from a demonstration of ${exercise.name}.`);
  mkdirSync(folder, { recursive: true });
  const entries = enrolmentOf(archive, inForce).flatMap((from) => entriesOf(archive, exercise, from, folder));
  writeFileSync(join(folder, 'templates.json'), `${JSON.stringify(entries, null, 2)}\n`);
  return entries.length;
}

function entriesOf(archive: Archive, exercise: Exercise, from: EnrolledFrom, folder: string): TemplateEntry[] {
  const { execution, sessionId, leftOut } = from;
  const document = archive.session(sessionId);
  const sensors = Object.fromEntries(
    sensorsOf(exercise).map((sensor) => [sensor, writeSamples(archive, sessionId, sensor, folder)]),
  );
  const { person } = document.session;
  return keptReps(document, leftOut).map(({ start_s, end_s }) => {
    return { exercise: exercise.id, execution, person, sensors, start_s, end_s };
  });
}

function writeSamples(archive: Archive, sessionId: string, sensor: Placement, folder: string): string {
  const file = `${sessionId}-${sensor}.csv`;
  writeFileSync(join(folder, file), [...liveSamplesCsv(archive.rawSamples(sessionId, sensor), sensor)].join(''));
  return file;
}

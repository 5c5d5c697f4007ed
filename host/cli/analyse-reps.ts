import { Command } from 'commander';
import { PLACEMENTS, type Placement } from '../../protocol/placement.ts';
import { measured } from '../motion/metrics/measure.ts';
import type { TemplatedRep } from '../motion/templates/templated-rep.ts';
import { readNamedFiles } from './arguments.ts';
import { badArgument } from './bad-argument.ts';
import { say } from './console.ts';
import { doubtLines } from './doubt-lines.ts';
import { exerciseNamed } from './exercise.ts';
import { withExamples } from './help.ts';
import { rangeOfMotion } from './library-angle.ts';
import { EXERCISE_HELP, movementEvents, RECORDED } from './movement-events.ts';
import { readFiles } from './recordings.ts';
import { liveRepDocument, type RepDocument, templatedRepDocument } from './rep-document.ts';
import { writeResult } from './result-file.ts';
import { templatedReps } from './templated-analysis.ts';
import { readTemplates } from './templates-file.ts';

export interface RepsOptions {
  readonly exercise?: string;
  readonly sensors: ReadonlyMap<string, string>;
  readonly templates?: string;
  readonly person?: string;
  readonly out: string;
}

const TEMPLATES_HELP = 'JSON list of {exercise, execution, person, sensors: {name: file.csv}, start_s, end_s}';

export function repsCommand(): Command {
  const command = new Command('reps')
    .summary('repetitions of a recorded session')
    .requiredOption(
      '--sensors <list>',
      'name=file.csv for each sensor; without --templates names are placements',
      readNamedFiles,
    )
    .option('--exercise <id>', `${EXERCISE_HELP}; with --templates one of theirs`)
    .option('--templates <file>', `enrolled repetitions to tell exercise and execution by: ${TEMPLATES_HELP}`)
    .option('--person <id>', 'whose session it is: templates of this person are their own')
    .requiredOption('--out <file>', 'JSON to write')
    .action(analyseReps);
  return withExamples(command, [
    `limber analyse reps ${RECORDED} --out reps.json`,
    'limber analyse reps --sensors u1=a.csv,u2=b.csv --templates templates.json --person p7 --out reps.json',
  ]);
}

function analyseReps(options: RepsOptions): void {
  const reps = options.templates === undefined ? liveReps(options) : repsByTemplates(options, options.templates);
  writeResult(options.out, `${JSON.stringify(reps, null, 2)}\n`);
  doubtLines(reps).forEach(say);
  say(`${reps.length} repetitions written to ${options.out}`);
}

/** Exactly what a live session would have found. */
function liveReps({ exercise: id, sensors, out }: RepsOptions): RepDocument[] {
  if (id === undefined)
    throw badArgument('Repetitions are found by --exercise <id> or by --templates <file>; give one.');
  const exercise = exerciseNamed(id);
  const events = [...movementEvents({ exercise: id, sensors: placed(sensors), out })];
  return events.filter((event) => event.kind === 'rep').map(({ rep }) => liveRepDocument(rep, exercise));
}

function placed(sensors: RepsOptions['sensors']): ReadonlyMap<Placement, string> {
  const isPlacement = (name: string): boolean => (PLACEMENTS as readonly string[]).includes(name);
  const other = [...sensors.keys()].find((name) => !isPlacement(name));
  if (other !== undefined) {
    throw badArgument(`"${other}" is no placement; without --templates sensors are named ${PLACEMENTS.join(', ')}.`);
  }
  return sensors as ReadonlyMap<Placement, string>;
}

/**
 * What the enrolled repetitions in a file find in recordings. The range of motion is that of the joint where the library has
 * the exercise and its sensors are worn, that of the sensor that moved most otherwise.
 */
export function repsByTemplates({ exercise, sensors, person }: RepsOptions, file: string): RepDocument[] {
  const enrolled = readTemplates(file, [...sensors.keys()], person);
  const named = enrolled.filter((rep) => rep.exercise === exercise);
  if (exercise !== undefined && named.length === 0) say(`No template is of "${exercise}"; all of them are looked for.`);
  const recordings = readFiles(sensors);
  const completed = templatedReps(recordings, named.length > 0 ? named : enrolled);
  const exercises = new Set(completed.map(({ rep }) => rep.exercise));
  const ranges = new Map([...exercises].map((name) => [name, rangeOfMotion(name, recordings)]));
  return completed.map(({ rep, doubts }) => {
    const romDeg = ranges.get(rep.exercise)?.(rep.startS, rep.endS);
    return templatedRepDocument(romDeg === undefined ? rep : withRange(rep, romDeg), doubts);
  });
}

const withRange = (rep: TemplatedRep, romDeg: number): TemplatedRep => ({
  ...rep,
  romDeg,
  metrics: {
    ...rep.metrics,
    romDeg: measured(romDeg, rep.metrics.romDeg.value === null ? 0 : rep.metrics.romDeg.sigma),
  },
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { SIDES, type Side } from '../../protocol/placement.ts';
import { EXERCISES, type Exercise } from '../motion/index.ts';
import { tempoSentence } from '../screen/exercise-words.ts';
import { movementSvg, placementSvg } from '../screen/figure/figure-svg.ts';
import { formatTarget } from '../screen/words.ts';
import { printJson, say } from './console.ts';
import { withExamples } from './help.ts';

interface ExercisesOptions {
  readonly json?: true;
  readonly pictures?: string;
  readonly side: Side;
}

export function exercisesCommand(): Command {
  const command = new Command('exercises')
    .summary('the exercises there are, with bands, target and tempo')
    .description('Lists the exercise library; draws its pictures where asked to.')
    .option('--json', 'print the whole library as JSON')
    .option('--pictures <dir>', 'write two SVG pictures of each exercise: where the bands sit, how it is done')
    .addOption(new Option('--side <side>', 'which side the pictures show').choices(SIDES).default('right'))
    .action(listExercises);
  return withExamples(command, ['limber exercises', 'limber exercises --json', 'limber exercises --pictures handout']);
}

function listExercises({ json, pictures, side }: ExercisesOptions): void {
  if (json) printJson(EXERCISES);
  else if (pictures === undefined) process.stdout.write(`${listing().join('\n')}\n`);
  if (pictures !== undefined) {
    mkdirSync(pictures, { recursive: true });
    for (const exercise of EXERCISES) writePictures(pictures, exercise, side);
    say(`${2 * EXERCISES.length} pictures are in ${pictures}`);
  }
}

function writePictures(folder: string, exercise: Exercise, side: Side): void {
  writeFileSync(join(folder, `${exercise.id}-bands.svg`), placementSvg(exercise, side));
  writeFileSync(join(folder, `${exercise.id}.svg`), movementSvg(exercise, side));
}

const HEAD = ['exercise', 'part', 'bands', 'target', 'tempo'];

function listing(): string[] {
  const rows = [HEAD, ...EXERCISES.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}

const cellsOf = (exercise: Exercise): string[] => [
  exercise.id,
  exercise.region,
  exercise.sensors.join(', '),
  formatTarget(exercise.targetDeg),
  tempoSentence(exercise),
];

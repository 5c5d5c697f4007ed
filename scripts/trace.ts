import { type Hazard, readHazards, riskFileErrors } from './risk/hazards.ts';
import { stimulationTests } from './risk/stimulation-tests.ts';

/** `npm run trace`: the matrix from hazard to test, and what breaks it. */

function matrix(hazards: readonly Hazard[]): string[] {
  return hazards.flatMap(({ id, hazard, cause, harm, severity, controls }) => [
    `${id} ${hazard} (${severity}: ${harm})`,
    `     cause: ${cause}`,
    ...controls.flatMap(({ requirement, text, covers, tests }) => [
      `  ${requirement} ${text}${covers.length > 0 ? ` [${covers.join(' ')}]` : ''}`,
      ...tests.map((test) => `        ${test}`),
    ]),
    '',
  ]);
}

const hazards = readHazards();
const errors = riskFileErrors(hazards, stimulationTests());
const controls = hazards.flatMap((hazard) => hazard.controls);
const tests = new Set(controls.flatMap((control) => control.tests));
process.stdout.write(`${matrix(hazards).join('\n')}\n`);
process.stdout.write(
  `${hazards.length} hazards, ${controls.length} requirements, ${tests.size} test files, ${errors.length} errors\n`,
);
for (const error of errors) process.stdout.write(`  ${error}\n`);
if (errors.length > 0) process.exitCode = 1;

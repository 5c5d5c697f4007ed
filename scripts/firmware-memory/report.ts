import { readFileSync } from 'node:fs';
import { bundlePath } from '../../firmware/build/build.ts';
import { MOST_VARIABLES, memoryRows, memoryTable, totalOf } from './memory.ts';

/** The last step of `npm run firmware`: what the motion release takes of a Puck.js, and a refusal where that is too much. */
const rows = memoryRows(readFileSync(bundlePath('motion'), 'utf8'));
for (const line of memoryTable(rows)) console.log(line);
const excess = totalOf(rows) - MOST_VARIABLES;
if (excess > 0) {
  console.error(`motion-release.js takes ${excess} variables of a Puck.js more than its ${MOST_VARIABLES}`);
  process.exitCode = 1;
}

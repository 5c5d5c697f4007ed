import { readFileSync } from 'node:fs';
import { partPath } from '../../firmware/build/band-parts.ts';
import { bundlePath } from '../../firmware/build/build.ts';
import { writeTable } from '../../firmware/build/readme-table.ts';
import { logRows, MOST_VARIABLES, memoryRows, totalOf } from './memory.ts';
import { memoryMarkdown, memoryTable } from './memory-table.ts';

/** The last step of `npm run firmware`: what the motion release takes of a Puck.js, and a refusal where that is too much. */
const code = readFileSync(bundlePath('motion'), 'utf8');
const rows = memoryRows(code);
const logging = logRows(code, readFileSync(partPath('log'), 'utf8'));
for (const line of memoryTable(rows, logging)) console.log(line);
writeTable('memory', memoryMarkdown(rows, logging));
const excess = totalOf(rows) - MOST_VARIABLES;
if (excess > 0) {
  console.error(`motion-release.js takes ${excess} variables of a Puck.js more than its ${MOST_VARIABLES}`);
  process.exitCode = 1;
}

/**
 * `limber sim --serve <way>` with a witness: `node watched-bands.ts <way> <seed> <speed>` prints its one line, and then one for each
 * change of the current that flows through the skin, in uA, with what was delivered up to then.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pace } from '../../host/cli/pace.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { type ServedBy, serveWorld } from '../../sim/serve-world.ts';

const [way, seed, speed] = process.argv.slice(2);
const WITNESS_MS = 20;

let isOver = false;
process.on('SIGTERM', () => {
  isOver = true;
});
const folder = mkdtempSync(join(tmpdir(), 'limber-watched-'));
const clock = createVirtualClock(Date.now());
const plan = { clock, seed: Number(seed), speed: Number(speed), folder, serve: way as ServedBy };
const { close, currentUa, delivered, ...reached } = await serveWorld(plan);
const tell = (said: object): void => void process.stdout.write(`${JSON.stringify(said)}\n`);
tell(reached);
let flowsUa = 0;
clock.every(WITNESS_MS, () => {
  if (currentUa() === flowsUa) return;
  flowsUa = currentUa();
  tell({ flowsUa, atMs: Math.round(clock.nowMs()), ...delivered() });
});
await pace(clock, Number(speed), () => isOver).finally(close);
rmSync(folder, { recursive: true, force: true });

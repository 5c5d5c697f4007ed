import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtBundle } from './bench-band.ts';

/**
 * What one sample costs a real interpreter from FIFO to radio: status and block read, frame written in its place of the ring, handed to the
 * radio. Unit: one turn of an empty `for` of the same interpreter. Bus and radio are stubs, whose own cost is measured and taken off;
 * each figure is the least of many batches, for other programs only ever add.
 */
const ESPRUINO = process.env.ESPRUINO;
const MOST_TURNS = 8;
const SHIM = readFileSync(new URL('board-shim.espruino.txt', import.meta.url), 'utf8');

const BOARDS = [
  { board: 'PUCKJS', samples: 3, identity: 0x6a, blockBytes: 36, status: [18, 0, 0] },
  { board: 'XIAOBLE', samples: 9, identity: 0x6a, blockBytes: 108, status: [54, 0, 0] },
  { board: 'JOLTJS', samples: 9, identity: 0x6c, blockBytes: 126, status: [18, 0] },
  { board: 'BANGLEJS2', samples: 9, identity: 0x15, blockBytes: 54, status: [54] },
] as const;

function script({ board, samples, identity, blockBytes, status }: (typeof BOARDS)[number], bundle: string): string {
  const shim = SHIM.replace('SHIM_BOARD', `'${board}'`).replace('SHIM_CRYPTO', '{}').replace('SHIM_FILES', '{}');
  return `
var realTime = getTime, native = E.kickWatchdog, place = E.mapInPlace;
${shim}
getTime = realTime;
E.mapInPlace = place;
NRF.updateServices = native;
var stubStatus = new Uint8Array(${JSON.stringify(status)}), stubBlock = new Uint8Array(${blockBytes});
stubBlock[0] = 8;
var stub = function (register, quantity) { return quantity > 3 ? stubBlock : stubStatus; };
shimRead = function (register, quantity) { return register === 15 ? [${identity}] : stub(register, quantity); };
Puck.accelRd = shimRead;
var Bangle = { accelRd: shimRead, accelWr: function () {} };
I2C1.readReg = { bind: function () { return shimRead; } };
${bundle}
shim.on.connect();
var pump = null;
shim.timers.forEach(function (timer) { if (timer.repeats && timer.ms < 200) pump = timer.f; });
var path = 1e9, stubs = 1e9, turn = 1e9, from, i;
for (var batch = 0; batch < 60; batch++) {
  from = realTime(); for (i = 0; i < 40; i++) pump(); path = Math.min(path, (realTime() - from) / 40);
  from = realTime(); for (i = 0; i < 40; i++) { shimRead(1, 2); shimRead(1, 50); } stubs = Math.min(stubs, (realTime() - from) / 40);
  from = realTime(); for (i = 0; i < 300; i++) {} turn = Math.min(turn, (realTime() - from) / 300);
}
print('TURNS ' + (path - stubs + turn) / turn / ${samples});
`;
}

function turnsFor(plan: (typeof BOARDS)[number], bundle: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'limber-cost-'));
  try {
    writeFileSync(join(folder, 'cost.js'), script(plan, bundle));
    const output = execFileSync(ESPRUINO!, ['cost.js'], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
    return Number(/TURNS ([\d.]+)/.exec(output)?.[1]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each(BOARDS)(`a sample costs $board at most ${MOST_TURNS} empty turns of a loop`, async (plan) => {
  if (!ESPRUINO) {
    console.log('skipped: ESPRUINO names no interpreter');
    return;
  }
  const turns = turnsFor(plan, await builtBundle('motion'));
  console.log(`${plan.board}: ${turns.toFixed(1)} turns a sample`);
  expect(turns).toBeLessThanOrEqual(MOST_TURNS);
});

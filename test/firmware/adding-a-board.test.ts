import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bundleFirmware } from '../../firmware/build/bundle.ts';
import { findUnsupported } from '../../firmware/build/syntax-gate.ts';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { createAir, HOME_AIR } from '../../sim/air.ts';
import { BOARD_KINDS } from '../../sim/board/board-kinds.ts';
import { createFlash } from '../../sim/board/flash.ts';
import { createBoard } from '../../sim/board/simulated-board.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { seededRandom } from '../../sim/random.ts';
import { SEED } from '../seeded.ts';
import { ROOT } from '../source-files.ts';

/** A copy of the firmware with one more board: a file beside the others, and its line in the table. */
async function bundleWithBadge(): Promise<string> {
  const copy = mkdtempSync(join(tmpdir(), 'limber-board-'));
  onTestFinished(() => rmSync(copy, { recursive: true }));
  for (const folder of ['firmware', 'protocol']) cpSync(join(ROOT, folder), join(copy, folder), { recursive: true });
  const boards = join(copy, 'firmware/boards');
  const model = readFileSync(join(boards, 'jolt.ts'), 'utf8');
  writeFileSync(join(boards, 'badge.ts'), model.replaceAll('jolt', 'badge').replace("'JOLTJS'", "'BADGE'"));
  const table = readFileSync(join(boards, 'boards.ts'), 'utf8');
  const grown = table.replace('[puck(), ', '[badge(), puck(), ');
  writeFileSync(join(boards, 'boards.ts'), `import { badge } from './badge.ts';\n${grown}`);
  return bundleFirmware(join(copy, 'firmware/motion-band.ts'), {
    FIRMWARE_VERSION: '"0.0.0"',
    FIRMWARE_HASH: '0',
    DEVELOPMENT: 'false',
  });
}

test('a new board is one file and one line of the table: the firmware builds, runs on it and streams', async () => {
  const bundle = await bundleWithBadge();
  expect(findUnsupported(bundle)).toEqual([]);
  const clock = createVirtualClock();
  const air = createAir('badge', clock, { ...HOME_AIR, lossShare: 0 }, seededRandom(SEED));
  const still = { readRaw: (_: number, into: Int16Array) => into.set([0, 0, 0, 0, 0, 8197]) };
  const kind = { ...BOARD_KINDS.jolt, environment: 'BADGE' };
  air.attach(
    createBoard({
      bundle,
      board: kind,
      clock,
      seed: SEED,
      flash: createFlash(kind.flashBytes),
      radio: air,
      imu: still,
    }),
  );
  const connection = connectDevice(air.link);
  let samples = 0;
  connection.messages$.subscribe((message) => {
    if (message.kind === 'motion') samples += message.frame.sampleCount;
  });
  clock.advanceBy(12_000);
  expect(connection.hello()).toMatchObject({ board: 'badge', role: 'ROLE_MOTION', payloadBytes: 128 });
  expect(samples).toBeGreaterThan(900);
});

import { expect, test } from 'vitest';
import { createFlash } from '../../sim/board/flash.ts';
import { createBoard } from '../../sim/board/simulated-board.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { SEED } from '../seeded.ts';
import { builtBundle } from './bench-band.ts';
import { ESPRUINO, playTape } from './on-espruino.ts';
import { newTape, recordGlobals, type Tape } from './tape.ts';

/**
 * Where ESPRUINO names an interpreter, every test of a band on the bench (bench-band.ts) is played on it afterwards. Here: that the tape
 * holds what passed, and that the player finds every difference.
 */
async function recordedBand(): Promise<{ readonly code: string; readonly tape: Tape }> {
  const bundle = await builtBundle('motion');
  const clock = createVirtualClock();
  let tape: Tape | undefined;
  let ran = '';
  const board = createBoard({
    bundle,
    board: 'puck',
    clock,
    seed: SEED,
    flash: createFlash(40_000),
    radio: { notify: () => {} },
    imu: { readRaw: (_, into) => into.set([100, -200, 300, 0, 0, 8197]) },
    watch: (code, globals) => {
      ran = code;
      tape = newTape(globals);
      return recordGlobals(globals, tape);
    },
  });
  clock.advanceTo(500);
  board.connect();
  clock.advanceTo(4000);
  return { code: ran, tape: tape! };
}

const isFrame = (line: string): boolean => line.startsWith('NRF.updateServices') && line.includes('6c690003-');

test('the tape holds every frame', async () => {
  const { tape } = await recordedBand();
  expect(tape.lines.filter(isFrame).length).toBeGreaterThan(100);
  expect(tape.lines.filter((line) => line === '<')).toHaveLength(
    tape.lines.filter((line) => line.startsWith('>')).length,
  );
});

const onRealOne = ESPRUINO ? test : test.skip;
if (!ESPRUINO) console.log('the firmware runs in a vm only: ESPRUINO names no interpreter');

onRealOne('a real interpreter asks its board for the same, byte for byte', async () => {
  const { code, tape } = await recordedBand();
  expect((await playTape(code, tape)).verdict).toMatch(/^same \d{3}$/);
});

onRealOne('one bit of one sample makes a difference that is found', async () => {
  const { code, tape } = await recordedBand();
  const frame = tape.lines.findLastIndex(isFrame);
  const at = tape.lines.findLastIndex((line, i) => i < frame && line.startsWith('Puck.accelRd 62 '));
  const bytes = Buffer.from(tape.lines[at + 1]!.slice(1), 'base64');
  bytes[7]! ^= 1;
  tape.lines[at + 1] = `b${bytes.toString('base64')}`;
  expect((await playTape(code, tape)).verdict).toMatch(/^line \d+: asked NRF.updateServices/);
});

onRealOne('a call that is left out is found', async () => {
  const { code, tape } = await recordedBand();
  tape.lines.splice(tape.lines.findLastIndex(isFrame), 2);
  expect((await playTape(code, tape)).verdict).toMatch(/^line \d+: asked NRF.updateServices/);
});

import { expect, test } from 'vitest';
import { createFlash } from '../../sim/board/flash.ts';
import { logPart } from './log-bench.ts';
import { connect, motionBand } from './motion-bench.ts';

/** Of a LogState among the messages of the status channel: its tag, behind the head of a packet. */
const LOG_STATE_TAG = 26;

test.each([true, false])('that a band has a log (%s) is told once to whoever connects', async (logs) => {
  const flash = createFlash(40_000);
  flash.put('limber.rec', await logPart());
  const band = await motionBand('puck', { flash });
  if (logs) band.board.pressButton();
  band.clock.advanceBy(8000);
  connect(band);
  band.clock.advanceBy(3000);
  const told = band.packets.filter(({ channel, bytes }) => channel === 'status' && bytes[1] === LOG_STATE_TAG);
  expect(band.board.console).toEqual([]);
  expect(told).toHaveLength(logs ? 1 : 0);
});

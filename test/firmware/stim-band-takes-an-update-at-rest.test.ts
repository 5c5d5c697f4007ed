import { expect, test } from 'vitest';
import { fitsBandTag, type TaggedKind, taggedPayload } from '../../host/connect/link-tag.ts';
import { manifestOf } from '../../host/tools/firmware-image.ts';
import { PIECE_BYTES_MAX } from '../../protocol/firmware-manifest.ts';
import { decodeStatusMessage, type UpdateState } from '../../protocol/message.ts';
import { createFlash } from '../../sim/board/flash.ts';
import { SEED } from '../seeded.ts';
import { KEY_FILES, LINK_KEY } from './bench-band.ts';
import { flashes, greetedBand, PRESCRIBED, prescribe, type StimBench, startStimulation } from './stim-bench.ts';
import { flashedFiles, imageOf } from './update-bench.ts';

const IMAGE = imageOf('//'.padEnd(3000, 'limber '), '9.9.9', 'stim');

/** With the service in flash and a slot to write to; the firmware that runs is the simulator's own. */
async function servedBand(): Promise<StimBench> {
  const { '.bootcde': _, ...files } = await flashedFiles('x');
  return greetedBand(SEED, createFlash(1_000_000, { ...files, ...KEY_FILES }));
}

/** What the band said last of the update. */
function updateState({ packets }: StimBench): UpdateState | undefined {
  for (const { channel, bytes } of packets.toReversed()) {
    const content = channel === 'status' ? decodeStatusMessage(bytes.subarray(1, bytes.length - 4)) : undefined;
    if (content?.ok && content.value.kind === 'update') return content.value.update;
  }
  return undefined;
}

/** Numbers above what the bench gives the session's commands. */
let number = 1000;
function tagged(band: StimBench, kind: TaggedKind, body: Uint8Array): number {
  const { salt } = band.hellos.at(-1)!;
  number++;
  band.writeMessage(band.seal({ kind, payload: taggedPayload(kind, number, body, LINK_KEY, salt) }, number));
  band.clock.advanceBy(300);
  return number;
}
function send(
  band: StimBench,
  kind: 'UPDATE_DATA' | 'UPDATE_END',
  at = 0,
  payload: Uint8Array = new Uint8Array(0),
): void {
  number++;
  band.writeMessage(band.seal({ kind, sequenceFrom: at, payload }, number));
  band.clock.advanceBy(kind === 'UPDATE_END' ? 2000 : 100);
}

function bring(band: StimBench): void {
  tagged(band, 'UPDATE_BEGIN', manifestOf(IMAGE));
  // As a host does: the next piece once the band says that it has the one before.
  for (let at = 0; at < IMAGE.bytes.length; at += PIECE_BYTES_MAX) {
    send(band, 'UPDATE_DATA', at, IMAGE.bytes.subarray(at, at + PIECE_BYTES_MAX));
    band.clock.runUntil(() => updateState(band)!.receivedBytes > at, band.clock.nowMs() + 2000);
  }
}

test('a whole image comes in piece by piece; nothing is armed meanwhile; a press installs it', async () => {
  const band = await servedBand();
  prescribe(band);
  const beganMs = band.clock.nowMs();
  bring(band);
  console.log(
    `update of a stim band: ${Math.round((1000 * IMAGE.bytes.length) / (band.clock.nowMs() - beganMs))} bytes/s`,
  );
  expect(updateState(band)).toMatchObject({ phase: 'RECEIVING', receivedBytes: IMAGE.bytes.length });
  band.command(PRESCRIBED);
  band.clock.advanceBy(600);
  expect(band.frame().state).toBe('IDLE');
  expect(band.acknowledgements.at(-1)).toMatchObject({ result: 'REFUSED', reason: 'WRONG_STATE' });
  send(band, 'UPDATE_END');
  expect(updateState(band)).toMatchObject({ phase: 'AWAITING_PRESS' });
  expect(flashes(band)).toEqual(['red+green', 'red+green', 'red+green', 'red+green']);
  const resets = band.board.resets.length;
  band.board.pressButton();
  band.clock.advanceBy(2000);
  expect(band.board.resets.length).toBe(resets + 1);
  expect(band.board.output!.pulses()).toBe(0);
});

test('an image that nobody confirms is left, and the band stimulates as before', async () => {
  const band = await servedBand();
  prescribe(band);
  bring(band);
  send(band, 'UPDATE_END');
  band.clock.advanceBy(90_000);
  expect(updateState(band)).toMatchObject({ phase: 'UPDATE_REFUSED', reason: 'NOT_CONFIRMED' });
  startStimulation(band);
  band.keepAlive(1500);
  expect(band.board.currentUa()).toBeGreaterThan(0);
});

test('HEALTHY is answered with a proof that only who has the key can make', async () => {
  const band = await servedBand();
  const challenge = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);
  const counter = tagged(band, 'HEALTHY', challenge);
  const { result, proof } = band.acknowledgements.at(-1)!;
  expect(result).toBe('DONE');
  expect(fitsBandTag(counter, challenge, LINK_KEY, band.hellos.at(-1)!.salt, proof)).toBe(true);
});

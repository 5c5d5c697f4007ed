import { describe, expect, test } from 'vitest';
import { PROTOCOL_VERSION } from '../../protocol/message.ts';
import { decodeMotionFrame, type MotionFrame } from '../../protocol/motion-frame.ts';
import type { BoardName } from '../../sim/board/board-kinds.ts';
import type { ImuSource } from '../../sim/board/lsm6ds3-model.ts';
import { SEED } from '../seeded.ts';
import { type BenchBand, placeOnBench } from './bench-band.ts';

const GREETED_MS = 2000;
/** Remembers when each sample was taken and numbers them in the first axis. */
function numberedSamples(): ImuSource & { takenMs: number[] } {
  const takenMs: number[] = [];
  return {
    takenMs,
    readRaw: (tS, into) => {
      into.fill(7);
      into[0] = takenMs.length & 0x7fff;
      takenMs.push(tS * 1000);
    },
  };
}

function framesOf(band: BenchBand): (MotionFrame & { atMs: number })[] {
  return band.packets.flatMap(({ channel, bytes, atMs }) => {
    if (channel !== 'motion') return [];
    const frame = decodeMotionFrame(bytes);
    if (!frame.ok) throw new Error(frame.reason);
    return [{ ...frame.value, atMs }];
  });
}

async function streamingBand(board: BoardName, seed = SEED): Promise<{ band: BenchBand; takenMs: number[] }> {
  const imu = numberedSamples();
  const band = await placeOnBench({ role: 'motion', board, seed, imu });
  band.clock.advanceTo(1000);
  band.board.connect();
  band.clock.advanceTo(GREETED_MS);
  return { band, takenMs: imu.takenMs };
}

describe.each([
  { board: 'puck', samples: 3, bytes: 50, payload: 50 },
  { board: 'xiao', samples: 9, bytes: 122, payload: 128 },
] as const)('$board', ({ board, samples, bytes, payload }) => {
  test(`frames carry ${samples} samples in ${bytes} bytes`, async () => {
    const { band } = await streamingBand(board);
    band.clock.advanceBy(3000);
    const packets = band.packets.filter(({ channel }) => channel === 'motion');
    expect(new Set(packets.map((packet) => packet.bytes.length))).toEqual(new Set([bytes]));
    expect(new Set(framesOf(band).map((frame) => frame.sampleCount))).toEqual(new Set([samples]));
    expect(Math.max(...band.packets.map((packet) => packet.bytes.length))).toBeLessThanOrEqual(payload);
    expect(bytes / samples).toBeLessThanOrEqual(16.7);
  });

  test('every sample of 60 s arrives, in order, at the rate of its own oscillator', async () => {
    const { band } = await streamingBand(board);
    band.clock.advanceBy(60_000);
    const frames = framesOf(band);
    expect(frames.map((frame) => frame.sequence)).toEqual(frames.map((_, i) => i));
    const numbers = frames.flatMap((frame) => [...frame.samplesRaw].filter((_, i) => i % 6 === 0));
    expect(numbers).toEqual(numbers.map((_, i) => i & 0x7fff));
    const perSecond = numbers.length / ((frames.at(-1)!.atMs - frames[0]!.atMs) / 1000);
    expect(perSecond).toBeCloseTo(104 * (1 + band.board.imuPpm * 1e-6), -0.5);
    expect(band.board.console).toEqual([]);
  });

  test('ticks say when a frame was sent: at the end of its samples or later, and now and then at once', async () => {
    const { band, takenMs } = await streamingBand(board);
    band.clock.advanceBy(50_000);
    const ratio = 1 + band.board.crystalPpm * 1e-6;
    const frames = framesOf(band).slice(1);
    // The device clock starts with the board, at 0 here.
    const lateMs = frames.map(({ ticksUs, sampleCount, samplesRaw }) => {
      const sentMs = (ticksUs / 1000 + (1000 * sampleCount) / 104) / ratio;
      return sentMs - takenMs[samplesRaw[6 * (sampleCount - 1)]!]!;
    });
    const leastMs = Math.min(...lateMs);
    expect(leastMs).toBeGreaterThan(0);
    for (let from = 0; from + 100 <= lateMs.length; from += 100)
      expect(Math.min(...lateMs.slice(from, from + 100)) - leastMs).toBeLessThan(3);
    expect([...lateMs].sort((x, y) => x - y)[Math.floor(lateMs.length / 2)]! - leastMs).toBeLessThan(15);
  });

  test('a resent frame has the same bytes', async () => {
    const { band } = await streamingBand(board);
    band.clock.advanceBy(3000);
    const first = band.packets.filter(({ channel }) => channel === 'motion').at(-10)!;
    const sequence = framesOf(band).at(-10)!.sequence;
    const before = band.packets.length;
    band.command({ kind: 'RESEND', sequenceFrom: sequence, count: 2 });
    band.clock.advanceBy(1000);
    const again = band.packets.slice(before).filter((packet) => packet.channel === 'motion');
    const resent = again.filter((packet) => Buffer.from(packet.bytes).equals(Buffer.from(first.bytes)));
    expect(resent).toHaveLength(1);
    expect(band.acknowledgements.at(-1)).toMatchObject({ counter: 1, result: 'DONE', reason: '' });
  });
});

test('what the ring no longer holds is not invented', async () => {
  const { band } = await streamingBand('puck');
  band.clock.advanceBy(10_000);
  const live = framesOf(band).length;
  band.command({ kind: 'RESEND', sequenceFrom: 0, count: 5 });
  band.clock.advanceBy(1000);
  expect(
    framesOf(band)
      .slice(live)
      .every((frame) => frame.sequence >= live - 1),
  ).toBe(true);
});

test('another configuration goes on with the numbers and says so in each frame', async () => {
  const { band } = await streamingBand('xiao');
  band.clock.advanceBy(2000);
  band.command({ kind: 'CONFIGURE', configurationId: 3 });
  band.clock.advanceBy(3000);
  const frames = framesOf(band);
  expect(frames.map((frame) => frame.sequence)).toEqual(frames.map((_, i) => i));
  expect(frames.at(-1)!.configuration.rateHz).toBe(208);
  band.command({ kind: 'CONFIGURE', configurationId: 99 });
  band.clock.advanceBy(500);
  expect(band.acknowledgements.at(-1)).toMatchObject({
    counter: 2,
    result: 'REFUSED',
    reason: 'NO_SUCH_CONFIGURATION',
  });
});

test('hello names band, board and boot; the salt is new with each connection', async () => {
  const { band } = await streamingBand('puck');
  band.board.disconnect();
  band.clock.advanceBy(500);
  band.board.connect();
  band.clock.advanceBy(500);
  const [first, second] = band.hellos;
  expect(first).toMatchObject({ role: 'ROLE_MOTION', board: 'puck', boot: 1, simulated: true, payloadBytes: 50 });
  expect(first!.protocolVersion).toBe(PROTOCOL_VERSION);
  expect(second!.salt).not.toEqual(first!.salt);
});

test('a stall is made up for from the FIFO; one too long for it is counted as an overrun', async () => {
  const { band } = await streamingBand('puck');
  band.board.stall(1500);
  band.clock.advanceBy(4000);
  const numbers = framesOf(band).flatMap((frame) => [...frame.samplesRaw].filter((_, i) => i % 6 === 0));
  expect(numbers).toEqual(numbers.map((_, i) => i));
  expect(band.statuses.at(-1)!.overruns).toBe(0);
  band.board.stall(5000);
  band.clock.advanceBy(8000);
  expect(band.statuses.at(-1)!.overruns).toBe(1);
});

test('the band stops sampling a minute after the host has gone', async () => {
  const { band, takenMs } = await streamingBand('puck');
  band.board.disconnect();
  band.clock.advanceBy(70_000);
  const taken = takenMs.length;
  band.clock.advanceBy(10_000);
  // It only feels now and then whether somebody wears it.
  expect(takenMs.length - taken).toBeLessThan(5);
});

test('the interpreter has room left at the pessimistic end of the cost estimate', async () => {
  for (const board of ['puck', 'xiao'] as const) {
    const { band } = await streamingBand(board);
    band.clock.advanceBy(50_000);
    console.log(`${board}: ${(100 * band.board.load()).toFixed(0)} % of the interpreter's time at 104 Hz`);
    expect(band.board.load()).toBeLessThan(0.6);
  }
});

test('a sensor that is not there: the band greets, says so and streams nothing', async () => {
  const band = await placeOnBench({ role: 'motion', board: 'puck', seed: SEED });
  band.clock.advanceTo(1000);
  band.board.connect();
  band.clock.advanceTo(4000);
  expect(band.hellos.at(-1)).toMatchObject({ role: 'ROLE_MOTION', configurationId: 0 });
  expect(framesOf(band)).toEqual([]);
  expect(band.board.console).toEqual([]);
});

import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { placeOnBench } from './bench-band.ts';
import { answerTo, connect, connectedBand, framesOf, motionBand } from './motion-bench.ts';

const RATES = [
  { configurationId: 2, rateHz: 52 },
  { configurationId: 1, rateHz: 104 },
  { configurationId: 3, rateHz: 208 },
] as const;
const SIX_AXES = ['puck', 'xiao', 'jolt'] as const;

test.each(SIX_AXES.flatMap((board) => RATES.map((rate) => ({ board, ...rate }))))(
  '$board streams $rateHz samples a second, each of them once and in order',
  async ({ board, configurationId, rateHz }) => {
    const band = await connectedBand(board, { imuPpm: 0 });
    expect(answerTo(band, { kind: 'CONFIGURE', configurationId })).toBe('DONE');
    const from = framesOf(band).length;
    band.clock.advanceBy(10_000);
    const frames = framesOf(band).slice(from);
    expect(new Set(frames.map((frame) => frame.configuration.id))).toEqual(new Set([configurationId]));
    const numbers = frames.flatMap((frame) => [...frame.samplesRaw].filter((_, i) => i % 6 === 0));
    expect(numbers).toEqual(numbers.map((_, i) => numbers[0]! + i));
    expect(numbers.length / 10 / rateHz).toBeCloseTo(1, 1);
    expect([...frames[3]!.samplesRaw.subarray(1, 6)]).toEqual([-2, 300, 0, 0, 8192]);
    expect(band.statuses.at(-1)!.overruns).toBe(0);
    expect(band.board.console).toEqual([]);
  },
);

test.each([
  { configurationId: 5, rateHz: 100 },
  { configurationId: 6, rateHz: 50 },
])('Bangle.js 2 streams $rateHz samples a second of its accelerometer, and a gyroscope that says 0', async (wanted) => {
  const band = await connectedBand('bangle2', { imuPpm: 0 });
  expect(band.hellos[0]).toMatchObject({ board: 'bangle2', accelerometerOnly: true, configurationId: 5 });
  expect(answerTo(band, { kind: 'CONFIGURE', configurationId: wanted.configurationId })).toBe('DONE');
  const from = framesOf(band).length;
  band.imu.lies = [-5, 4000, 7000];
  band.clock.advanceBy(10_000);
  const frames = framesOf(band).slice(from);
  expect(new Set(frames.map((frame) => frame.sampleCount))).toEqual(new Set([9]));
  expect((frames.length * 9) / 10 / wanted.rateHz).toBeCloseTo(1, 1);
  const last = frames.at(-1)!;
  expect([...last.samplesRaw]).toEqual(Array.from({ length: 9 }, () => [0, 0, 0, -5, 4000, 7000]).flat());
  expect(last.configuration).toMatchObject({ rateHz: wanted.rateHz, gyroRangeDps: 0, gyroRadSPerRaw: 0 });
  expect(band.statuses.at(-1)!.overruns).toBe(0);
});

test('a board refuses configurations that its sensor does not have', async () => {
  const bangle = await connectedBand('bangle2');
  for (const configurationId of [1, 2, 3, 4, 99, 0])
    expect(answerTo(bangle, { kind: 'CONFIGURE', configurationId })).toBe('REFUSED NO_SUCH_CONFIGURATION');
  const puck = await connectedBand('puck');
  for (const configurationId of [5, 6, 7])
    expect(answerTo(puck, { kind: 'CONFIGURE', configurationId })).toBe('REFUSED NO_SUCH_CONFIGURATION');
  expect(framesOf(puck).at(-1)!.configuration.id).toBe(1);
});

test.each(['puck', 'xiao', 'jolt', 'bangle2'] as const)(
  '%s makes up for a short stall from its FIFO, counts one too long for it, and goes on',
  async (board) => {
    const band = await connectedBand(board);
    const shortMs = board === 'bangle2' ? 250 : 1200;
    band.clock.advanceBy(3000);
    band.board.stall(shortMs);
    band.clock.advanceBy(4000);
    expect(band.statuses.at(-1)!.overruns).toBe(0);
    band.board.stall(6000);
    band.clock.advanceBy(12_000);
    expect(band.statuses.at(-1)!.overruns).toBe(1);
    const frames = framesOf(band);
    expect(frames.map((frame) => frame.sequence)).toEqual(frames.map((_, i) => i));
    expect(frames.at(-1)!.atMs).toBeGreaterThan(band.clock.nowMs() - 500);
  },
);

test('an LSM6DSO whose accelerometer begins first comes into step by itself', async () => {
  const band = await motionBand('jolt');
  band.imu.accelerometerFirst = true;
  connect(band);
  band.clock.advanceBy(4000);
  const frames = framesOf(band);
  expect(frames.length).toBeGreaterThan(40);
  for (const frame of frames) expect([...frame.samplesRaw.subarray(3, 6)]).toEqual([0, 0, 8192]);
  expect(band.statuses.at(-1)!.overruns).toBe(1);
});

test.each(['puck', 'xiao', 'jolt', 'bangle2'] as const)(
  '%s without its sensor greets, says so, refuses to measure, and sleeps and wakes all the same',
  async (board) => {
    const band = await placeOnBench({ role: 'motion', board, seed: SEED });
    band.clock.advanceTo(1000);
    connect(band);
    expect(band.hellos.at(-1)).toMatchObject({ board, configurationId: 0, accelerometerOnly: board === 'bangle2' });
    expect(answerTo(band, { kind: 'CONFIGURE', configurationId: 1 })).toBe('REFUSED NO_SUCH_CONFIGURATION');
    expect(framesOf(band)).toEqual([]);
    band.board.disconnect();
    band.clock.advanceBy(100_000);
    expect(band.board.radio.advertisingMs).toBe(2000);
    band.board.pressButton();
    band.clock.advanceBy(1000);
    expect(band.board.radio.advertisingMs).toBe(375);
    expect(band.board.console).toEqual([]);
  },
);

test.each(['puck', 'xiao', 'jolt', 'bangle2'] as const)('%s names itself to Bluetooth too', async (board) => {
  const band = await connectedBand(board);
  const { characteristics } = band.board.radio;
  expect(characteristics['2A24']!.value).toBe(board);
  expect(characteristics['2A26']!.value).toBe(band.hellos[0]!.firmwareVersion);
});

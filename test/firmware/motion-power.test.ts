import { expect, test } from 'vitest';
import { connect, connectedBand, framesOf, type MotionBench, motionBand } from './motion-bench.ts';

const AWAKE_MS = 375;
const ASLEEP_MS = 2000;
const isAsleep = (band: MotionBench): boolean => band.board.radio.advertisingMs === ASLEEP_MS;

test('a band that nobody wants goes to sleep after a minute: no samples, rare advertisements, little work', async () => {
  const band = await motionBand('puck');
  expect(band.board.radio.advertisingMs).toBe(AWAKE_MS);
  band.clock.advanceBy(62_000);
  expect(isAsleep(band)).toBe(true);
  const looks = band.imu.takenMs.length;
  band.clock.advanceBy(600_000);
  expect(isAsleep(band)).toBe(true);
  // One look at the accelerometer every 5 s.
  expect(band.imu.takenMs.length - looks).toBeLessThanOrEqual(121);
});

test('put on, it wakes; laid down, it sleeps again', async () => {
  const band = await motionBand('puck');
  band.clock.advanceBy(70_000);
  expect(isAsleep(band)).toBe(true);
  band.imu.lies = [3000, 0, 7600];
  band.clock.advanceBy(6000);
  expect(isAsleep(band)).toBe(false);
  expect(framesOf(band)).toEqual([]);
  band.clock.advanceBy(70_000);
  expect(isAsleep(band)).toBe(true);
});

test('the noise of a table does not wake it', async () => {
  const band = await motionBand('xiao');
  let turn = 0;
  const { readRaw } = band.imu;
  band.imu.readRaw = (tS, into) => {
    readRaw(tS, into);
    turn++;
    for (let axis = 3; axis < 6; axis++) into[axis]! += ((turn * 7919 * axis) % 41) - 20;
  };
  band.clock.advanceBy(70_000);
  expect(isAsleep(band)).toBe(true);
  band.clock.advanceBy(1_800_000);
  expect(isAsleep(band)).toBe(true);
});

test('a press wakes it at once', async () => {
  const band = await motionBand('bangle2');
  band.clock.advanceBy(70_000);
  band.board.pressButton();
  band.clock.advanceBy(300);
  expect(isAsleep(band)).toBe(false);
});

test('a host that connects to a sleeping band gets frames, and their numbers go on', async () => {
  const band = await connectedBand('puck');
  band.clock.advanceBy(2000);
  band.board.disconnect();
  band.clock.advanceBy(80_000);
  expect(isAsleep(band)).toBe(true);
  const before = framesOf(band).at(-1)!.sequence;
  connect(band);
  band.clock.advanceBy(2000);
  const after = framesOf(band).filter((frame) => frame.atMs > 80_000);
  expect(after.length).toBeGreaterThan(60);
  expect(after[0]!.sequence).toBeGreaterThan(before);
  expect(band.statuses.at(-1)!.overruns).toBe(0);
});

test('the connection is fast while it streams', async () => {
  const band = await connectedBand('xiao');
  expect(band.board.radio.connectionIntervalMs).toBe(15);
});

test('an interpreter that hangs is started anew by the watchdog, and says so', async () => {
  const band = await connectedBand('puck');
  band.board.stall(70_000);
  band.clock.advanceBy(80_000);
  expect(band.board.resets.map((reset) => reset.cause)).toEqual(['power', 'watchdog']);
  connect(band);
  expect(band.hellos.at(-1)).toMatchObject({ boot: 2, resetCause: 'WATCHDOG' });
});

test('asleep or awake the watchdog is kicked in time', async () => {
  const band = await motionBand('jolt');
  band.clock.advanceBy(3_600_000);
  expect(band.board.resets).toHaveLength(1);
});

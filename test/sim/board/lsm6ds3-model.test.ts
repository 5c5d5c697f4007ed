import { expect, test } from 'vitest';
import { createLsm6ds3Model } from '../../../sim/board/lsm6ds3-model.ts';
import type { RegisterDevice } from '../../../sim/board/register-device.ts';

const FIFO_LEVEL = 0x3a;

function counting(): { imu: RegisterDevice; takenS: number[] } {
  const takenS: number[] = [];
  const readRaw = (tS: number, into: Int16Array): void => {
    into.fill(takenS.length);
    takenS.push(tS);
  };
  return { imu: createLsm6ds3Model({ readRaw }, 10_000), takenS };
}

function start(imu: RegisterDevice): void {
  for (const [register, value] of [
    [0x12, 0x44],
    [0x10, 0x48],
    [0x11, 0x48],
    [0x08, 0x09],
    [0x0a, 0x26],
  ] as const)
    imu.write(register, [value], 0);
}

const level = (imu: RegisterDevice, tMs: number): number => {
  const status = imu.read(FIFO_LEVEL, 2, tMs);
  return status[0]! | ((status[1]! & 7) << 8);
};

test('says who it is and samples nothing before it is told to', () => {
  const { imu, takenS } = counting();
  expect(imu.read(0x0f, 1, 0)[0]).toBe(0x6a);
  expect(level(imu, 1000)).toBe(0);
  expect(takenS).toEqual([]);
});

test('fills its FIFO at the rate of its own oscillator', () => {
  const { imu, takenS } = counting();
  start(imu);
  expect(level(imu, 1000)).toBe(6 * 105);
  expect(takenS[10]! - takenS[9]!).toBeCloseTo(1 / (104 * 1.01), 9);
});

test('hands out words oldest first, little endian, in a burst that stays on the data register', () => {
  const { imu } = counting();
  start(imu);
  const bytes = imu.read(0x3e, 24, 100);
  expect([...bytes]).toEqual([
    ...new Array<number>(12).fill(0),
    ...Array.from({ length: 12 }, (_, i) => (i % 2 ? 0 : 1)),
  ]);
});

test('overwrites the oldest when nobody comes, and says so until the FIFO is reset', () => {
  const { imu } = counting();
  start(imu);
  expect(imu.read(FIFO_LEVEL, 2, 10_000)[1]! & 0x40).toBe(0x40);
  imu.write(0x0a, [0], 10_000);
  imu.write(0x0a, [0x26], 10_000);
  expect(imu.read(FIFO_LEVEL, 2, 10_005)[1]! & 0x40).toBe(0);
});

import { expect, test } from 'vitest';
import { createLsm6dsoModel } from '../../../sim/board/lsm6dso-model.ts';
import type { RegisterDevice } from '../../../sim/board/register-device.ts';

const TAG = 0x78;

function counting(): RegisterDevice {
  let taken = 0;
  const readRaw = (_: number, into: Int16Array): void => {
    into.set([taken, taken, taken, -taken, -taken, -taken]);
    taken++;
  };
  return createLsm6dsoModel({ readRaw }, 0);
}

function start(imu: RegisterDevice): void {
  for (const [register, value] of [
    [0x10, 0x48],
    [0x11, 0x48],
    [0x09, 0x44],
    [0x0a, 0x06],
  ] as const)
    imu.write(register, [value], 0);
}

const words = (imu: RegisterDevice, tMs: number): number => {
  const status = imu.read(0x3a, 2, tMs);
  return status[0]! | ((status[1]! & 3) << 8);
};

test('says who it is, and counts two words a sample', () => {
  const imu = counting();
  expect(imu.read(0x0f, 1, 0)[0]).toBe(0x6c);
  expect(words(imu, 1000)).toBe(0);
  start(imu);
  expect(words(imu, 1005)).toBe(2 * 104);
});

test('a word is a tag and three axes; gyroscope and accelerometer take turns', () => {
  const imu = counting();
  start(imu);
  expect([...imu.read(TAG, 28, 500)]).toEqual([
    ...[8, 0, 0, 0, 0, 0, 0],
    ...[16, 0, 0, 0, 0, 0, 0],
    ...[8, 1, 0, 1, 0, 1, 0],
    ...[16, 255, 255, 255, 255, 255, 255],
  ]);
  imu.read(TAG, 7, 500);
  expect(imu.read(TAG, 7, 500)[0]).toBe(16);
});

test('512 words are all it holds: then it says that some are lost, until it is emptied', () => {
  const imu = counting();
  start(imu);
  expect(imu.read(0x3a, 2, 10_000)[1]! & 0x48).toBe(0x48);
  imu.write(0x0a, [0], 10_000);
  imu.write(0x0a, [6], 10_000);
  expect(imu.read(0x3a, 2, 10_005)[1]! & 0x48).toBe(0);
});

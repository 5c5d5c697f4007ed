import { expect, test } from 'vitest';
import { createKx023Model } from '../../../sim/board/kx023-model.ts';
import type { RegisterDevice } from '../../../sim/board/register-device.ts';

function counting(): RegisterDevice {
  let taken = 0;
  const readRaw = (_: number, into: Int16Array): void => {
    into.set([9, 9, 9, taken, 2, -1]);
    taken++;
  };
  return createKx023Model({ readRaw }, 0);
}

function start(imu: RegisterDevice): void {
  for (const [register, value] of [
    [0x18, 0x6c],
    [0x1b, 0x03],
    [0x3b, 0xc1],
    [0x18, 0xec],
    [0x3e, 0],
  ] as const)
    imu.write(register, [value], 0);
}

test('says who it is, and fills its buffer with bytes of the accelerometer', () => {
  const imu = counting();
  expect(imu.read(0x0f, 1, 0)[0]).toBe(0x15);
  expect(imu.read(0x3c, 1, 100)[0]).toBe(0);
  start(imu);
  expect(imu.read(0x3c, 1, 105)[0]).toBe(60);
  expect([...imu.read(0x3f, 12, 105)]).toEqual([0, 0, 2, 0, 255, 255, 1, 0, 2, 0, 255, 255]);
  expect(imu.read(0x3c, 1, 105)[0]).toBe(48);
});

test('41 samples are all it holds, the newest', () => {
  const imu = counting();
  start(imu);
  expect(imu.read(0x3c, 1, 1000)[0]).toBe(246);
  expect(imu.read(0x3f, 6, 1000)[0]).toBe(100 - 41);
});

test('while it runs its rate and its buffer are locked', () => {
  const imu = counting();
  start(imu);
  imu.write(0x1b, [0x02], 0);
  imu.write(0x3b, [0], 0);
  expect(imu.read(0x3c, 1, 105)[0]).toBe(60);
});

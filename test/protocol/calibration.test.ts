import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CALIBRATION_BYTES,
  CALIBRATION_BYTES_MOST,
  decodeCalibration,
  encodeCalibration,
  type StoredCalibration,
} from '../../protocol/calibration.ts';
import { SEED } from '../seeded.ts';

const single = (min: number, max: number) => fc.float({ min: Math.fround(min), max: Math.fround(max), noNaN: true });
const three = (most: number) => fc.tuple(single(-most, most), single(-most, most), single(-most, most));
const direction = fc
  .tuple(single(-1, 1), single(-1, 1), single(-1, 1))
  .filter((v) => Math.hypot(...v) > 0.1)
  .map((v) => v.map((x) => Math.fround(x / Math.hypot(...v))) as unknown as readonly [number, number, number]);
const gain = single(0.92, 1.08);
const cross = single(-0.04, 0.04);

const calibrations: fc.Arbitrary<StoredCalibration> = fc
  .record(
    {
      madeAtS: fc.nat({ max: 2 ** 32 - 1 }),
      gyro: fc.record({ biasRadS: three(0.17), sigmaRadS: single(0, 0.01) }),
      accelerometer: fc.record({
        poses: fc.integer({ min: 12, max: 40 }),
        offsetMs2: three(1.4),
        matrix: fc.tuple(gain, cross, cross, gain, cross, gain),
        tiltSigmaRad: single(0, 0.01),
      }),
      axis: fc.record({ axis: direction, upright: direction, qualityPercent: fc.integer({ min: 0, max: 100 }) }),
    },
    { requiredKeys: ['madeAtS'] },
  )
  .filter(({ gyro, accelerometer, axis }) => (gyro ?? accelerometer ?? axis) !== undefined);

test('a calibration comes back from its bytes as it was, whatever parts it has', () => {
  fc.assert(
    fc.property(calibrations, (calibration) => {
      const bytes = encodeCalibration(calibration);
      expect(bytes.length).toBe(CALIBRATION_BYTES);
      expect(decodeCalibration(bytes)).toEqual({ ok: true, value: calibration });
    }),
    { seed: SEED },
  );
});

test('it fits the room a band has', () => {
  expect(CALIBRATION_BYTES).toBeLessThanOrEqual(CALIBRATION_BYTES_MOST);
});

test('whatever bytes there are, they are read or refused with a reason, and never give a number no sensor has', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), fc.boolean(), (bytes, looksRight) => {
      const whole = new Uint8Array(CALIBRATION_BYTES);
      whole.set(bytes.subarray(0, CALIBRATION_BYTES));
      whole[0] = 1;
      const read = decodeCalibration(looksRight ? whole : bytes);
      if (!read.ok) {
        expect(read.reason).not.toBe('');
        return;
      }
      for (const value of [...(read.value.gyro?.biasRadS ?? []), ...(read.value.accelerometer?.matrix ?? [])])
        expect(Math.abs(value)).toBeLessThan(1.2);
    }),
    { seed: SEED },
  );
});

const WRONG: readonly (readonly [string, Partial<StoredCalibration>])[] = [
  ['a rate of 20 deg/s at rest', { gyro: { biasRadS: [0.35, 0, 0], sigmaRadS: 0 } }],
  ['a rate that is no number', { gyro: { biasRadS: [Number.NaN, 0, 0], sigmaRadS: 0 } }],
  [
    'half the gain',
    { accelerometer: { poses: 18, offsetMs2: [0, 0, 0], matrix: [0.5, 0, 0, 1, 0, 1], tiltSigmaRad: 0 } },
  ],
  [
    'an offset of 1 g',
    { accelerometer: { poses: 18, offsetMs2: [9.8, 0, 0], matrix: [1, 0, 0, 1, 0, 1], tiltSigmaRad: 0 } },
  ],
  ['an axis of no length', { axis: { axis: [0, 0, 0], upright: [0, 0, 1], qualityPercent: 50 } }],
  ['no part at all', {}],
];

test.each(WRONG)('%s is not written', (_, parts) => {
  expect(() => encodeCalibration({ madeAtS: 1, ...parts })).toThrow(RangeError);
});

import { type Decoded, decoded, discarded } from './decoded.ts';

/**
 * The calibration of one motion band, as it keeps it in flash and tells it: opaque to the band, which stores and tells the
 * bytes; hello.calibrationTag is their CRC-32. Everything little endian, version 1:
 *
 *      0  u8       version
 *      1  u8       parts: 1 gyroscope, 2 accelerometer, 4 axis
 *      2  u8       poses of the accelerometer
 *      3  u8       quality of the axis, percent
 *      4  u32      when, UTC seconds
 *      8  f32 x 3  gyroscope: rate at rest, rad/s
 *     20  f32      gyroscope: standard error of it, rad/s
 *     24  f32 x 3  accelerometer: offset, m/s^2
 *     36  f32 x 6  accelerometer: symmetric matrix xx xy xz yy yz zz; truth = matrix (reading - offset)
 *     60  f32      accelerometer: expected error of tilt, rad
 *     64  f32 x 3  axis of the joint in the sensor's frame, unit vector
 *     76  f32 x 3  up along the segment, in the sensor's frame, unit vector
 *
 * What a part that is absent would fill is zero.
 */
export interface StoredCalibration {
  /** UTC seconds. */
  readonly madeAtS: number;
  readonly gyro?: StoredGyro;
  readonly accelerometer?: StoredAccelerometer;
  readonly axis?: StoredAxis;
}

export interface StoredGyro {
  readonly biasRadS: Triple;
  readonly sigmaRadS: number;
}

export interface StoredAccelerometer {
  readonly poses: number;
  readonly offsetMs2: Triple;
  readonly matrix: Sextuple;
  readonly tiltSigmaRad: number;
}

/** Holds for as long as the band stays where it is strapped. */
export interface StoredAxis {
  readonly axis: Triple;
  readonly upright: Triple;
  readonly qualityPercent: number;
}

type Triple = readonly [number, number, number];
type Sextuple = readonly [number, number, number, number, number, number];

export const CALIBRATION_BYTES = 88;
/** What a band has room for. */
export const CALIBRATION_BYTES_MOST = 96;
const VERSION = 1;
const [GYRO, ACCELEROMETER, AXIS] = [1, 2, 4];
const ALL_PARTS = 7;

// Nothing a working sensor exceeds: whatever does was damaged, or measured wrongly, and is not applied.

/** 10 deg/s: the largest zero-rate level of ST's LSM6DS3TR-C, LSM6DSO and LSM6DS3 data sheets. */
export const GYRO_BIAS_MOST_RAD_S = (10 * Math.PI) / 180;
/** 150 mg; data sheets say 40 mg after soldering. */
export const ACC_OFFSET_MOST_MS2 = 0.15 * 9.80665;
export const ACC_GAIN_ERROR_MOST = 0.1;
export const ACC_CROSS_AXIS_MOST = 0.05;

/** @throws RangeError for numbers no sensor has: nothing is written that could not be read */
export function encodeCalibration(calibration: StoredCalibration): Uint8Array {
  const bytes = new Uint8Array(CALIBRATION_BYTES);
  const view = new DataView(bytes.buffer);
  const { madeAtS, gyro, accelerometer, axis } = calibration;
  view.setUint8(0, VERSION);
  view.setUint8(1, (gyro ? GYRO : 0) | (accelerometer ? ACCELEROMETER : 0) | (axis ? AXIS : 0));
  view.setUint8(2, accelerometer?.poses ?? 0);
  view.setUint8(3, axis?.qualityPercent ?? 0);
  view.setUint32(4, madeAtS, true);
  if (gyro) putFloats(view, 8, [...gyro.biasRadS, gyro.sigmaRadS]);
  if (accelerometer) {
    const { offsetMs2, matrix, tiltSigmaRad } = accelerometer;
    putFloats(view, 24, [...offsetMs2, ...matrix, tiltSigmaRad]);
  }
  if (axis) putFloats(view, 64, [...axis.axis, ...axis.upright]);
  const back = decodeCalibration(bytes);
  if (!back.ok) throw new RangeError(back.reason);
  return bytes;
}

/** The CRC-32 is the caller's: it belongs to what the band has said of itself, not to these bytes. */
export function decodeCalibration(bytes: Uint8Array): Decoded<StoredCalibration> {
  if (bytes.length === 0) return discarded('the band has none');
  if (bytes[0] !== VERSION) return discarded(`its layout is version ${bytes[0]}, known is version ${VERSION}`);
  if (bytes.length !== CALIBRATION_BYTES) return discarded(`it has ${bytes.length} bytes, not ${CALIBRATION_BYTES}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const parts = view.getUint8(1);
  if (parts === 0 || parts > ALL_PARTS) return discarded('it says of no part that it is there');
  const calibration: StoredCalibration = {
    madeAtS: view.getUint32(4, true),
    ...(parts & GYRO ? { gyro: gyroOf(view) } : {}),
    ...(parts & ACCELEROMETER ? { accelerometer: accelerometerOf(view) } : {}),
    ...(parts & AXIS ? { axis: axisOf(view) } : {}),
  };
  const wrong = whatIsWrong(calibration);
  return wrong ? discarded(wrong) : decoded(calibration);
}

function putFloats(view: DataView, at: number, values: readonly number[]): void {
  values.forEach((value, i) => void view.setFloat32(at + 4 * i, value, true));
}

const triple = (view: DataView, at: number): Triple => [
  view.getFloat32(at, true),
  view.getFloat32(at + 4, true),
  view.getFloat32(at + 8, true),
];

const gyroOf = (view: DataView): StoredGyro => ({ biasRadS: triple(view, 8), sigmaRadS: view.getFloat32(20, true) });

const accelerometerOf = (view: DataView): StoredAccelerometer => ({
  poses: view.getUint8(2),
  offsetMs2: triple(view, 24),
  matrix: [...triple(view, 36), ...triple(view, 48)],
  tiltSigmaRad: view.getFloat32(60, true),
});

const axisOf = (view: DataView): StoredAxis => ({
  axis: triple(view, 64),
  upright: triple(view, 76),
  qualityPercent: view.getUint8(3),
});

function whatIsWrong({ gyro, accelerometer, axis }: StoredCalibration): string | undefined {
  if (gyro && !(areWithin(gyro.biasRadS, GYRO_BIAS_MOST_RAD_S) && gyro.sigmaRadS >= 0))
    return 'its rate at rest is more than any gyroscope has';
  if (accelerometer && !isPlausible(accelerometer)) return 'its offset or gain is more than any accelerometer has';
  if (axis && !(isUnit(axis.axis) && isUnit(axis.upright) && axis.qualityPercent <= 100))
    return 'its axis is no direction';
  return undefined;
}

const areWithin = (values: readonly number[], most: number): boolean =>
  values.every((value) => Math.abs(value) <= most);

export function isPlausible({ offsetMs2, matrix, tiltSigmaRad }: Omit<StoredAccelerometer, 'poses'>): boolean {
  const [xx, xy, xz, yy, yz, zz] = matrix;
  return (
    areWithin(offsetMs2, ACC_OFFSET_MOST_MS2) &&
    areWithin([xx - 1, yy - 1, zz - 1], ACC_GAIN_ERROR_MOST) &&
    areWithin([xy, xz, yz], ACC_CROSS_AXIS_MOST) &&
    tiltSigmaRad >= 0
  );
}

const isUnit = ([x, y, z]: Triple): boolean => Math.abs(x * x + y * y + z * z - 1) < 1e-3;

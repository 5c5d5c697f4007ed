import type { StoredCalibration } from '../../../protocol/calibration.ts';
import { type AccelerometerCalibration, type FitRefusal, POSES_LEAST } from './judged-fit.ts';
import type { RestingRate } from './resting-rate.ts';
import type { SensorCourse } from './sensor-course.ts';
import type { SensorFault } from './stillness.ts';

/** What a course has come to: every part that was wanted and found; or why there is none. */
export interface CourseResult {
  readonly gyro?: RestingRate;
  readonly accelerometer?: AccelerometerCalibration;
  /** Empty where everything wanted was found. */
  readonly refused: readonly CourseRefusal[];
}

export type CourseRefusal =
  | { readonly part: 'gyro'; readonly reason: 'no-samples' | 'never-still' | 'no-gyroscope' }
  | { readonly part: 'gyro'; readonly reason: 'fault'; readonly fault: SensorFault }
  | { readonly part: 'gyro'; readonly reason: 'turning' | 'too-fast'; readonly dps: number }
  | { readonly part: 'accelerometer'; readonly reason: 'no-samples' }
  | { readonly part: 'accelerometer'; readonly reason: 'fault'; readonly fault: SensorFault }
  | { readonly part: 'accelerometer'; readonly reason: 'fit'; readonly fit: FitRefusal };

/** A fault of this share of all looks is told as the reason; less of it is chance. */
const TELLING_SHARE = 0.2;

/** May be asked at any time: a course that ends early says what is missing. */
export function resultOf(course: SensorCourse): CourseResult {
  const { wants, rate, fit } = course;
  const refused: CourseRefusal[] = [];
  if (wants.gyro && !rate) refused.push(whyNoRate(course));
  if (wants.accelerometer && !fit?.ok) refused.push(whyNoFit(course));
  return {
    ...(rate ? { gyro: rate } : {}),
    ...(wants.accelerometer && fit?.ok ? { accelerometer: fit.calibration } : {}),
    refused,
  };
}

function whyNoRate(course: SensorCourse): CourseRefusal {
  const { looks, restRefused } = course;
  if (looks === 0) return { part: 'gyro', reason: 'no-samples' };
  const fault = worstFault(course);
  if (fault) return { part: 'gyro', reason: 'fault', fault };
  if (restRefused) return { part: 'gyro', reason: restRefused.reason, dps: restRefused.dps };
  return { part: 'gyro', reason: 'never-still' };
}

function whyNoFit(course: SensorCourse): CourseRefusal {
  if (course.looks === 0) return { part: 'accelerometer', reason: 'no-samples' };
  const fault = course.poses.length < POSES_LEAST ? worstFault(course) : undefined;
  if (fault) return { part: 'accelerometer', reason: 'fault', fault };
  if (course.fit && !course.fit.ok) return { part: 'accelerometer', reason: 'fit', fit: course.fit.refusal };
  return { part: 'accelerometer', reason: 'fit', fit: { reason: 'too-few-poses', poses: 0, least: POSES_LEAST } };
}

function worstFault({ faults, looks }: SensorCourse): SensorFault | undefined {
  const [worst] = (Object.entries(faults) as [SensorFault, number][]).sort((a, b) => b[1] - a[1]);
  return worst && worst[1] > TELLING_SHARE * looks ? worst[0] : undefined;
}

/** As it is stored on the band; undefined where nothing was found. @param madeAtS UTC seconds */
export function storedFrom(result: CourseResult, madeAtS: number): StoredCalibration | undefined {
  const { gyro, accelerometer } = result;
  if (!gyro && !accelerometer) return undefined;
  return {
    madeAtS,
    ...(gyro ? { gyro: { biasRadS: gyro.biasRadS, sigmaRadS: gyro.sigmaRadS } } : {}),
    ...(accelerometer
      ? {
          accelerometer: {
            poses: accelerometer.poses,
            offsetMs2: accelerometer.model.offsetMs2,
            matrix: accelerometer.model.matrix,
            tiltSigmaRad: accelerometer.tiltErrorRad.after,
          },
        }
      : {}),
  };
}

import { radToDeg, STANDARD_GRAVITY_MS2 } from '../../protocol/units.ts';
import type { CourseRefusal, CourseResult } from '../motion/calibration/course-result.ts';
import type { AxisRefusal } from '../motion/calibration/joint-axis.ts';
import { type FitRefusal, PLAUSIBLE } from '../motion/calibration/judged-fit.ts';
import type { CourseEvent } from '../motion/calibration/sensor-course.ts';
import type { SensorFault } from '../motion/calibration/stillness.ts';
import { nameOfUp } from './calibration-picture.ts';

/** What a person is told of a calibration; sentences, English. */
const FAULTS: Readonly<Record<SensorFault, string>> = {
  saturated: 'it is at the end of its range; turn it gently, and look whether it is set to the right range',
  stuck: 'it says the same number again and again: it is broken, or its driver has lost it',
  'not-a-number': 'some of what it says is no number',
  gap: 'samples are missing; bring it nearer or use a cable',
};

export function eventWords(event: CourseEvent): string {
  switch (event.kind) {
    case 'rest':
      return `rest of ${event.rate.restS} s: the gyroscope is off by ${rates(event.rate.biasRadS)} deg/s (+-${deg(event.rate.sigmaRadS, 4)})`;
    case 'rest-refused':
      return whyNotRest(event.why.reason, event.why.dps);
    case 'pose':
      return `pose ${event.poses}: ${nameOfUp(event.pose.up)}`;
    case 'known-pose':
      return `${nameOfUp(event.pose.up)}: that pose is there already, turn it further`;
    case 'no-gravity':
      return `held still, it feels ${(event.ms2 / STANDARD_GRAVITY_MS2).toFixed(2)} g instead of 1 g: not taken`;
    case 'fault':
      return FAULTS[event.fault];
  }
}

/** Why a part was not calibrated: one sentence, with what to do. */
export function refusalWords(refusal: CourseRefusal): string {
  const part = refusal.part === 'gyro' ? 'The gyroscope' : 'The accelerometer';
  switch (refusal.reason) {
    case 'no-samples':
      return `${part} was not calibrated: no samples came.`;
    case 'no-gyroscope':
      return 'It has no gyroscope: calibrate its accelerometer with --what accelerometer.';
    case 'never-still':
      return `${part} was not calibrated: the band never lay still for 5 s. Lay it down and let go.`;
    case 'fault':
      return `${part} was not calibrated: ${FAULTS[refusal.fault]}.`;
    case 'fit':
      return `${part} was not calibrated: ${fitWords(refusal.fit)}`;
    default:
      return `${part} was not calibrated: ${whyNotRest(refusal.reason, refusal.dps)}.`;
  }
}

function whyNotRest(reason: 'turning' | 'too-fast', dps: number): string {
  return reason === 'turning'
    ? `it lies calmly but keeps turning, by ${dps.toFixed(2)} deg/s; put it on something that does not move`
    : `it turns evenly, or is broken: ${dps.toFixed(1)} deg/s is more than a gyroscope says at rest`;
}

function fitWords(refusal: FitRefusal): string {
  switch (refusal.reason) {
    case 'too-few-poses':
      return `${refusal.poses} poses are too few, at least ${refusal.least} are needed${missing(refusal.missing)}.`;
    case 'too-few-directions':
      return `the poses are too much alike: tilt would be known to ${refusal.tiltDeg.toFixed(2)} deg only, ${refusal.mostDeg.toFixed(2)} are allowed${missing(refusal.missing)}.`;
    case 'one-sided':
      return `no pose was taken within ${refusal.awayDeg.toFixed(0)} deg of some directions, ${refusal.mostDeg.toFixed(0)} are allowed${missing(refusal.missing)}.`;
    case 'no-ellipsoid':
      return 'what it says at rest lies on no ellipsoid. It was moved while it was read, or it is broken.';
    case 'poses-disagree':
      return `the poses disagree by ${refusal.residualMg.toFixed(1)} mg, ${refusal.mostMg.toFixed(1)} are allowed. Lay it down in each pose and let go.`;
    case 'implausible':
      return `an offset of ${refusal.offsetMg.toFixed(0)} mg, a gain off by ${refusal.gainPercent.toFixed(1)} % and ${refusal.crossPercent.toFixed(1)} % across axes are more than a working sensor has (${PLAUSIBLE.offsetMg.toFixed(0)} mg, ${PLAUSIBLE.gainPercent} %, ${PLAUSIBLE.crossPercent} %).`;
  }
}

const missing = (name: string | undefined): string => (name ? `; missing above all: ${name}` : '');

/** Before and after, a line each part. */
export function resultLines({ gyro, accelerometer }: CourseResult): string[] {
  return [
    ...(gyro
      ? [`gyroscope at rest: ${rates(gyro.biasRadS)} deg/s before, 0 +-${deg(gyro.sigmaRadS, 4)} deg/s after`]
      : []),
    ...(accelerometer
      ? [
          `length of gravity: off by ${mg(accelerometer.lengthErrorMs2.before)} mg before, ${mg(accelerometer.lengthErrorMs2.after)} mg after (in poses the fit has not seen)`,
          `tilt: off by ${deg(accelerometer.tiltErrorRad.before, 2)} deg before, ${deg(accelerometer.tiltErrorRad.after, 3)} deg expected after, by ${accelerometer.poses} poses${leftOut(accelerometer.leftOut)}`,
        ]
      : []),
  ];
}

const leftOut = (poses: readonly number[]): string =>
  poses.length === 0 ? '' : ` (left out, since all others contradict: ${poses.map((i) => i + 1).join(', ')})`;

const deg = (rad: number, digits: number): string => radToDeg(rad).toFixed(digits);
const rates = (radS: readonly number[]): string => radS.map((one) => radToDeg(one).toFixed(3)).join(' / ');
const mg = (ms2: number): string => ((1000 * ms2) / STANDARD_GRAVITY_MS2).toFixed(1);

export function axisRefusalWords(refusal: AxisRefusal): string {
  return refusal.reason === 'not-turned'
    ? `it hardly turned (${refusal.turnedDeg.toFixed(0)} deg, ${refusal.leastDeg} are needed).`
    : `it turned about more than one axis (${refusal.turnedDeg.toFixed(0)} deg about one, ${refusal.acrossDeg.toFixed(0)} across it); is the joint a hinge, and do the straps sit tight?`;
}

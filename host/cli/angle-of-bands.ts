import { radToDeg } from '../../protocol/units.ts';
import { initialBall, stepBall } from '../motion/joint/ball-joint.ts';
import { type HingeAngles, initialCorrectedHinge, stepCorrectedHinge } from '../motion/joint/corrected-hinge.ts';
import type { AxisQuality } from '../motion/joint/functional-axis.ts';
import { offlineHinge } from '../motion/joint/offline-hinge.ts';
import type { Axis } from './axis-argument.ts';
import {
  type BandFiles,
  type BandRecordings,
  orientedPairs,
  pairedOffline,
  readBandRecordings,
} from './band-recordings.ts';
import { say } from './console.ts';

export interface AngleOfBandsOptions extends BandFiles {
  readonly axisProximal?: Axis;
  readonly axisDistal?: Axis;
  readonly offline: boolean;
  readonly joint: 'hinge' | 'ball';
  /** Of a ball joint, degrees to either side. */
  readonly mostTwist: number;
}

/** The angles of a joint between two recordings; says which axis it took, and what speaks against it. */
export function angleOfBands(options: AngleOfBandsOptions): Generator<HingeAngles> {
  const recordings = readBandRecordings(options);
  if (options.joint === 'ball') return elevations(recordings, options);
  const { axisProximal, axisDistal } = options;
  const axes = axisProximal && axisDistal && [...axisProximal, ...axisDistal];
  return options.offline ? hingeOffline(recordings, axes) : hinge(recordings, axes);
}

function* hinge(recordings: BandRecordings, axes: readonly number[] | undefined): Generator<HingeAngles> {
  let state = initialCorrectedHinge(axes);
  for (const pairs of orientedPairs(recordings)) {
    const [next, angles] = stepCorrectedHinge(state, pairs);
    state = next;
    yield angles;
  }
  if (!axes) sayAxis(state.axes, state.quality);
}

function* hingeOffline(recordings: BandRecordings, axes: readonly number[] | undefined): Generator<HingeAngles> {
  const whole = offlineHinge(pairedOffline(recordings), axes);
  if (!axes) sayAxis(whole.axes, whole.found);
  yield whole;
}

function* elevations(recordings: BandRecordings, options: AngleOfBandsOptions): Generator<HingeAngles> {
  let state = initialBall(options.mostTwist);
  for (const pairs of options.offline ? [pairedOffline(recordings)] : orientedPairs(recordings)) {
    const [next, angles] = stepBall(state, pairs);
    state = next;
    yield angles;
  }
}

const LEAST_TURNED_DEG = 5;
/** Parts of the turn across the axis beyond which a joint is no hinge. */
const LEAST_HINGE = 0.4;
const MANY = 3;

function sayAxis(axes: Float64Array | undefined, quality: AxisQuality | undefined): void {
  if (!axes || !quality) {
    say('Nothing moved: the axis is unknown, all angles are 0 with confidence 0.');
    return;
  }
  const words = (from: number) => [...axes.subarray(from, from + 3)].map((part) => part.toFixed(MANY)).join(',');
  say(`axis found: proximal ${words(0)}, distal ${words(3)}`);
  const [turnedDeg, misfitDeg] = [radToDeg(quality.turnedRad), radToDeg(quality.misfitRad)];
  const seen = `it turned ${turnedDeg.toFixed(1)} deg about it and ${misfitDeg.toFixed(1)} deg across it (standard deviations)`;
  if (turnedDeg < LEAST_TURNED_DEG)
    say(`The joint hardly moved: ${seen}. Angles are about the direction it turned most, with little confidence.`);
  else if (quality.misfitRad > LEAST_HINGE * quality.turnedRad)
    say(`This is no hinge: ${seen}. Angles are about the direction it turned most, with little confidence.`);
  else say(`the joint moves like a hinge: ${seen}`);
}

import { joinBlocks } from '../orientation/block-part.ts';
import type { SampleBlock } from '../samples.ts';
import { directionOf, type Vector3 } from './accelerometer-model.ts';
import {
  type AxisJudgement,
  type AxisRefusal,
  automaticAxis,
  functionalAxis,
  type JointAxis,
  type TurnedAxis,
  turnedAxis,
} from './joint-axis.ts';
import {
  initialStillness,
  LOOK_S,
  meanOf,
  ON_A_BODY,
  type SensorLimits,
  type Stillness,
  stepStillness,
} from './stillness.ts';

/**
 * How two bands find how they sit on their segments, and the axis of the joint between them: still in the posture in which
 * both segments are upright, then the joint is moved. Where it does not show as a hinge, two movements about its axis alone
 * are asked for instead.
 */
export interface AxisCourse {
  readonly step: AxisStep;
  readonly bands: readonly [AxisBand, AxisBand];
  /** Of this step: seconds in which either band turned. */
  readonly movedS: number;
  /** Why the joint did not show its axis by itself. */
  readonly automatic: AxisRefusal | undefined;
  readonly distal: TurnedAxis | undefined;
}

/** proximal, distal */
export type Side = 0 | 1;
export type AxisStep = 'upright' | 'joint' | 'distal-alone' | 'together' | 'done' | 'refused';

export interface AxisBand {
  readonly rateHz: number;
  readonly stillness: Stillness;
  readonly upright: Vector3 | undefined;
  /** Of this step. */
  readonly blocks: readonly SampleBlock[];
}

export type AxisEvent =
  | { readonly kind: 'step'; readonly step: AxisStep; readonly because?: AxisRefusal }
  | { readonly kind: 'found'; readonly found: FoundAxis }
  | { readonly kind: 'refused'; readonly refusal: AxisRefusal };

export interface FoundAxis extends JointAxis {
  /** Up along each segment. */
  readonly upright: readonly [Vector3, Vector3];
}

const UPRIGHT_S = 2;
/** So much turning each step is judged by. */
const MOVED_S = 15;
const MOVING_RAD_S = (15 * Math.PI) / 180;

export const initialAxisCourse = (limits: readonly [SensorLimits, SensorLimits]): AxisCourse => ({
  step: 'upright',
  bands: [bandOf(limits[0]), bandOf(limits[1])],
  movedS: 0,
  automatic: undefined,
  distal: undefined,
});

const bandOf = (limits: SensorLimits): AxisBand => ({
  rateHz: limits.rateHz,
  stillness: initialStillness(limits, ON_A_BODY),
  upright: undefined,
  blocks: [],
});

export const isOver = ({ step }: AxisCourse): boolean => step === 'done' || step === 'refused';

/** How much of this step is done, 0 to 1. */
export function axisShare({ step, bands, movedS }: AxisCourse): number {
  if (step !== 'upright') return Math.min(1, movedS / MOVED_S);
  return Math.min(
    ...bands.map(({ upright, stillness }) => (upright ? 1 : (stillness.looks.length * LOOK_S) / UPRIGHT_S)),
  );
}

export function stepAxisCourse(state: AxisCourse, side: Side, block: SampleBlock): [AxisCourse, AxisEvent[]] {
  if (isOver(state)) return [state, []];
  if (state.step === 'upright') return standUpright(state, side, block);
  const taken = withBand(state, side, (band) => ({ ...band, blocks: [...band.blocks, block] }));
  const next = { ...taken, movedS: state.movedS + (side === 1 ? movedIn(block, state.bands[1].rateHz) : 0) };
  return next.movedS >= MOVED_S ? judged(next) : [next, []];
}

function standUpright(state: AxisCourse, side: Side, block: SampleBlock): [AxisCourse, AxisEvent[]] {
  const { stillness, upright } = state.bands[side];
  const looks = stepStillness(stillness, block).at(-1)?.looks ?? [];
  if (upright || looks.length < UPRIGHT_S / LOOK_S) return [state, []];
  const next = withBand(state, side, (band) => ({ ...band, upright: directionOf(meanOf(looks, 'accMs2')) }));
  return next.bands.every((band) => band.upright) ? enter(next, 'joint') : [next, []];
}

function judged(state: AxisCourse): [AxisCourse, AxisEvent[]] {
  const [proximal, distal] = state.bands.map(({ blocks, rateHz }) => ({ block: joinBlocks(blocks), rateHz }));
  if (state.step === 'joint') {
    const judgement = automaticAxis(proximal!, distal!);
    if (judgement.ok) return done(state, judgement.found);
    return enter({ ...state, automatic: judgement.refusal }, 'distal-alone', judgement.refusal);
  }
  const side = state.step === 'distal-alone' ? distal! : proximal!;
  const turned: AxisJudgement<TurnedAxis> = turnedAxis(side.block);
  if (!turned.ok) return [{ ...state, step: 'refused' }, [{ kind: 'refused', refusal: turned.refusal }]];
  if (state.step === 'distal-alone') return enter({ ...state, distal: turned.found }, 'together');
  const together = { proximal: proximal!.block, distal: distal!.block };
  return done(state, functionalAxis(turned.found, state.distal!, together));
}

function enter(state: AxisCourse, step: AxisStep, because?: AxisRefusal): [AxisCourse, AxisEvent[]] {
  const [proximal, distal] = state.bands;
  const bands = [
    { ...proximal, blocks: [] },
    { ...distal, blocks: [] },
  ] as const;
  return [{ ...state, step, bands, movedS: 0 }, [{ kind: 'step', step, ...(because ? { because } : {}) }]];
}

function done(state: AxisCourse, axis: JointAxis): [AxisCourse, AxisEvent[]] {
  const found = { ...axis, upright: [state.bands[0].upright!, state.bands[1].upright!] as const };
  return [{ ...state, step: 'done' }, [{ kind: 'found', found }]];
}

function withBand(state: AxisCourse, side: Side, change: (band: AxisBand) => AxisBand): AxisCourse {
  const [proximal, distal] = state.bands;
  return { ...state, bands: side === 0 ? [change(proximal), distal] : [proximal, change(distal)] };
}

function movedIn({ count, gyroRadS }: SampleBlock, rateHz: number): number {
  let moving = 0;
  for (let i = 0; i < count; i++)
    if (Math.hypot(gyroRadS[3 * i]!, gyroRadS[3 * i + 1]!, gyroRadS[3 * i + 2]!) > MOVING_RAD_S) moving++;
  return moving / rateHz;
}

import type { Placement } from '../../../protocol/placement.ts';
import type { SampleBlock } from '../samples.ts';
import type { SensorDoubt } from './doubt.ts';
import { angleDeg, type Mounting, mountingDuring, type Vector } from './mounting.ts';
import { signalDoubts } from './signal-doubts.ts';
import { initialSignalLog, noteSignal, type SignalLog } from './signal-log.ts';

/**
 * Whether the sensors can be believed: saturation and dropouts by the samples themselves, straps that slipped and bands
 * put on upside down by comparing each repetition with those before it. Sensors may be strapped on in any direction; what
 * is doubtful is that a direction changes.
 */
export interface SanityState {
  readonly rateHz: number;
  readonly sensors: readonly WatchedSensor[];
}

export interface WatchedSensor {
  readonly sensor: Placement;
  readonly log: SignalLog;
  /** How the sensor has been sitting; undefined before the first repetition. */
  usual: Mounting | undefined;
  /** How it sat in the latest repetition, where that was not as usual. */
  fresh: Mounting | undefined;
}

/** When a repetition took place, ms. */
export interface RepSpan {
  readonly startMs: number;
  readonly peakMs: number;
  readonly endMs: number;
}

/** A hinge turns about an axis of its limb, to some degrees; in a ball joint no two movements are alike. */
export const HINGE_SLIP_DEG = 25;
export const BALL_SLIP_DEG = 40;
/** A limb that does not turn shows a slip by its posture alone, where no other limb changed its own. */
const POSTURE_SLIP_DEG = 30;
const SAME_POSTURE_DEG = 12;
const TURNED_ROUND_DEG = 120;
/** Weight of the latest repetition in what is usual. */
const USUAL_SHARE = 0.3;

export function initialSanity(sensors: readonly Placement[], rateHz: number): SanityState {
  const watch = (sensor: Placement): WatchedSensor => ({
    sensor,
    log: initialSignalLog(),
    usual: undefined,
    fresh: undefined,
  });
  return { rateHz, sensors: sensors.map(watch) };
}

/** Takes note of a block of the sensor at that place in the list, and of what orientation made of it. */
export function watchSensor(
  state: SanityState,
  index: number,
  block: SampleBlock,
  rows: Float64Array,
  from: number,
): void {
  noteSignal(state.sensors[index]!.log, block, rows, from);
}

/** What is doubtful about a repetition that is just over; remembers how the sensors sat during it. */
export function doubtsAbout(state: SanityState, rep: RepSpan, slipDeg: number): SensorDoubt[] {
  const mountings = state.sensors.map(({ log }) => mountingDuring(log, rep.startMs, rep.peakMs));
  const moved = state.sensors.map((watched, i) => changeOf(watched, mountings[i], slipDeg));
  const doubts = state.sensors.flatMap((watched, i): SensorDoubt[] => {
    const others = moved.filter((_, other) => other !== i);
    const mounted = judgeMounting(watched.sensor, moved[i]!, others);
    keepMounting(watched, mountings[i], mounted !== undefined, slipDeg);
    return [...(mounted ? [mounted] : []), ...signalDoubts(watched.sensor, watched.log, state.rateHz, rep)];
  });
  return doubts;
}

interface Change {
  /** Between this repetition's axis and the usual one, degrees; undefined where either is unknown. */
  readonly axisDeg: number | undefined;
  readonly upDeg: number;
  readonly slipDeg: number;
}

function changeOf({ usual }: WatchedSensor, now: Mounting | undefined, slipDeg: number): Change {
  if (!usual || !now) return { axisDeg: undefined, upDeg: 0, slipDeg };
  const axisDeg = usual.axis && now.axis ? angleDeg(usual.axis, now.axis) : undefined;
  return { axisDeg, upDeg: angleDeg(usual.up, now.up), slipDeg };
}

function judgeMounting(sensor: Placement, change: Change, others: readonly Change[]): SensorDoubt | undefined {
  const { axisDeg, upDeg, slipDeg } = change;
  const othersStay = others.every((other) => other.upDeg < SAME_POSTURE_DEG);
  const byDeg = axisDeg ?? (othersStay && others.length > 0 && upDeg > POSTURE_SLIP_DEG ? upDeg : 0);
  if (upDeg > TURNED_ROUND_DEG && (axisDeg === undefined ? byDeg > 0 : axisDeg > TURNED_ROUND_DEG))
    return { kind: 'upside-down', sensor };
  return byDeg > slipDeg ? { kind: 'slipped', sensor, byDeg } : undefined;
}

/** A new way of sitting becomes the usual one when it is seen twice running. */
function keepMounting(watched: WatchedSensor, now: Mounting | undefined, isOdd: boolean, slipDeg: number): void {
  if (!now) return;
  const { usual, fresh } = watched;
  const isSettled = isOdd && fresh !== undefined && agrees(fresh, now, slipDeg);
  watched.fresh = isOdd && !isSettled ? now : undefined;
  if (!usual || isSettled) watched.usual = now;
  else if (!isOdd) watched.usual = blended(usual, now);
}

function agrees(a: Mounting, b: Mounting, slipDeg: number): boolean {
  const isSameAxis = !a.axis || !b.axis || angleDeg(a.axis, b.axis) < slipDeg;
  return isSameAxis && angleDeg(a.up, b.up) < POSTURE_SLIP_DEG;
}

function blended(usual: Mounting, now: Mounting): Mounting {
  const axis = usual.axis && now.axis ? between(usual.axis, now.axis) : (usual.axis ?? now.axis);
  return { up: between(usual.up, now.up), axis, turnDeg: now.turnDeg };
}

function between(a: Vector, b: Vector): Vector {
  const mixed = a.map((value, i) => value + USUAL_SHARE * (b[i]! - value));
  const length = Math.hypot(...mixed) || 1;
  return [mixed[0]! / length, mixed[1]! / length, mixed[2]! / length];
}

import { fitAxes, principalAxes, ROW, ROW_UP } from './hinge-fit.ts';
import { designLowPass, type LowPass, lowPass, lowPassCells } from './low-pass.ts';
import { DISTAL, PROXIMAL, UP } from './segment-pair.ts';

/**
 * Finds the axis of a hinge joint in the frames of the two sensors beside it, from the movement itself. Keeps a small
 * store of informative samples, low-passed at 5 Hz against soft tissue (Olsson et al., Sensors 20, 2020), and fits the
 * axes to it now and then. The store prefers fast samples and forgets over minutes: fidgeting cannot wash out what the
 * exercise has shown, and a band that slipped is learned anew.
 */
export interface HingeAxis {
  readonly filter: LowPass;
  readonly stride: number;
  readonly cells: Float64Array;
  /** Samples until the next one is considered for the store. */
  wait: number;
  /** `ROW` values a sample; the first `stored` rows are in use. */
  store: Float64Array;
  stored: number;
  sinceFit: number;
  /** Unit vectors: proximal x y z, distal x y z. All zero before anything is known. */
  axes: Float64Array;
  readonly isKnown: boolean;
  /** Residual of the hinge constraint relative to the rates it was fitted to: 0 is a perfect hinge, 1 says nothing. */
  misfit: number;
}

const ENERGY = 12;
const TIME_S = 13;
const PROXIMAL_ENERGY = 14;
const CAPACITY = 72;
const PROXIMAL_ROWS = 24;
const LOW_PASS_TAU_S = Math.SQRT2 / (2 * Math.PI * 5);
const STORE_RATE_HZ = 13;
/** Slower than this, both sides together, says little about an axis. */
const INFORMATIVE_RAD_S = (15 * Math.PI) / 180;
const FORGETTING_S = 120;
const FIRST_FIT = 3;
const FIT_EVERY = 4;
/** Until this many samples are stored every new one is fitted, and the search starts anew each time. */
const EAGER_UNTIL = 24;

const smooth = new Float64Array(6);

/** `known`: the axis in the proximal and in the distal sensor's frame, both pointing the same way; then nothing is learned. */
export function initialHingeAxis(rateHz: number, known?: readonly number[]): HingeAxis {
  return {
    filter: designLowPass(LOW_PASS_TAU_S, 1 / rateHz),
    stride: Math.max(1, Math.round(rateHz / STORE_RATE_HZ)),
    cells: new Float64Array(lowPassCells(6)),
    wait: 0,
    store: new Float64Array(CAPACITY * ROW),
    stored: 0,
    sinceFit: 0,
    axes: Float64Array.from(known ?? [0, 0, 0, 0, 0, 0]),
    isKnown: known !== undefined,
    misfit: known ? 0 : 1,
  };
}

/** A copy that `learnAxis` may write to. Store and axes are replaced, never overwritten, so they can be shared. */
export const draftHingeAxis = (axis: HingeAxis): HingeAxis => ({ ...axis, cells: axis.cells.slice() });

/** How far the axis can be trusted, 0 to 1. */
export function axisConfidence(axis: HingeAxis): number {
  if (axis.isKnown) return 1;
  return Math.min(1, axis.stored / EAGER_UNTIL) * Math.max(0, 1 - axis.misfit);
}

/** One pair of samples; returns whether the axes changed. */
export function learnAxis(draft: HingeAxis, pairs: Float64Array, at: number): boolean {
  if (draft.isKnown) return false;
  for (let k = 0; k < 3; k++) {
    smooth[k] = pairs[at + PROXIMAL + k]!;
    smooth[3 + k] = pairs[at + DISTAL + k]!;
  }
  lowPass(draft.cells, 0, 6, draft.filter, smooth);
  if (draft.wait-- > 0) return false;
  draft.wait = draft.stride - 1;
  let energy = 0;
  for (let k = 0; k < 6; k++) energy += smooth[k]! * smooth[k]!;
  if (energy < INFORMATIVE_RAD_S ** 2 || !keep(draft, pairs, at, energy)) return false;
  draft.sinceFit++;
  if (draft.stored < FIRST_FIT || (draft.stored > EAGER_UNTIL && draft.sinceFit < FIT_EVERY)) return false;
  draft.sinceFit = 0;
  refit(draft);
  return true;
}

/**
 * Puts a sample into the store. When that is full, it takes the place of the slowest and oldest: among the rows kept for
 * fast movement of the proximal side, which tells the two axes together, or else among the rest.
 */
function keep(draft: HingeAxis, pairs: Float64Array, at: number, energy: number): boolean {
  const nowS = pairs[at]! / 1000;
  const proximal = smooth[0]! ** 2 + smooth[1]! ** 2 + smooth[2]! ** 2;
  let slot = draft.stored;
  if (slot === CAPACITY) slot = leastOf(draft.store, 0, PROXIMAL_ROWS, PROXIMAL_ENERGY, proximal, nowS);
  if (slot === CAPACITY) slot = leastOf(draft.store, PROXIMAL_ROWS, CAPACITY, ENERGY, energy, nowS);
  if (slot === CAPACITY) return false;
  draft.store = draft.store.slice();
  draft.stored = Math.max(draft.stored, slot + 1);
  const to = slot * ROW;
  for (let k = 0; k < 3; k++) {
    draft.store[to + k] = smooth[k]!;
    draft.store[to + 3 + k] = smooth[3 + k]!;
    draft.store[to + ROW_UP + k] = pairs[at + PROXIMAL + UP + k]!;
    draft.store[to + ROW_UP + 3 + k] = pairs[at + DISTAL + UP + k]!;
  }
  draft.store[to + ENERGY] = energy;
  draft.store[to + PROXIMAL_ENERGY] = proximal;
  draft.store[to + TIME_S] = nowS;
  return true;
}

/** The row with the least of what counts, halved every minute and a half; CAPACITY if all have more than the newcomer. */
function leastOf(store: Float64Array, from: number, to: number, what: number, newcomer: number, nowS: number): number {
  let least = newcomer;
  let slot = CAPACITY;
  for (let row = from; row < to; row++) {
    const at = row * ROW;
    const aged = store[at + what]! * Math.exp((store[at + TIME_S]! - nowS) / FORGETTING_S);
    if (aged >= least) continue;
    least = aged;
    slot = row;
  }
  return slot;
}

function refit(draft: HingeAxis): void {
  const start = draft.misfit < 1 ? fitAxes(draft.store, draft.stored, draft.axes, draft.axes) : undefined;
  const anew = draft.stored <= EAGER_UNTIL || !start;
  const fresh = anew
    ? fitAxes(draft.store, draft.stored, principalAxes(draft.store, draft.stored), draft.axes)
    : undefined;
  const best = fresh && (!start || fresh.misfit < start.misfit) ? fresh : start!;
  // An axis and its negative fit equally well: keep pointing the way it did.
  const turned = draft.axes[3]! * best.axes[3]! + draft.axes[4]! * best.axes[4]! + draft.axes[5]! * best.axes[5]! < 0;
  draft.axes = turned ? best.axes.map((value) => -value) : best.axes;
  draft.misfit = Math.min(0.999, best.misfit);
}

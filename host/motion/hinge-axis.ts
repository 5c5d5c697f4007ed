import { fitAxes, principalAxes, ROW, ROW_UP } from './hinge-fit.ts';
import { designLowPass, type LowPass, lowPass, lowPassCells } from './low-pass.ts';
import { COLUMN } from './segment-pair.ts';

/**
 * Finds the axis of a hinge joint in the frames of the two sensors beside it, from the movement itself. Keeps a small
 * store of informative samples, low-passed at 5 Hz against soft tissue (Olsson et al., Sensors 20, 2020), and fits the
 * axes to it now and then. The store prefers fast samples and forgets over minutes: fidgeting cannot wash out what the
 * exercise has shown, and a band that slipped is learned anew.
 */
export interface HingeAxis {
  readonly filter: LowPass;
  readonly stride: number;
  /** The low-pass of both sides' rates. */
  readonly cells: Float64Array;
  /** Samples until the next one is considered for the store. */
  wait: number;
  /** `ROW` values a sample; the first `stored` rows are in use. */
  readonly store: Float64Array;
  stored: number;
  sinceFit: number;
  /** Unit vectors: proximal x y z, distal x y z. All zero before anything is known. */
  axes: Float64Array;
  readonly isKnown: boolean;
  /** Residual of the hinge constraint relative to the rates it was fitted to: 0 is a perfect hinge, 1 says nothing. */
  misfit: number;
}

const { PROXIMAL, DISTAL, UP } = COLUMN;
/** Weights in the store, see `weight`: by the rates of both sides, and by the proximal one alone. */
const WEIGHT = 12;
const PROXIMAL_WEIGHT = 13;
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
const SMOOTH = 1;

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

/** How far the axis can be trusted, 0 to 1. */
export function axisConfidence(axis: HingeAxis): number {
  if (axis.isKnown) return 1;
  return Math.min(1, axis.stored / EAGER_UNTIL) * Math.max(0, 1 - axis.misfit);
}

/** One pair of samples; `axis.axes` is another array afterwards where the axes changed. */
export function learnAxis(axis: HingeAxis, pairs: Float64Array, at: number): void {
  if (axis.isKnown) return;
  const { cells } = axis;
  for (let k = 0; k < 3; k++) {
    cells[SMOOTH + k] = pairs[at + PROXIMAL + k]!;
    cells[SMOOTH + 3 + k] = pairs[at + DISTAL + k]!;
  }
  lowPass(cells, 0, 6, axis.filter);
  if (axis.wait-- > 0) return;
  axis.wait = axis.stride - 1;
  consider(axis, pairs, at);
}

function consider(axis: HingeAxis, pairs: Float64Array, at: number): void {
  const proximal = squared(axis.cells, SMOOTH);
  const energy = proximal + squared(axis.cells, SMOOTH + 3);
  const nowS = pairs[at]! / 1000;
  if (energy < INFORMATIVE_RAD_S ** 2) return;
  if (!keep(axis, pairs, at, weight(energy, nowS), weight(proximal, nowS))) return;
  axis.sinceFit++;
  if (axis.stored < FIRST_FIT || (axis.stored > EAGER_UNTIL && axis.sinceFit < FIT_EVERY)) return;
  axis.sinceFit = 0;
  refit(axis);
}

const squared = (v: Float64Array, at: number): number => v[at]! ** 2 + v[at + 1]! ** 2 + v[at + 2]! ** 2;

/** How much a sample counts against others: its energy, fading with time. As a logarithm it need not be aged anew. */
const weight = (energy: number, nowS: number): number => Math.log(energy) + nowS / FORGETTING_S;

/**
 * Puts a sample into the store. When that is full, it takes the place of the slowest and oldest: among the rows kept for
 * fast movement of the proximal side, which tells the two axes together, or else among the rest.
 */
function keep(axis: HingeAxis, pairs: Float64Array, at: number, byBoth: number, byProximal: number): boolean {
  const { store, cells } = axis;
  let slot = axis.stored;
  if (slot === CAPACITY) slot = leastOf(store, 0, PROXIMAL_ROWS, PROXIMAL_WEIGHT, byProximal);
  if (slot === CAPACITY) slot = leastOf(store, PROXIMAL_ROWS, CAPACITY, WEIGHT, byBoth);
  if (slot === CAPACITY) return false;
  axis.stored = Math.max(axis.stored, slot + 1);
  const to = slot * ROW;
  for (let k = 0; k < 6; k++) store[to + k] = cells[SMOOTH + k]!;
  for (let k = 0; k < 3; k++) {
    store[to + ROW_UP + k] = pairs[at + PROXIMAL + UP + k]!;
    store[to + ROW_UP + 3 + k] = pairs[at + DISTAL + UP + k]!;
  }
  store[to + WEIGHT] = byBoth;
  store[to + PROXIMAL_WEIGHT] = byProximal;
  return true;
}

/** The row with the least weight; CAPACITY if all have more than the newcomer. */
function leastOf(store: Float64Array, from: number, to: number, column: number, newcomer: number): number {
  let least = newcomer;
  let slot = CAPACITY;
  for (let row = from; row < to; row++) {
    const weight = store[row * ROW + column]!;
    if (weight >= least) continue;
    least = weight;
    slot = row;
  }
  return slot;
}

function refit(axis: HingeAxis): void {
  const { store, stored, axes } = axis;
  const start = axis.misfit < 1 ? fitAxes(store, stored, axes, axes) : undefined;
  const anew = stored <= EAGER_UNTIL || !start;
  const fresh = anew ? fitAxes(store, stored, principalAxes(store, stored), axes) : undefined;
  const best = fresh && (!start || fresh.misfit < start.misfit) ? fresh : start!;
  // An axis and its negative fit equally well: keep pointing the way it did.
  const turned = axes[3]! * best.axes[3]! + axes[4]! * best.axes[4]! + axes[5]! * best.axes[5]! < 0;
  axis.axes = turned ? best.axes.map((value) => -value) : best.axes;
  axis.misfit = Math.min(0.999, best.misfit);
}

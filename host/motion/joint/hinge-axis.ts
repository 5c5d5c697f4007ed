import { designLowPass, type LowPass, lowPass, lowPassCells } from '../orientation/low-pass.ts';
import { fitAxes, principalAxes } from './hinge-fit.ts';
import { type HingeStore, initialStore, STORED, takePlace } from './hinge-store.ts';
import { PAIR } from './segment-pair.ts';

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
  readonly store: HingeStore;
  sinceFit: number;
  /** Unit vectors: proximal x y z, distal x y z. All zero before anything is known. */
  axes: Float64Array;
  readonly isKnown: boolean;
  /** Residual of the hinge constraint relative to the rates it was fitted to: 0 is a perfect hinge, 1 says nothing. */
  misfit: number;
}

const { TIME, PROXIMAL, DISTAL, UP } = PAIR;
const LOW_PASS_TAU_S = Math.SQRT2 / (2 * Math.PI * 5);
const STORE_RATE_HZ = 13;
/** Slower than this, both sides together, says little about an axis. */
const INFORMATIVE_RAD_S = (15 * Math.PI) / 180;
const FIRST_FIT = 3;
const FIT_EVERY = 8;
/** Until this many samples are stored every new one is fitted, and the search starts anew each time. */
const EAGER_UNTIL = 24;
/** Where the low-pass has its values, those of the proximal side first. */
const SMOOTH = 1;

/** `known`: the axis in the proximal and in the distal sensor's frame, both pointing the same way; then nothing is learned. */
export function initialHingeAxis(rateHz: number, known?: readonly number[]): HingeAxis {
  return {
    filter: designLowPass(LOW_PASS_TAU_S, 1 / rateHz),
    stride: Math.max(1, Math.round(rateHz / STORE_RATE_HZ)),
    cells: new Float64Array(lowPassCells(6)),
    wait: 0,
    store: initialStore(),
    sinceFit: 0,
    axes: Float64Array.from(known ?? [0, 0, 0, 0, 0, 0]),
    isKnown: known !== undefined,
    misfit: known ? 0 : 1,
  };
}

/** How far the axis can be trusted, 0 to 1. */
export function axisConfidence({ isKnown, store, misfit }: HingeAxis): number {
  return isKnown ? 1 : Math.min(1, store.count / EAGER_UNTIL) * Math.max(0, 1 - misfit);
}

/** One pair of samples. */
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
  if (keep(axis, pairs, at) && isTimeToFit(axis)) refit(axis);
}

/** Whether the sample found a place in the store. */
function keep({ cells, store }: HingeAxis, pairs: Float64Array, at: number): boolean {
  const proximal = squared(cells, SMOOTH);
  const energy = proximal + squared(cells, SMOOTH + 3);
  if (energy < INFORMATIVE_RAD_S ** 2) return false;
  const to = takePlace(store, energy, proximal, pairs[at + TIME]! / 1000);
  if (to === undefined) return false;
  const { rows } = store;
  for (let k = 0; k < 6; k++) rows[to + STORED.RATES + k] = cells[SMOOTH + k]!;
  for (let k = 0; k < 3; k++) {
    rows[to + STORED.UPS + k] = pairs[at + PROXIMAL + UP + k]!;
    rows[to + STORED.UPS + 3 + k] = pairs[at + DISTAL + UP + k]!;
  }
  return true;
}

const squared = (v: Float64Array, at: number): number => v[at]! ** 2 + v[at + 1]! ** 2 + v[at + 2]! ** 2;

function isTimeToFit(axis: HingeAxis): boolean {
  const { count } = axis.store;
  axis.sinceFit++;
  if (count < FIRST_FIT || (count > EAGER_UNTIL && axis.sinceFit < FIT_EVERY)) return false;
  axis.sinceFit = 0;
  return true;
}

function refit(axis: HingeAxis): void {
  const { store, axes } = axis;
  const start = axis.misfit < 1 ? fitAxes(store, axes, axes) : undefined;
  const anew = store.count <= EAGER_UNTIL || !start;
  const fresh = anew ? fitAxes(store, principalAxes(store), axes) : undefined;
  const best = fresh && (!start || fresh.misfit < start.misfit) ? fresh : start!;
  // An axis and its negative fit equally well: keep pointing the way it did.
  const turned = axes[3]! * best.axes[3]! + axes[4]! * best.axes[4]! + axes[5]! * best.axes[5]! < 0;
  axis.axes = turned ? best.axes.map((value) => -value) : best.axes;
  axis.misfit = Math.min(0.999, best.misfit);
}

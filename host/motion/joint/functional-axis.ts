import { HEADING, initialHeading, measureHeading, predictHeading, smoothHeading } from './heading-offset.ts';
import { type Principal, principalOf } from './principal-axis.ts';
import { WINDOW } from './relative-window.ts';

/**
 * The axis of a hinge, found from orientations: the direction in either sensor's frame that all relative rotations
 * leave alone. Sway of skin and foam, which ruins an axis found from angular rates sample by sample, averages out of
 * orientations. The heading between the two earth frames is found along with it: axis for given headings, headings for
 * a given axis, in turn.
 */
export interface FunctionalAxis extends AxisQuality {
  /** Unit vectors: proximal x y z, distal x y z, pointing the same way. Which of the two ways is not known. */
  readonly axes: Float64Array;
  /** Heading after each window, as known then: `HEADING` cells. */
  readonly filtered: readonly Float64Array[];
  /** The same, as known in the end. */
  readonly smoothed: readonly Float64Array[];
}

/** How well the movement shows the axis. */
export interface AxisQuality {
  /** How far the two sensors' views of the axis are apart, root mean square, rad: 0 is a perfect hinge. */
  readonly misfitRad: number;
  /** How far the joint turned about it, circular standard deviation, rad. */
  readonly turnedRad: number;
}

const { MIDDLE, WEIGHT, A, B, C } = WINDOW;
const HEADINGS_TRIED = 24;
/** So long the heading is taken as constant while nothing is known yet. */
const FIRST_WINDOWS = 20;
const STARTS = 2;
/**
 * A window is one look at the heading, a second long, however long it lasted: in a posture that is held, what the joint
 * lacks of a hinge is always the same and does not average out.
 */
const LOOK_S = 1;
const LEAST_MISFIT_RAD = (2 * Math.PI) / 180;
const TINY = 1e-12;

/** The axes from which the search may begin, best first: one for each heading that fits well at first sight. */
export function firstAxes(windows: readonly Float64Array[]): Float64Array[] {
  const first = windows.slice(0, FIRST_WINDOWS);
  const tried = Array.from({ length: HEADINGS_TRIED }, (_, i) => {
    const heading = (2 * Math.PI * i) / HEADINGS_TRIED;
    return principalOf(meanTurn(first, () => heading));
  });
  const fits = (index: number): number => tried[(index + HEADINGS_TRIED) % HEADINGS_TRIED]!.largest;
  return tried
    .filter((_, i) => fits(i) >= fits(i - 1) && fits(i) >= fits(i + 1))
    .sort((a, b) => b.largest - a.largest)
    .slice(0, STARTS)
    .map(axesOf);
}

/** Improves the axes for so many rounds; each costs a few hundred operations a window. */
export function improveAxes(windows: readonly Float64Array[], from: Float64Array, rounds: number): FunctionalAxis {
  let axes = from;
  for (let round = 1; ; round++) {
    const filtered = filterHeadings(windows, axes);
    const smoothed = smoothHeadings(windows, filtered);
    const turn = meanTurn(windows, (i) => smoothed[i]![HEADING.OFFSET]!);
    const principal = principalOf(turn);
    axes = axesOf(principal);
    if (round >= rounds) return { axes, ...qualityOf(windows, principal), filtered, smoothed };
  }
}

/** Of the two ways an axis may point, the one in which the proximal sensor's largest component is positive. */
export function pointed(axes: Float64Array): Float64Array {
  const parts = [axes[0]!, axes[1]!, axes[2]!];
  const largest = parts.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most));
  return largest < 0 ? axes.map((value) => -value) : axes;
}

/**
 * Trust in the axes, 0 to 1: one half where they are a third as far apart as the joint turned. Two degrees apart they may
 * always be without anything showing it.
 */
export function trustIn({ misfitRad, turnedRad }: AxisQuality): number {
  return 1 / (1 + (9 * (misfitRad ** 2 + LEAST_MISFIT_RAD ** 2)) / Math.max(turnedRad ** 2, TINY));
}

const axesOf = ({ left, right }: Principal): Float64Array => Float64Array.from([...left, ...right]);

function qualityOf(windows: readonly Float64Array[], { largest, second }: Principal): AxisQuality {
  const whole = windows.reduce((sum, window) => sum + window[WEIGHT]!, TINY);
  const length = Math.min(1, second / Math.max(largest, TINY));
  return {
    misfitRad: Math.sqrt(Math.max(0, 2 * (1 - largest / whole))),
    turnedRad: Math.sqrt(-2 * Math.log(Math.max(TINY, length))),
  };
}

function meanTurn(windows: readonly Float64Array[], headingOf: (index: number) => number): Float64Array {
  const sum = new Float64Array(9);
  for (let i = 0; i < windows.length; i++) {
    const window = windows[i]!;
    const cosine = Math.cos(headingOf(i));
    const sine = Math.sin(headingOf(i));
    for (let k = 0; k < 9; k++) sum[k]! += cosine * window[A + k]! + sine * window[B + k]! + window[C + k]!;
  }
  return sum;
}

function filterHeadings(windows: readonly Float64Array[], axes: Float64Array): Float64Array[] {
  const cells = initialHeading();
  return windows.map((window, i) => {
    if (i > 0) predictHeading(cells, elapsedS(windows, i));
    const alike = between(axes, window, A);
    const across = between(axes, window, B);
    const leverage = Math.hypot(alike, across) / Math.max(TINY, window[WEIGHT]!);
    measureHeading(cells, Math.atan2(across, alike), leverage, LOOK_S);
    return cells.slice();
  });
}

function smoothHeadings(windows: readonly Float64Array[], filtered: readonly Float64Array[]): Float64Array[] {
  const smoothed = filtered.map((cells) => cells.slice());
  for (let i = windows.length - 2; i >= 0; i--) {
    const seconds = elapsedS(windows, i + 1);
    const predicted = filtered[i]!.slice();
    predictHeading(predicted, seconds);
    smoothHeading(smoothed[i]!, predicted, smoothed[i + 1]!, seconds);
  }
  return smoothed;
}

const elapsedS = (windows: readonly Float64Array[], i: number): number =>
  (windows[i]![MIDDLE]! - windows[i - 1]![MIDDLE]!) / 1000;

/** proximal axis . matrix . distal axis */
function between(axes: Float64Array, window: Float64Array, matrix: number): number {
  let sum = 0;
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      sum += axes[row]! * window[matrix + 3 * row + column]! * axes[3 + column]!;
    }
  }
  return sum;
}

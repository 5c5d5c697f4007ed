import { type Html, html } from './html.ts';
import { keptPoints } from './simplified-line.ts';

/**
 * Charts as SVG text. What has to keep its shape (words, dots) is placed in percent of the width and pixels of the height;
 * lines and areas lie in a drawing of WIDTH units that is stretched to the width there is: the same chart suits a phone,
 * a desk and paper, without a script.
 */
const WIDTH = 1000;
/** Room for the words under the plot, px. */
const FOOT_PX = 26;

export interface Range {
  readonly low: number;
  readonly high: number;
}

export interface Tick {
  readonly at: number;
  readonly text: string;
  /** Left out where the chart is narrow. */
  readonly wideOnly?: boolean;
}

/** From values to places. */
export interface Frame {
  readonly x: Range;
  readonly y: Range;
  readonly heightPx: number;
}

export interface ChartParts {
  readonly frame: Frame;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  /** Lines and areas: `linePath` and `bandPath`. */
  readonly drawing: readonly Html[];
  /** Dots and words, above the drawing. */
  readonly marks?: readonly Html[];
}

/** A picture only: the figure's caption says the same in words. */
export function chart({ frame, xTicks, yTicks, drawing, marks = [] }: ChartParts): Html {
  const { heightPx } = frame;
  const height = heightPx + FOOT_PX;
  const rows = yTicks.map(({ at, text }) => ({ y: yPx(frame, at), text }));
  return html`<div class="chart" aria-hidden="true">
<svg class="scale" width="44" height="${height}">${rows.map(({ y, text }) => html`<text x="36" y="${y + 5}">${text}</text>`)}</svg>
<svg class="plot" width="100%" height="${height}">${rows.map(({ y }) => html`<line class="grid" x1="0" x2="100%" y1="${y}" y2="${y}"/>`)}
<svg width="100%" height="${heightPx}" viewBox="0 0 ${WIDTH} ${heightPx}" preserveAspectRatio="none">${drawing}</svg>
${marks}${xTicks.map((tick) => xTick(frame, tick))}</svg>
</div>`;
}

function xTick(frame: Frame, { at, text, wideOnly }: Tick): Html {
  const share = (at - frame.x.low) / (frame.x.high - frame.x.low);
  // Words at the edges would be cut off if they were centred.
  const anchor = share < 0.02 ? 'start' : share > 0.98 ? 'end' : 'middle';
  return html`<text class="${wideOnly ? 'tick wide' : 'tick'}" x="${xPercent(frame, at)}" y="${frame.heightPx + 19}" text-anchor="${anchor}">${text}</text>`;
}

export function xPercent({ x }: Frame, value: number): string {
  return `${((100 * (value - x.low)) / (x.high - x.low)).toFixed(2)}%`;
}

export function yPx({ y, heightPx }: Frame, value: number): number {
  return rounded(heightPx * (1 - (value - y.low) / (y.high - y.low)));
}

const xUnits = ({ x }: Frame, value: number): number => rounded((WIDTH * (value - x.low)) / (x.high - x.low));
const rounded = (value: number): number => Math.round(value * 10) / 10;

/** Less than anybody sees, px. */
const TOLERANCE_PX = 0.3;

export function linePath(frame: Frame, className: string, xs: ArrayLike<number>, ys: ArrayLike<number>): Html {
  const line = { xs: Array.from(xs, (x) => xUnits(frame, x)), ys: Array.from(ys, (y) => yPx(frame, y)) };
  const kept = keptPoints(line, TOLERANCE_PX);
  const d = kept.map((at, i) => `${i === 0 ? 'M' : 'L'}${line.xs[at]!} ${line.ys[at]!}`).join('');
  return html`<path class="${className}" d="${d}"/>`;
}

/** The area between two lines over the same places. */
export function bandPath(
  frame: Frame,
  className: string,
  xs: readonly number[],
  lows: readonly number[],
  highs: readonly number[],
): Html {
  const back = points(frame, xs.toReversed(), lows.toReversed(), 'L');
  return html`<path class="${className}" d="${points(frame, xs, highs, 'M')}${back}Z"/>`;
}

/** An upright or lying rectangle; a side that is left out reaches to the edge. */
export function box(frame: Frame, className: string, sides: { readonly x?: Range; readonly y?: Range }): Html {
  const { x = frame.x, y = frame.y } = sides;
  const [left, right] = [xUnits(frame, x.low), xUnits(frame, x.high)];
  const [top, bottom] = [yPx(frame, y.high), yPx(frame, y.low)];
  return html`<rect class="${className}" x="${left}" y="${top}" width="${rounded(right - left)}" height="${rounded(bottom - top)}"/>`;
}

function points(frame: Frame, xs: ArrayLike<number>, ys: ArrayLike<number>, first: 'M' | 'L'): string {
  return Array.from(xs, (x, i) => `${i === 0 ? first : 'L'}${xUnits(frame, x)} ${yPx(frame, ys[i]!)}`).join('');
}

/** Round numbers within a range, about so many of them. */
export function roundTicks({ low, high }: Range, about: number, text: (value: number) => string): Tick[] {
  const step = roundStep((high - low) / about);
  const first = Math.ceil(low / step) * step;
  const count = Math.floor((high - first) / step + 1e-9) + 1;
  return Array.from({ length: count }, (_, i) => {
    const at = rounded3(first + i * step);
    return { at, text: text(at) };
  });
}

const rounded3 = (value: number): number => Math.round(value * 1000) / 1000;

/** 1, 2 or 5 times a power of ten, the next one at or above three quarters of what was asked. */
function roundStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 5, 10].find((candidate) => 0.75 * raw <= candidate * power) ?? 10;
  return factor * power;
}

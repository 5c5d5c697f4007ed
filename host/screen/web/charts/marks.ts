import type uPlot from 'uplot';
import type { RepRecord } from '../../../records/session-document.ts';
import { type TargetBand, targetPlace } from '../../words.ts';
import { CHART_FONT, type ChartColours } from './chart-colours.ts';
import type { Hole } from './trace-parts.ts';

type Draw = (plot: uPlot) => void;

const ratio = (): number => devicePixelRatio;

/** The target band: a tint between two dashed lines, with its name, so that it reads without colour. */
export function targetMark(target: TargetBand, colours: ChartColours): Draw {
  return (plot) => {
    const { ctx, bbox } = plot;
    const [top, bottom] = [plot.valToPos(target.high, 'y', true), plot.valToPos(target.low, 'y', true)];
    ctx.save();
    ctx.fillStyle = colours.targetFill;
    ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
    ctx.strokeStyle = colours.target;
    ctx.lineWidth = 1.5 * ratio();
    ctx.setLineDash([6 * ratio(), 4 * ratio()]);
    ctx.beginPath();
    for (const y of [top, bottom]) {
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
    }
    ctx.stroke();
    ctx.restore();
  };
}

/** Where nothing came: hatched, with a word in it where there is room. */
export function holeMarks(holes: () => readonly Hole[], colours: ChartColours): Draw {
  return (plot) => {
    const { ctx, bbox } = plot;
    ctx.save();
    clip(plot);
    for (const { fromS, toS } of holes()) {
      const [left, right] = [plot.valToPos(fromS, 'x', true), plot.valToPos(toS, 'x', true)];
      const from = Math.max(left, bbox.left);
      hatch(ctx, from, right, bbox, colours);
      if (right - from > HOLE_WORD_PX * ratio()) word(ctx, 'no signal', (from + right) / 2, bbox, colours);
    }
    ctx.restore();
  };
}

const HOLE_WORD_PX = 76;
const HATCH_PX = 9;
const HATCH_ALPHA = 0.55;

/** On the colour of the card, so that it can be read over the hatching. */
function word(
  ctx: CanvasRenderingContext2D,
  text: string,
  middle: number,
  { top, height }: uPlot.BBox,
  colours: ChartColours,
): void {
  ctx.font = scaledFont();
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  const width = ctx.measureText(text).width + 8 * ratio();
  const y = top + height / 2;
  ctx.fillStyle = colours.surface;
  ctx.fillRect(middle - width / 2, y - 10 * ratio(), width, 20 * ratio());
  ctx.fillStyle = colours.text;
  ctx.fillText(text, middle, y);
}

function hatch(
  ctx: CanvasRenderingContext2D,
  left: number,
  right: number,
  { top, height }: uPlot.BBox,
  colours: ChartColours,
): void {
  const step = HATCH_PX * ratio();
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, right - left, height);
  ctx.clip();
  ctx.strokeStyle = colours.text;
  ctx.globalAlpha = HATCH_ALPHA;
  ctx.lineWidth = ratio();
  ctx.beginPath();
  // In place with the picture, not with the hole: hatching that moves with it would flicker.
  for (let x = left - height - (left % step); x < right; x += step) {
    ctx.moveTo(x, top + height);
    ctx.lineTo(x + height, top);
  }
  ctx.stroke();
  ctx.restore();
}

/** Each repetition's span as a pale column with its number above. */
export function repSpans(reps: readonly RepRecord[], colours: ChartColours): Draw {
  return (plot) => {
    const { ctx, bbox } = plot;
    ctx.save();
    clip(plot);
    ctx.textAlign = 'center';
    ctx.font = scaledFont();
    const every = labelEvery(plot, reps);
    for (const [i, rep] of reps.entries()) {
      const [left, right] = [plot.valToPos(rep.start_s, 'x', true), plot.valToPos(rep.end_s, 'x', true)];
      ctx.fillStyle = colours.band;
      ctx.fillRect(left, bbox.top, right - left, bbox.height);
      ctx.fillStyle = colours.text;
      if (i % every === 0) ctx.fillText(String(rep.index), (left + right) / 2, bbox.top + 15 * ratio());
    }
    ctx.restore();
  };
}

const LABEL_ROOM_PX = 24;

/** Numbers stand at every nth repetition, so that they never run into each other. */
function labelEvery(plot: uPlot, reps: readonly RepRecord[]): number {
  const [first, last] = [reps[0], reps.at(-1)];
  if (first === undefined || last === undefined || first === last) return 1;
  const spanPx = plot.valToPos(last.start_s, 'x', true) - plot.valToPos(first.start_s, 'x', true);
  return Math.max(1, Math.ceil((LABEL_ROOM_PX * ratio() * (reps.length - 1)) / spanPx));
}

/** Each repetition's peak: a filled circle in the target, an open triangle outside of it. */
export function peakMarks(
  reps: readonly RepRecord[],
  target: TargetBand,
  colours: ChartColours,
  peakTimeS: (rep: RepRecord) => number,
): Draw {
  return (plot) => {
    const { ctx } = plot;
    ctx.save();
    clip(plot);
    ctx.lineWidth = 2 * ratio();
    for (const rep of reps) {
      const x = plot.valToPos(peakTimeS(rep), 'x', true);
      const y = plot.valToPos(rep.peak_deg, 'y', true);
      const inside = targetPlace(rep.peak_deg, target) === 'inside';
      ctx.beginPath();
      if (inside) ctx.arc(x, y, 4.5 * ratio(), 0, 2 * Math.PI);
      else triangle(ctx, x, y, 6 * ratio());
      ctx.fillStyle = inside ? colours.target : colours.surface;
      ctx.strokeStyle = inside ? colours.surface : colours.warm;
      ctx.fill();
      ctx.stroke();
    }
    ctx.restore();
  };
}

function triangle(ctx: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  ctx.moveTo(x, y - size);
  ctx.lineTo(x + size, y + size * 0.8);
  ctx.lineTo(x - size, y + size * 0.8);
  ctx.closePath();
}

function clip({ ctx, bbox }: uPlot): void {
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
}

const scaledFont = (): string => CHART_FONT.replace('13px', `${13 * ratio()}px`);

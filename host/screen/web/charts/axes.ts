import type uPlot from 'uplot';
import { formatAngle } from '../../../../protocol/units.ts';
import { CHART_FONT, type ChartColours } from './chart-colours.ts';

const GRID_WIDTH_PX = 1;

/** Top, right, bottom, left; the axes have their own room. */
export const CHART_PADDING: uPlot.Padding = [6, 18, 0, 0];

export function angleAxis(colours: ChartColours): uPlot.Axis {
  return {
    stroke: colours.text,
    font: CHART_FONT,
    size: 46,
    space: 34,
    grid: { stroke: colours.grid, width: GRID_WIDTH_PX },
    ticks: { show: false },
    values: (_plot, splits) => splits.map(formatAngle),
  };
}

export function timeAxis(colours: ChartColours, format: (seconds: number) => string): uPlot.Axis {
  return {
    stroke: colours.text,
    font: CHART_FONT,
    size: 32,
    space: 64,
    grid: { show: false },
    ticks: { stroke: colours.grid, width: GRID_WIDTH_PX, size: 5 },
    values: (_plot, splits) => splits.map(format),
  };
}

/** "1:05" of 65 seconds, the way a recording counts. */
export const clockTime = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

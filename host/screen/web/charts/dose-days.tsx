import { useMemo } from 'preact/hooks';
import uPlot from 'uplot';
import { formatCurrent, formatDuration } from '../../../../protocol/units.ts';
import type { DoseDayRow } from '../../dose-review.ts';
import { daySummary, everyDay } from '../../dose-words.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { CHART_PADDING } from './axes.ts';
import { Chart, type ChartOptions } from './chart.tsx';
import { CHART_FONT, type ChartColours } from './chart-colours.ts';

const HEIGHT_PX = 220;
const WHOLE = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });

const COLUMNS: readonly Column<DoseDayRow>[] = [
  { name: 'Day', cell: (row) => row.day },
  { name: 'Minutes', numeric: true, cell: (row) => formatDuration(row.onTimeMs) },
  { name: 'Limit', numeric: true, cell: (row) => (row.limitMs === null ? '–' : formatDuration(row.limitMs)) },
  { name: 'Sessions', numeric: true, cell: (row) => row.sessions },
  { name: 'Peak', numeric: true, cell: (row) => formatCurrent(row.peakUa) },
  { name: 'Pulses', numeric: true, cell: (row) => WHOLE.format(row.pulses) },
  { name: 'Note', cell: (row) => row.note || '–' },
];

/** Minutes of output a day by the band's own counts, with the limit of the day, and the table that says the same. */
export function DoseDays({ days }: { readonly days: readonly DoseDayRow[] }) {
  const shown = useMemo(() => everyDay(days), [days]);
  const data = useMemo(() => columnsOf(shown), [shown]);
  return (
    <section class="card dose-days" aria-labelledby="days-heading">
      <h2 id="days-heading">Dose per day</h2>
      <p>{daySummary(days)}</p>
      {days.length > 0 && (
        <div class="dose-parts">
          <figure>
            <Chart data={data} heightPx={HEIGHT_PX} options={(colours) => chartOptions(shown, colours)} />
            <figcaption>
              <ul class="key" aria-hidden="true">
                <li class="key-minutes">minutes of output</li>
                <li class="key-limit">limit of the day</li>
              </ul>
            </figcaption>
          </figure>
          <DataTable
            narrow="scroll"
            caption="Dose of each day, newest first"
            columns={COLUMNS}
            rows={days.toReversed()}
            rowKey={(row) => row.day}
          />
        </div>
      )}
    </section>
  );
}

const minutes = (ms: number): number => ms / 60_000;

const columnsOf = (days: readonly DoseDayRow[]): uPlot.AlignedData => [
  days.map((_, i) => i),
  days.map(({ onTimeMs }) => minutes(onTimeMs)),
];

function chartOptions(days: readonly DoseDayRow[], colours: ChartColours): ChartOptions {
  const axis = { stroke: colours.text, font: CHART_FONT, ticks: { show: false } };
  const highest = Math.max(1, ...days.flatMap(({ onTimeMs, limitMs }) => [minutes(onTimeMs), minutes(limitMs ?? 0)]));
  const date = (index: number): string => days[index]?.day.slice(5).replace('-', '/') ?? '';
  return {
    padding: CHART_PADDING,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [-0.6, days.length - 0.4] }, y: { range: [0, highest * 1.12] } },
    axes: [
      { ...axis, size: 32, space: 56, grid: { show: false }, incrs: [1, 2, 7, 14], values: (_, at) => at.map(date) },
      { ...axis, size: 46, grid: { stroke: colours.grid, width: 1 }, values: (_, at) => at.map((min) => `${min} min`) },
    ],
    series: [
      {},
      {
        stroke: colours.line,
        fill: colours.line,
        paths: uPlot.paths.bars!({ size: [0.6, 40] }),
        points: { show: false },
      },
    ],
    hooks: { draw: [limitMarks(days, colours)] },
  };
}

/** Each day's own limit, dashed across the day: also where there is one day only. */
function limitMarks(days: readonly DoseDayRow[], colours: ChartColours): (plot: uPlot) => void {
  return (plot) => {
    const { ctx } = plot;
    ctx.save();
    ctx.strokeStyle = colours.warm;
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.setLineDash([8 * devicePixelRatio, 5 * devicePixelRatio]);
    ctx.beginPath();
    for (const [i, { limitMs }] of days.entries()) {
      if (limitMs === null) continue;
      const y = plot.valToPos(minutes(limitMs), 'y', true);
      ctx.moveTo(plot.valToPos(i - 0.5, 'x', true), y);
      ctx.lineTo(plot.valToPos(i + 0.5, 'x', true), y);
    }
    ctx.stroke();
    ctx.restore();
  };
}

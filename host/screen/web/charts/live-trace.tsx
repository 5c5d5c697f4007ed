import { useEffect, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import { dialRange, type TargetBand } from '../../words.ts';
import type { Trace } from '../feed/trace.ts';
import { onFrame } from '../feed/use-feed.ts';
import { angleAxis, CHART_PADDING, timeAxis } from './axes.ts';
import { Chart, type ChartOptions } from './chart.tsx';
import type { ChartColours } from './chart-colours.ts';
import { targetMark } from './marks.ts';

const SHOWN_S = 10;
const HEIGHT_PX = 152;
/** A picture that moves all the time disturbs some people; who asked for less motion gets a new one once a second. */
const CALM_PERIOD_MS = 1000;
/** What a picture without a target shows, degrees. */
const WIDE_RANGE: TargetBand = { low: 0, high: 120 };
const NOTHING: uPlot.AlignedData = [[], []];

interface LiveTraceProps {
  readonly trace: Trace;
  /** Undefined where nothing is asked. */
  readonly target: TargetBand | undefined;
  readonly title: string;
  /** What a reader who can't see the line should know; changes once a repetition. */
  readonly summary: string;
}

/** The last ten seconds of movement, which can be held still. */
export function LiveTrace({ trace, target, title, summary }: LiveTraceProps) {
  const [paused, setPaused] = useState(false);
  const plot = useRef<uPlot | undefined>(undefined);
  useEffect(() => (paused ? undefined : follow(trace, () => plot.current)), [trace, paused]);
  return (
    <figure class="card trace">
      <div class="card-head">
        <h2>{title}</h2>
        <button type="button" class="quiet" onClick={() => setPaused(!paused)}>
          {paused ? 'Continue' : 'Hold still'}
        </button>
      </div>
      <Chart
        data={NOTHING}
        heightPx={HEIGHT_PX}
        options={(colours) => traceOptions(target, colours)}
        onPlot={(created) => {
          plot.current = created;
          redraw(created, trace);
        }}
      />
      <figcaption class="sr-only">{summary}</figcaption>
    </figure>
  );
}

function follow(trace: Trace, plot: () => uPlot | undefined): () => void {
  const draw = (): void => {
    const current = plot();
    if (current !== undefined) redraw(current, trace);
  };
  if (!matchMedia('(prefers-reduced-motion: reduce)').matches) return onFrame(trace, draw);
  const timer = setInterval(draw, CALM_PERIOD_MS);
  return () => clearInterval(timer);
}

function redraw(plot: uPlot, trace: Trace): void {
  const { agoS, angleDeg } = trace.recent(SHOWN_S);
  plot.setData([agoS, angleDeg]);
}

function traceOptions(target: TargetBand | undefined, colours: ChartColours): ChartOptions {
  const { lowDeg, highDeg } = dialRange(target ?? WIDE_RANGE);
  return {
    legend: { show: false },
    cursor: { show: false },
    padding: CHART_PADDING,
    scales: { x: { time: false, range: [-SHOWN_S, 0] }, y: { range: [lowDeg - 5, highDeg] } },
    axes: [timeAxis(colours, (seconds) => (seconds === 0 ? 'now' : `${seconds} s`)), angleAxis(colours)],
    series: [{}, { stroke: colours.line, width: 3, points: { show: false } }],
    hooks: { drawAxes: target ? [targetMark(target, colours)] : [] },
  };
}

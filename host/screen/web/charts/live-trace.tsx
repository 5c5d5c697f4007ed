import { useEffect, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import { dialRange, type TargetBand } from '../../words.ts';
import type { Trace } from '../feed/trace.ts';
import { onFrame } from '../feed/use-feed.ts';
import { angleAxis, CHART_PADDING, timeAxis } from './axes.ts';
import { Chart, type ChartOptions } from './chart.tsx';
import type { ChartColours } from './chart-colours.ts';
import { holeMarks, targetMark } from './marks.ts';
import { gapWords, type Hole, traceParts } from './trace-parts.ts';

const SHOWN_S = 10;
const HEIGHT_PX = 152;
/** A picture that moves all the time disturbs some people; who asked for less motion gets a new one once a second. */
const CALM_PERIOD_MS = 1000;
/** What a picture without a target shows, degrees. */
const WIDE_RANGE: TargetBand = { low: 0, high: 120 };
const NOTHING: uPlot.AlignedData = [[], [], []];

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
  const [gaps, setGaps] = useState('');
  const plot = useRef<uPlot | undefined>(undefined);
  const holes = useRef<readonly Hole[]>([]);
  const redraw = (): void => {
    const parts = traceParts(trace.recent(SHOWN_S));
    holes.current = parts.holes;
    plot.current?.setData([parts.agoS, parts.measuredDeg, parts.filledDeg]);
    setGaps(gapWords(parts));
  };
  useEffect(() => (paused ? undefined : follow(trace, redraw)), [trace, paused]);
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
        options={(colours) => traceOptions(target, () => holes.current, colours)}
        onPlot={(created) => {
          plot.current = created;
          redraw();
        }}
      />
      <figcaption>
        <span class="sr-only">{summary} </span>
        <span class="trace-gaps">{gaps}</span>
      </figcaption>
    </figure>
  );
}

function follow(trace: Trace, draw: () => void): () => void {
  if (!matchMedia('(prefers-reduced-motion: reduce)').matches) return onFrame(trace, draw);
  const timer = setInterval(draw, CALM_PERIOD_MS);
  return () => clearInterval(timer);
}

function traceOptions(
  target: TargetBand | undefined,
  holes: () => readonly Hole[],
  colours: ChartColours,
): ChartOptions {
  const { lowDeg, highDeg } = dialRange(target ?? WIDE_RANGE);
  return {
    legend: { show: false },
    cursor: { show: false },
    padding: CHART_PADDING,
    scales: { x: { time: false, range: [-SHOWN_S, 0] }, y: { range: [lowDeg - 5, highDeg] } },
    axes: [timeAxis(colours, (seconds) => (seconds === 0 ? 'now' : `${seconds} s`)), angleAxis(colours)],
    series: [
      {},
      { stroke: colours.line, width: 3, points: { show: false } },
      { stroke: colours.warm, width: 3, dash: [3, 5], points: { show: false } },
    ],
    hooks: { drawAxes: [...(target ? [targetMark(target, colours)] : []), holeMarks(holes, colours)] },
  };
}

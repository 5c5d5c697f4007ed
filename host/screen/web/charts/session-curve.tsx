import { useMemo, useState } from 'preact/hooks';
import type { SessionDocument } from '../../../records/session-document.ts';
import type { AngleCurve } from '../../session-library.ts';
import { curveSummary } from '../../session-words.ts';
import { dialRange } from '../../words.ts';
import { angleAxis, CHART_PADDING, clockTime, timeAxis } from './axes.ts';
import { Chart, type ChartOptions } from './chart.tsx';
import type { ChartColours } from './chart-colours.ts';
import { peakMarks, repSpans, targetMark } from './marks.ts';

const HEIGHT_PX = 320;
/** Shown before and after a set, so that its first and last repetition can be seen whole. */
const MARGIN_S = 2;

interface Stretch {
  readonly name: string;
  readonly startS: number;
  readonly endS: number;
}

interface SessionCurveProps {
  readonly document: SessionDocument;
  readonly curve: AngleCurve;
}

/** The joint angle of a whole session or of one set, with its repetitions, their peaks and the target. */
export function SessionCurve({ document, curve }: SessionCurveProps) {
  const stretches = useMemo(() => stretchesOf(document, curve), [document, curve]);
  const [shown, setShown] = useState(stretches[0]!);
  const data = useMemo(() => slice(curve, shown), [curve, shown]);
  const { reps, session } = document;
  return (
    <figure class="card session-curve">
      <div class="card-head">
        <h2>Angle curve</h2>
        <fieldset class="segments">
          <legend class="sr-only">Part of the session shown</legend>
          {stretches.map((stretch) => (
            <button key={stretch.name} type="button" aria-pressed={stretch === shown} onClick={() => setShown(stretch)}>
              {stretch.name}
            </button>
          ))}
        </fieldset>
      </div>
      <Chart data={data} heightPx={HEIGHT_PX} options={(colours) => curveOptions(document, curve, shown, colours)} />
      <figcaption>
        <ul class="key" aria-hidden="true">
          <li class="key-target">target</li>
          <li class="key-rep">repetition</li>
          <li class="key-inside">peak in target</li>
          <li class="key-outside">peak outside</li>
        </ul>
        {curveSummary(reps, session.target_deg, session.duration_s)}
      </figcaption>
    </figure>
  );
}

function stretchesOf({ session, reps }: SessionDocument, curve: AngleCurve): Stretch[] {
  const endS = Math.max(curve.tS.at(-1) ?? 0, ...reps.map((rep) => rep.end_s));
  const sets = session.sets.map((set, i) => ({
    name: `Set ${i + 1}`,
    startS: Math.max(0, set.start_s - MARGIN_S),
    endS: Math.min(endS, set.end_s + MARGIN_S),
  }));
  const moving = { name: 'All sets', startS: 0, endS };
  return [moving, ...sets];
}

function slice(curve: AngleCurve, { startS, endS }: Stretch): [number[], number[]] {
  const kept = curve.tS.map((_, i) => i).filter((i) => curve.tS[i]! >= startS && curve.tS[i]! <= endS);
  return [kept.map((i) => curve.tS[i]!), kept.map((i) => curve.angleDeg[i]!)];
}

/** When the curve is highest between a repetition's start and end: the document has the peak's angle, not its time. */
function peakTimeS(curve: AngleCurve, startS: number, endS: number): number {
  let best = { tS: (startS + endS) / 2, angleDeg: Number.NEGATIVE_INFINITY };
  curve.tS.forEach((tS, i) => {
    if (tS >= startS && tS <= endS && curve.angleDeg[i]! > best.angleDeg) best = { tS, angleDeg: curve.angleDeg[i]! };
  });
  return best.tS;
}

function curveOptions(
  document: SessionDocument,
  curve: AngleCurve,
  shown: Stretch,
  colours: ChartColours,
): ChartOptions {
  const { reps, session } = document;
  const { lowDeg, highDeg } = dialRange(session.target_deg);
  const lowest = Math.min(lowDeg, ...curve.angleDeg);
  const peaks = peakMarks(reps, session.target_deg, colours, (rep) => peakTimeS(curve, rep.start_s, rep.end_s));
  return {
    legend: { show: false },
    cursor: { show: false },
    padding: CHART_PADDING,
    scales: { x: { time: false, range: [shown.startS, shown.endS] }, y: { range: [lowest - 5, highDeg + 5] } },
    axes: [timeAxis(colours, clockTime), angleAxis(colours)],
    series: [{}, { stroke: colours.line, width: 2, points: { show: false } }],
    hooks: { drawAxes: [repSpans(reps, colours), targetMark(session.target_deg, colours)], draw: [peaks] },
  };
}

import { useMemo } from 'preact/hooks';
import { formatAngle } from '../../../../protocol/units.ts';
import type { SessionDocument } from '../../../records/session-document.ts';
import { type RepProfile, repProfile } from '../../rep-profile.ts';
import type { AngleCurve } from '../../session-library.ts';
import { dialRange, type TargetBand } from '../../words.ts';
import { angleAxis, CHART_PADDING, timeAxis } from './axes.ts';
import { Chart, type ChartOptions } from './chart.tsx';
import type { ChartColours } from './chart-colours.ts';
import { targetMark } from './marks.ts';

const HEIGHT_PX = 320;

interface RepOverlayProps {
  readonly document: SessionDocument;
  readonly curve: AngleCurve;
}

/** The average repetition and how much repetitions differ, each stretched to the same length. */
export function RepOverlay({ document, curve }: RepOverlayProps) {
  const overlay = useMemo(() => overlayOf(curve, document), [curve, document]);
  if (overlay === undefined) return null;
  return (
    <figure class="card">
      <div class="card-head">
        <h2>Average repetition</h2>
      </div>
      <Chart
        data={overlay.data}
        heightPx={HEIGHT_PX}
        options={(colours) => overlayOptions(document.session.target_deg, colours)}
      />
      <figcaption>{overlaySummary(overlay.profile)}</figcaption>
    </figure>
  );
}

interface Overlay {
  readonly profile: RepProfile;
  readonly data: [number[], number[], number[], number[]];
}

function overlayOf(curve: AngleCurve, { reps }: SessionDocument): Overlay | undefined {
  const profile = repProfile(curve, reps);
  if (profile === undefined) return undefined;
  const { percent, meanDeg, lowDeg, highDeg } = profile;
  return { profile, data: [[...percent], [...meanDeg], [...lowDeg], [...highDeg]] };
}

function overlaySummary({ meanDeg, lowDeg, highDeg }: RepProfile): string {
  const peakDeg = Math.max(...meanDeg);
  const atPeak = meanDeg.indexOf(peakDeg);
  const deviation = (highDeg[atPeak]! - lowDeg[atPeak]!) / 2;
  return `Mean, and one standard deviation either side: ${formatAngle(peakDeg)} ± ${formatAngle(deviation)} at its highest.`;
}

function overlayOptions(target: TargetBand, colours: ChartColours): ChartOptions {
  const { lowDeg, highDeg } = dialRange(target);
  const edge = { stroke: colours.line, width: 1, dash: [3, 3], points: { show: false } };
  return {
    legend: { show: false },
    cursor: { show: false },
    padding: CHART_PADDING,
    scales: { x: { time: false, range: [0, 100] }, y: { range: [lowDeg - 5, highDeg + 5] } },
    axes: [timeAxis(colours, (percent) => `${percent} %`), angleAxis(colours)],
    series: [{}, { stroke: colours.line, width: 3, points: { show: false } }, edge, edge],
    bands: [{ series: [3, 2], fill: colours.spread }],
    hooks: { drawAxes: [targetMark(target, colours)] },
  };
}

import { formatAngle } from '../../protocol/units.ts';
import { type MeanCurve, meanCurve, REP_POINTS } from '../motion/rep-curve.ts';
import { repCurvesOf } from '../screen/rep-profile.ts';
import { bandPath, box, chart, linePath, roundTicks } from './chart.ts';
import { KEY_SIGNS, key } from './chart-marks.ts';
import { type Html, html, NOTHING } from './html.ts';
import { isDemonstration, type ReportFacts, sparesDeviations } from './report-facts.ts';
import { angleRange } from './set-curves.ts';

const HEIGHT_PX = 250;
const PERCENT = Array.from({ length: REP_POINTS }, (_, i) => i);

/** All repetitions laid over each other, stretched to the same length: each, their mean, and how much they differ. */
export function repOverlay(facts: ReportFacts): Html {
  const { document, curve } = facts;
  const curves = repCurvesOf(curve, document.reps);
  if (curves.length === 0) return NOTHING;
  const mean = meanCurve(curves);
  const spared = sparesDeviations(facts);
  const template = spared ? undefined : facts.template;
  const frame = { x: { low: 0, high: 100 }, y: angleRange(document, curve.angleDeg), heightPx: HEIGHT_PX };
  const { lows, highs } = edges(mean);
  const withTarget = !spared && !isDemonstration(document);
  const drawing = [
    withTarget ? box(frame, 'target', { y: document.session.target_deg }) : NOTHING,
    bandPath(frame, 'spread', PERCENT, lows, highs),
    thinned(curves).map((angles) => linePath(frame, 'single', PERCENT, angles)),
    template ? linePath(frame, 'template', PERCENT, template.meanDeg) : NOTHING,
    linePath(frame, 'mean', PERCENT, mean.meanDeg),
  ].flat();
  return html`<section class="card" aria-labelledby="overlay-heading"><h2 id="overlay-heading">The repetitions laid over each other</h2>
<figure>${chart({
    frame,
    xTicks: [0, 25, 50, 75, 100].map((at) => ({ at, text: `${at} %` })),
    yTicks: roundTicks(frame.y, 5, formatAngle),
    drawing,
  })}<figcaption>${overlayWords(mean, curves.length)}</figcaption></figure>
${key([
  { sign: KEY_SIGNS.mean, text: 'mean' },
  { sign: KEY_SIGNS.spread, text: '± one standard deviation' },
  { sign: KEY_SIGNS.single, text: 'one repetition' },
  ...(withTarget ? [{ sign: KEY_SIGNS.target, text: 'target' }] : []),
  ...(template ? [{ sign: KEY_SIGNS.template, text: 'as demonstrated' }] : []),
])}
${asNumbers(mean, template)}</section>`;
}

/** Hundreds of thin lines are one grey area, and a large page. */
const MOST_LINES = 48;

function thinned(curves: readonly (readonly number[])[]): (readonly number[])[] {
  const everyNth = Math.ceil(curves.length / MOST_LINES);
  return curves.filter((_, i) => i % everyNth === 0);
}

function edges({ meanDeg, deviationDeg }: MeanCurve): { readonly lows: number[]; readonly highs: number[] } {
  return {
    lows: meanDeg.map((mean, i) => mean - deviationDeg[i]!),
    highs: meanDeg.map((mean, i) => mean + deviationDeg[i]!),
  };
}

function overlayWords({ meanDeg, deviationDeg }: MeanCurve, count: number): string {
  const highest = Math.max(...meanDeg);
  const at = meanDeg.indexOf(highest);
  return `${count} repetitions, each stretched to the same length. On average they reach ${formatAngle(highest)} at ${at} % of their time, and differ there by ± ${deviationDeg[at]!.toFixed(1)}°.`;
}

/** The picture for those who can't see it. */
function asNumbers({ meanDeg, deviationDeg }: MeanCurve, template: MeanCurve | undefined): Html {
  const rows = PERCENT.filter((percent) => percent % 10 === 0).map(
    (i) =>
      html`<tr><th scope="row">${i} %</th><td class="number">${meanDeg[i]!.toFixed(0)}°</td><td class="number">${deviationDeg[i]!.toFixed(1)}°</td>${template && html`<td class="number">${template.meanDeg[i]!.toFixed(0)}°</td>`}</tr>`,
  );
  return html`<details><summary>As numbers</summary><table><caption>Mean repetition</caption><thead><tr><th scope="col">Time</th><th scope="col" class="number">Mean</th><th scope="col" class="number">Deviation</th>${template && html`<th scope="col" class="number">Demonstrated</th>`}</tr></thead><tbody>${rows}</tbody></table></details>`;
}

import { formatAngle } from '../../protocol/units.ts';
import type { SetMetricsRecord } from '../records/metrics-record.ts';
import type { RepRecord } from '../records/session-document.ts';
import { chart, type Frame, linePath, roundTicks, type Tick, xPercent, yPx } from './chart.ts';
import { dot, KEY_SIGNS, key, whisker } from './chart-marks.ts';
import { type Html, html, NOTHING } from './html.ts';
import { sigmaOf } from './rep-values.ts';
import type { ReportFacts } from './report-facts.ts';
import { type SetTrend, setTrends, trendWords } from './set-trend.ts';

const HEIGHT_PX = 200;
/** More numbers run into each other. */
const MOST_NUMBERS = { narrow: 12, wide: 24 };

/** The range of each repetition with its uncertainty, and the straight line through each set: what tiring would bend down. */
export function trendChart({ document }: ReportFacts): Html {
  const trends = setTrends(document);
  if (trends.length === 0) return NOTHING;
  return html`<section class="card" aria-labelledby="trend-heading"><h2 id="trend-heading">Over the set</h2>
<figure>${picture(document.reps, trends)}<figcaption>${trends.map((trend) => html`${trendWords(trend)} `)}A trend is a hint of tiring, nothing more: no threshold has been validated.</figcaption></figure>
${key([
  { sign: KEY_SIGNS.plain, text: 'range of one repetition' },
  { sign: KEY_SIGNS.whisker, text: '95 % of its uncertainty' },
  { sign: KEY_SIGNS.trend, text: 'line through a set' },
])}
${driftTable(trends)}</section>`;
}

function picture(reps: readonly RepRecord[], trends: readonly SetTrend[]): Html {
  const roms = reps.map((rep) => rep.rom_deg);
  const margin = Math.max(6, 0.4 * (Math.max(...roms) - Math.min(...roms)));
  const y = { low: Math.min(...roms) - margin, high: Math.max(...roms) + margin };
  const frame = { x: { low: 0.3, high: reps.length + 0.7 }, y, heightPx: HEIGHT_PX };
  const placesOf = (set: number): number[] => reps.flatMap((rep, i) => (rep.set === set ? i + 1 : []));
  return chart({
    frame,
    xTicks: repTicks(reps),
    yTicks: roundTicks(y, 4, formatAngle),
    drawing: trends.map((trend) => trendLine(frame, trend, placesOf(trend.set))),
    marks: reps.map((rep, i) => repMark(frame, rep, i + 1)),
  });
}

function repTicks(reps: readonly RepRecord[]): Tick[] {
  const everyNth = Math.ceil(reps.length / MOST_NUMBERS.narrow);
  const everyNthWide = Math.ceil(reps.length / MOST_NUMBERS.wide);
  return reps.flatMap((rep, i) => {
    const isNarrowToo = i % everyNth === 0;
    return isNarrowToo || i % everyNthWide === 0
      ? [{ at: i + 1, text: String(rep.index), wideOnly: !isNarrowToo }]
      : [];
  });
}

function repMark(frame: Frame, rep: RepRecord, place: number): Html {
  const x = xPercent(frame, place);
  const margin = 2 * (sigmaOf(rep, 'rom_deg') ?? 0);
  const error = whisker(x, yPx(frame, rep.rom_deg + margin), yPx(frame, rep.rom_deg - margin));
  return html`${margin > 0 && error}${dot(x, yPx(frame, rep.rom_deg), 'plain')}`;
}

function trendLine(frame: Frame, { fromDeg, toDeg }: SetTrend, places: readonly number[]): Html {
  return linePath(frame, 'trend', [places[0]!, places.at(-1)!], [fromDeg, toDeg]);
}

const DRIFTS: readonly (readonly [keyof SetMetricsRecord, string, string, number])[] = [
  ['rom_drift_deg', 'Range', '°', 1],
  ['speed_drift_dps', 'Fastest speed', '°/s', 1],
  ['smoothness_drift', 'Smoothness (SPARC)', '', 2],
];

/** Change from the first to the last repetition of each set, each with the 95 % of its uncertainty. */
function driftTable(trends: readonly SetTrend[]): Html {
  const cell = ({ metrics }: SetTrend, name: keyof SetMetricsRecord, unit: string, digits: number): Html => {
    const measure = metrics[name];
    if (measure.value === null) return html`<td class="number">–</td>`;
    return html`<td class="number">${withSign(measure.value, digits)}${unit} <span class="quiet">± ${(2 * measure.sigma).toFixed(digits)}</span></td>`;
  };
  return html`<details><summary>As numbers</summary><table><caption>Change from the first to the last repetition of a set</caption>
<thead><tr><th scope="col">Change over the set</th>${trends.map(({ set }) => html`<th scope="col" class="number">Set ${set}</th>`)}</tr></thead>
<tbody>${DRIFTS.map(([name, words, unit, digits]) => html`<tr><th scope="row">${words}</th>${trends.map((trend) => cell(trend, name, unit, digits))}</tr>`)}</tbody></table></details>`;
}

const withSign = (value: number, digits: number): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;

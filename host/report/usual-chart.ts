import { formatAngle } from '../../protocol/units.ts';
import type { SessionDocument } from '../records/session-document.ts';
import { box, chart, type Range, roundTicks, xPercent, yPx } from './chart.ts';
import { dot, KEY_SIGNS, key } from './chart-marks.ts';
import { type Html, html, NOTHING } from './html.ts';
import { formatDay, type ReportFacts } from './report-facts.ts';
import { type AgainstUsual, againstUsual, changeWords, sessionRange } from './usual.ts';

const HEIGHT_PX = 190;
/** Older ones say little of now, and a phone shows no more. */
const SHOWN = 12;

/** This session's mean range beside those before it, and the band in which it was to be expected. */
export function usualChart(facts: ReportFacts): Html {
  const shown = [...facts.earlier.slice(-SHOWN), facts.document].filter((one) => sessionRange(one) !== undefined);
  if (sessionRange(facts.document) === undefined) return NOTHING;
  const against = againstUsual(facts.document, facts.earlier);
  return html`<section class="card" aria-labelledby="usual-heading"><h2 id="usual-heading">Against what is usual</h2>
${shown.length < 2 ? html`<p>${changeWords(against)}</p>` : picture(facts, shown, against)}</section>`;
}

function picture(facts: ReportFacts, shown: readonly SessionDocument[], against: AgainstUsual | undefined): Html {
  const usual = against && bandOf(against);
  const ranges = shown.map((document) => sessionRange(document)!);
  const values = [...ranges, ...(usual ? [usual.low, usual.high] : [])];
  const y = { low: Math.min(...values) - 4, high: Math.max(...values) + 4 };
  const frame = { x: { low: 0.4, high: shown.length + 0.6 }, y, heightPx: HEIGHT_PX };
  const marks = ranges.map((range, i) =>
    dot(xPercent(frame, i + 1), yPx(frame, range), i === shown.length - 1 ? 'now' : 'plain'),
  );
  const day = (document: SessionDocument): string => formatDay(document.session.started_at, facts.timeZone);
  return html`<figure>${chart({
    frame,
    xTicks: shown.map((document, i) => ({
      at: i + 1,
      text: i === shown.length - 1 ? 'this one' : day(document).replace(/ \d{4}$/, ''),
      wideOnly: i > 0 && i < shown.length - 1,
    })),
    yTicks: roundTicks(y, 4, formatAngle),
    drawing: usual ? [box(frame, 'usual', { y: usual })] : [],
    marks,
  })}<figcaption>${changeWords(against)}</figcaption></figure>
${key([
  { sign: KEY_SIGNS.now, text: 'this session, mean range' },
  { sign: KEY_SIGNS.plain, text: 'an earlier session' },
  ...(usual ? [{ sign: KEY_SIGNS.usual, text: 'where an unchanged session would lie, 95 times of 100' }] : []),
])}
<details><summary>As numbers</summary><table><caption>Mean range of each session</caption><thead><tr><th scope="col">Session</th><th scope="col" class="number">Mean range</th><th scope="col" class="number">Repetitions</th></tr></thead><tbody>${shown.map((document, i) => html`<tr><th scope="row">${day(document)}</th><td class="number">${ranges[i]!.toFixed(1)}°</td><td class="number">${document.reps.length}</td></tr>`)}</tbody></table></details>`;
}

/** Where this session's mean range was to be expected. */
const bandOf = ({ usual, change }: AgainstUsual): Range => ({
  low: usual.centre - change.band,
  high: usual.centre + change.band,
});

import type { RepRecord } from '../records/session-document.ts';
import { completionRows } from '../screen/completion-words.ts';
import { lostPercent } from '../screen/session-words.ts';
import { type Html, html } from './html.ts';
import { median } from './rep-values.ts';
import type { ReportFacts } from './report-facts.ts';

/** How far the numbers can be trusted: what arrived, what was filled in, and what speaks against the sensors. */
export function dataQuality({ document }: ReportFacts): Html {
  const { frames, reps, session } = document;
  const doubtful = reps.filter((rep) => (rep.doubts ?? []).length > 0).length;
  const confidence = median(reps.map((rep) => rep.confidence));
  const rows = [
    ['Frames received', String(frames.received)],
    ['Lost for good', `${frames.lost} (${lostPercent(frames).toFixed(1)} %)`],
    ['Missed, then recovered', String(frames.recovered)],
    ['Discarded by a check', String(frames.discarded)],
    ...completionRows(document),
    ['Repetitions with gaps that were filled in', countWith(reps, 'dropout')],
    ['Repetitions with values at the end of the range', countWith(reps, 'saturated')],
    ['Repetitions with a sensor that repeated itself', countWith(reps, 'stuck')],
    ['Repetitions with a doubt about a sensor', String(doubtful)],
    ['Median confidence', confidence === undefined ? '–' : `${Math.round(100 * confidence)} %`],
    ['Bands worn on', session.sensors.map((sensor) => sensor.replaceAll('-', ' ')).join(', ')],
  ];
  return html`<section class="card" aria-labelledby="quality-heading"><h2 id="quality-heading">Quality of the data</h2>
<table><caption>Quality of the data</caption><tbody>${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td class="number">${value}</td></tr>`)}</tbody></table></section>`;
}

const countWith = (reps: readonly RepRecord[], kind: string): string =>
  String(reps.filter((rep) => (rep.doubts ?? []).some((doubt) => doubt.kind === kind)).length);

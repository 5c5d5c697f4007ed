import { formatCurrent } from '../../protocol/units.ts';
import { stopReasonWords } from '../screen/ending-words.ts';
import { type Html, html } from './html.ts';
import type { ReportFacts } from './report-facts.ts';

const WHOLE = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** What stimulation the band counted, beside what was allowed. */
export function doseSection({ document, prescribedDose: allowed }: ReportFacts): Html {
  const { stimulation } = document;
  if (stimulation.pulses === 0 && stimulation.on_time_s === 0) {
    return html`<section class="card" aria-labelledby="dose-heading"><h2 id="dose-heading">Stimulation</h2><p>${stopReasonWords(stimulation.stop_reason)}.</p></section>`;
  }
  const rows = [
    ['Current', allowed && formatCurrent(allowed.currentUa), `${formatCurrent(stimulation.peak_current_ua)} peak`],
    ['Time', allowed && `${allowed.durationS} s`, `${stimulation.on_time_s.toFixed(1)} s`],
    ['Pulses', allowed && `${allowed.rateHz} a second, ${allowed.phaseWidthUs} µs`, WHOLE.format(stimulation.pulses)],
    ['Charge', undefined, `${WHOLE.format(stimulation.total_charge_uc)} µC`],
  ];
  return html`<section class="card" aria-labelledby="dose-heading"><h2 id="dose-heading">Stimulation</h2>
<p>${stopReasonWords(stimulation.stop_reason)}.${stimulation.prescription_id !== null && ` Prescription ${stimulation.prescription_id}.`}</p>
<table><caption>Stimulation, prescribed and delivered</caption><thead><tr><th scope="col">Dose</th><th scope="col" class="number">Prescribed</th><th scope="col" class="number">Delivered</th></tr></thead>
<tbody>${rows.map(([name, asked, given]) => html`<tr><th scope="row">${name}</th><td class="number">${asked ?? '–'}</td><td class="number">${given}</td></tr>`)}</tbody></table></section>`;
}

import type { MetricsRecord } from '../records/metrics-record.ts';
import type { RepRecord } from '../records/session-document.ts';
import { executionWords } from '../screen/demonstration-words.ts';
import { doubtWords } from '../screen/doubt-words.ts';
import { confidenceWords } from '../screen/session-words.ts';
import { TARGET_PLACE_WORDS, TEMPO_PHASES, type TempoPhase, targetPlace } from '../screen/words.ts';
import { type Html, html, NOTHING } from './html.ts';
import { knownValue, sigmaOf } from './rep-values.ts';
import { isDemonstration, type ReportFacts, wantedTempo } from './report-facts.ts';

interface Column {
  readonly name: string;
  readonly note?: string;
  readonly cell: (rep: RepRecord) => Html;
}

/** One row a repetition. Twice the standard deviation stands behind each "±": 95 of 100 errors are smaller. */
export function repTable(facts: ReportFacts): Html {
  const { reps } = facts.document;
  if (reps.length === 0) return NOTHING;
  const columns = columnsFor(facts).filter((column) => column !== undefined);
  return html`<section class="card long" aria-labelledby="reps-heading"><h2 id="reps-heading">Repetition by repetition</h2>
<div class="scroll" role="region" aria-label="Repetitions, table" tabindex="0"><table><caption>Repetitions</caption>
<thead><tr><th scope="col">Rep</th>${columns.map(({ name, note }) => html`<th scope="col" class="number">${name}${note && html`<br><span class="quiet">${note}</span>`}</th>`)}</tr></thead>
<tbody>${reps.map((rep) => html`<tr><th scope="row">${rep.index}</th>${columns.map((column) => column.cell(rep))}</tr>`)}</tbody></table></div>
${isDemonstration(facts.document) ? NOTHING : html`<p class="note">Peak: ● in the target, ▽ below it, △ past it.</p>`}${doubtsList(reps)}</section>`;
}

function columnsFor({ document, reader }: ReportFacts): (Column | undefined)[] {
  const { reps, session } = document;
  const wanted = isDemonstration(document) ? undefined : wantedTempo(document);
  const holds = (name: keyof MetricsRecord): boolean => reps.some((rep) => knownValue(rep, name) !== undefined);
  const optional = (
    name: keyof MetricsRecord,
    column: Omit<Column, 'cell'>,
    digits: number,
    unit: string,
  ): Column | undefined =>
    holds(name) ? { ...column, cell: (rep) => measureCell(rep, name, digits, unit) } : undefined;
  return [
    session.sets.length > 1 ? { name: 'Set', cell: (rep) => number(rep.set) } : undefined,
    { name: 'Range', cell: (rep) => number(rep.rom_deg.toFixed(0), '°', marginOf(rep, 'rom_deg', 0, '°')) },
    isDemonstration(document)
      ? { name: 'Peak', cell: (rep) => number(rep.peak_deg.toFixed(0), '°') }
      : {
          name: 'Peak',
          note: `of ${session.target_deg.low} to ${session.target_deg.high}°`,
          cell: (rep) => peakCell(rep, session.target_deg),
        },
    ...TEMPO_PHASES.map((phase) => tempoColumn(phase, wanted)),
    optional('smoothness', { name: 'Smoothness', note: 'SPARC' }, 2, ''),
    optional('hold_unsteadiness_deg', { name: 'Unsteadiness', note: 'in the hold' }, 1, '°'),
    optional('template_deg', { name: 'Template', note: 'distance' }, 1, '°'),
    optional('compensation_deg', { name: 'Lean' }, 1, '°'),
    optional('trunk_lean_deg', { name: 'Trunk lean' }, 1, '°'),
    optional('sway_rms_ms2', { name: 'Sway', note: 'RMS, m/s²' }, 2, ''),
    // A word of the clinician's own for a way of doing it: not for the patient.
    reader === 'clinician' && reps.some((rep) => rep.execution)
      ? { name: 'Done', note: 'as enrolled', cell: (rep) => html`<td>${executionWords(rep) || '–'}</td>` }
      : undefined,
    { name: 'Confidence', cell: confidenceCell },
  ];
}

function tempoColumn(phase: TempoPhase, wanted: RepRecord['tempo_s'] | undefined): Column {
  const name = `${phase.charAt(0).toUpperCase()}${phase.slice(1)}`;
  return {
    name,
    ...(wanted ? { note: `of ${wanted[phase].toFixed(1)} s` } : {}),
    cell: (rep) => number(rep.tempo_s[phase].toFixed(1), ' s', marginOf(rep, `${phase}_s`, 1, '')),
  };
}

const number = (value: string | number, unit = '', margin = ''): Html =>
  html`<td class="number">${value}${unit}${margin && html` <span class="quiet">${margin}</span>`}</td>`;

function marginOf(rep: RepRecord, name: keyof MetricsRecord, digits: number, unit: string): string {
  const sigma = sigmaOf(rep, name);
  return sigma === undefined ? '' : `± ${Math.max(10 ** -digits, 2 * sigma).toFixed(digits)}${unit}`;
}

function measureCell(rep: RepRecord, name: keyof MetricsRecord, digits: number, unit: string): Html {
  const value = knownValue(rep, name);
  if (value === undefined) return html`<td class="number">–</td>`;
  return number(signed(value, digits), unit, marginOf(rep, name, digits, ''));
}

/** With a true minus sign. */
const signed = (value: number, digits: number): string => value.toFixed(digits).replace('-', '−');

const PLACE_SIGNS = { below: '▽', inside: '●', above: '△' } as const;

function peakCell(rep: RepRecord, target: { readonly low: number; readonly high: number }): Html {
  const place = targetPlace(rep.peak_deg, target);
  return html`<td class="number ${place === 'inside' ? 'on' : 'off'}">${rep.peak_deg.toFixed(0)}° <span aria-hidden="true">${PLACE_SIGNS[place]}</span><span class="heard"> ${TARGET_PLACE_WORDS[place].toLowerCase()}</span></td>`;
}

function confidenceCell(rep: RepRecord): Html {
  const doubted = (rep.doubts ?? []).length > 0;
  return html`<td class="number">${Math.round(100 * rep.confidence)} % <span class="quiet">${confidenceWords(rep.confidence)}</span>${doubted && html` <span class="tag doubt">doubt</span>`}</td>`;
}

/** The doubts in sentences, with the repetitions they touch. */
function doubtsList(reps: readonly RepRecord[]): Html {
  const touched = new Map<string, number[]>();
  for (const rep of reps) {
    for (const doubt of rep.doubts ?? []) {
      const words = doubtWords(doubt);
      touched.set(words, [...(touched.get(words) ?? []), rep.index]);
    }
  }
  if (touched.size === 0) return NOTHING;
  return html`<h3>Doubts about sensors</h3><ul class="steps">${[...touched].map(([words, indexes]) => html`<li>${words} <span class="note">(repetition ${indexes.join(', ')})</span></li>`)}</ul>`;
}

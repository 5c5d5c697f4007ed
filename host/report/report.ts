import { formatAngle, formatDuration, sToMs } from '../../protocol/units.ts';
import type { SessionDocument } from '../records/session-document.ts';
import { meanAndDeviation, repsInTarget } from '../screen/session-words.ts';
import { count, exerciseName, formatTarget } from '../screen/words.ts';
import { dataQuality } from './data-quality.ts';
import { doseSection } from './dose-section.ts';
import { howToRead } from './how-to-read.ts';
import { type Html, html, NOTHING, trusted } from './html.ts';
import { repOverlay } from './rep-overlay.ts';
import { repTable } from './rep-table.ts';
import { formatDate, formatDay, isDemonstration, type ReportFacts, sparesDeviations } from './report-facts.ts';
import { setCurves } from './set-curves.ts';
import { sidesTable } from './sides-table.ts';
import { STYLE } from './style.ts';
import { clinicianWords, patientWords } from './summary-words.ts';
import { trendChart } from './trend-chart.ts';
import { usualChart } from './usual-chart.ts';

/** Nothing is loaded and nothing runs, whatever a stored text may hold. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** One session on one page that needs nothing else: no network, no script. Opens from a file and prints. */
export function sessionReport(facts: ReportFacts): string {
  const { document } = facts;
  const title = `${exerciseName(document.session.exercise)}, ${formatDay(document.session.started_at, facts.timeZone)}`;
  const page = html`${trusted('<!doctype html>')}
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}"><meta name="color-scheme" content="light dark">
<title>${title} · Limber report</title><style>${trusted(STYLE)}</style></head>
<body>${header(facts)}
<main>${summary(facts)}${facts.reader === 'clinician' ? clinicianParts(facts) : patientParts(facts)}</main>
</body></html>
`;
  return page.markup;
}

function header(facts: ReportFacts): Html {
  const { document, timeZone } = facts;
  const { session } = document;
  const rows = [
    ['Person', session.person],
    ['Session', formatDate(session.started_at, timeZone)],
    ...(session.side ? [['Side', session.side]] : []),
    ['Length', `${formatDuration(sToMs(session.duration_s))} min`],
    ['Site', session.site],
    ...(session.outcome === 'completed'
      ? []
      : [['Ended', session.outcome === 'stopped' ? 'early' : 'by an interruption']]),
  ];
  return html`<header>${document.simulated && html`<p class="banner">Simulation: no real patient or device</p>`}
<div class="top"><p class="kind">${isDemonstration(document) ? 'Demonstration' : 'Session report'}</p>
<h1>${exerciseName(session.exercise)}</h1>
<dl class="facts">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${sparesDeviations(facts) ? NOTHING : targetOrigin(document, timeZone)}</div></header>`;
}

function targetOrigin({ session }: SessionDocument, timeZone: string): Html {
  const mark = session.movement_prescription;
  if (mark === undefined) return NOTHING;
  return html`<p class="note">Target and tempo from the demonstration of ${formatDay(mark.demonstrated_at, timeZone)}, prescribed by ${mark.prescribed_by} (version ${mark.version}).</p>`;
}

function summary(facts: ReportFacts): Html {
  const forPatient = html`<section class="card for-patient" aria-labelledby="patient-heading"><h2 id="patient-heading">For you</h2><p class="words">${patientWords(facts).join(' ')}</p></section>`;
  if (facts.reader === 'patient') return forPatient;
  return html`${forPatient}<section class="card for-clinician" aria-labelledby="clinician-heading"><h2 id="clinician-heading">For the clinician</h2><p class="words">${clinicianWords(facts).join(' ')}</p></section>${keyFigures(facts.document)}`;
}

function keyFigures(document: SessionDocument): Html {
  const { reps, session } = document;
  const rom = meanAndDeviation(reps.map((rep) => rep.rom_deg));
  if (rom === undefined) return NOTHING;
  const figures = [
    ['Repetitions', String(reps.length), `in ${count(session.sets.length, 'set')}`],
    ['Range of motion', formatAngle(rom.mean), `mean, ± ${rom.deviation.toFixed(1)}°`],
    ...(isDemonstration(document) ? [] : [inTarget(document)]),
  ];
  return html`<section class="card" aria-label="Key figures"><dl class="figures">${figures.map(([name, value, note]) => html`<div><dt>${name}</dt><dd><strong>${value}</strong> ${note}</dd></div>`)}</dl></section>`;
}

const inTarget = ({ reps, session }: SessionDocument): string[] => [
  'Peaks in target',
  `${repsInTarget(reps, session.target_deg)} of ${reps.length}`,
  formatTarget(session.target_deg),
];

function clinicianParts(facts: ReportFacts): Html {
  return html`${setCurves(facts)}
<div class="halves">${repOverlay(facts)}${trendChart(facts)}</div>
${repTable(facts)}
${isDemonstration(facts.document) ? NOTHING : sidesTable(facts)}
<div class="halves">${isDemonstration(facts.document) ? NOTHING : usualChart(facts)}${doseSection(facts)}</div>
${dataQuality(facts)}${howToRead('clinician')}`;
}

/** What the figures would only burden is left out; in confidence mode also all that could be read as falling short. */
function patientParts(facts: ReportFacts): Html {
  const compared = sparesDeviations(facts) || isDemonstration(facts.document) ? NOTHING : usualChart(facts);
  return html`${setCurves(facts)}${compared}${howToRead('patient')}`;
}

import { type Html, html } from './html.ts';
import type { ReportReader } from './report-facts.ts';

/** Words a patient's report uses too. */
const PLAIN = ['Angle', 'What is usual', 'What this is not'];

const EXPLAINED: readonly (readonly [string, string])[] = [
  [
    'Angle',
    'How far the joint is from the starting posture, in degrees. The start is 0, the direction of the exercise counts up.',
  ],
  ['Range', 'Largest minus smallest angle of a repetition. The peak is the largest angle, which the target speaks of.'],
  ['Out, hold, back', 'The three phases of a repetition, in seconds: towards the target, near it, and back.'],
  [
    '±',
    'In the table, 95 of 100 measuring errors are smaller than this. In the charts, one standard deviation between repetitions.',
  ],
  [
    'Smoothness',
    'SPARC of the outward phase. About −1.4 is a single smooth movement; more negative is more uneven. Compare it with the person’s own earlier values only.',
  ],
  [
    'What is usual',
    'The band where this session’s mean range would lie if nothing had changed, from how much earlier ones vary. Outside of it, something has probably changed.',
  ],
  [
    'Confidence',
    'How far the angle can be trusted. It falls with samples that had to be filled in and with an uncertain joint axis.',
  ],
  [
    'What this is not',
    'Not a diagnosis, and no pass or fail. The figures complement an examination and do not replace it.',
  ],
];

export function howToRead(reader: ReportReader): Html {
  const told = reader === 'clinician' ? EXPLAINED : EXPLAINED.filter(([name]) => PLAIN.includes(name));
  return html`<section class="card" aria-labelledby="read-heading"><h2 id="read-heading">How to read this</h2>
<dl class="explained">${told.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl></section>`;
}

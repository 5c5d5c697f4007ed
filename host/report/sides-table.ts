import type { Side } from '../../protocol/placement.ts';
import { isKnown, type Measure, type Measured } from '../motion/metrics/measure.ts';
import { symmetryOfReps } from '../motion/metrics/symmetry.ts';
import type { MetricsRecord } from '../records/metrics-record.ts';
import type { RepRecord, SessionDocument } from '../records/session-document.ts';
import { type Html, html, NOTHING } from './html.ts';
import { formatDay, type ReportFacts } from './report-facts.ts';

/** What is compared: quantities with a true zero, whose ratio means something. */
const COMPARED: readonly { readonly name: keyof MetricsRecord; readonly text: string; readonly unit: string }[] = [
  { name: 'rom_deg', text: 'Range of motion', unit: '°' },
  { name: 'peak_speed_dps', text: 'Peak speed', unit: '°/s' },
  { name: 'out_s', text: 'Way out', unit: ' s' },
  { name: 'back_s', text: 'Way back', unit: ' s' },
];

/** This side beside the other one, as a share and by the symmetry angle, each with its uncertainty; no threshold. */
export function sidesTable({ document, otherSide, timeZone }: ReportFacts): Html {
  const { side } = document.session;
  if (!side || !otherSide) return NOTHING;
  const { session: other } = otherSide;
  const [left, right] = side === 'left' ? [document, otherSide] : [otherSide, document];
  const rows = COMPARED.map((one) => row(one, left, right, side)).filter((one) => one !== NOTHING);
  if (rows.length === 0) return NOTHING;
  return html`<section class="card" aria-labelledby="sides-heading"><h2 id="sides-heading">Left and right</h2>
<div class="scroll" role="region" aria-label="Left and right, table" tabindex="0"><table><caption>Against the ${other.side} side on ${formatDay(other.started_at, timeZone)}</caption>
<thead><tr><th scope="col">Mean of</th><th scope="col" class="number">Left</th><th scope="col" class="number">Right</th><th scope="col" class="number">Share, %</th><th scope="col" class="number">Angle, %</th></tr></thead>
<tbody>${rows}</tbody></table></div>
<p class="note">The ${other.side} side is that of ${formatDay(other.started_at, timeZone)}. Share: ${side} as a share of ${other.side}, 100 % is alike. Angle: the symmetry angle, 0 % is alike. ± is one standard error. Nothing here says how much difference matters.</p></section>`;
}

function row(
  { name, text, unit }: (typeof COMPARED)[number],
  left: SessionDocument,
  right: SessionDocument,
  side: Side,
): Html {
  const [ofLeft, ofRight] = [measuresOf(left.reps, name), measuresOf(right.reps, name)];
  const found = symmetryOfReps(ofLeft, ofRight, side);
  if (!found) return NOTHING;
  const { limbSymmetryPct, symmetryAnglePct } = found;
  return html`<tr><th scope="row">${text}</th><td class="number">${meanOf(ofLeft)}${unit}</td><td class="number">${meanOf(ofRight)}${unit}</td><td class="number">${withSigma(limbSymmetryPct)}</td><td class="number">${withSigma(symmetryAnglePct)}</td></tr>`;
}

const measuresOf = (reps: readonly RepRecord[], name: keyof MetricsRecord): Measure[] =>
  reps.flatMap(({ metrics }) => metrics?.[name] ?? []);

function meanOf(measures: readonly Measure[]): string {
  const known = measures.filter(isKnown);
  return (known.reduce((sum, { value }) => sum + value, 0) / known.length).toFixed(1);
}

const withSigma = ({ value, sigma }: Measured): string => `${value.toFixed(1)} ± ${sigma.toFixed(1)}`;

import { formatAngle } from '../../protocol/units.ts';
import type { RepRecord, SessionDocument } from '../records/session-document.ts';
import { curveSummary } from '../screen/session-words.ts';
import { count, targetPlace } from '../screen/words.ts';
import { box, chart, type Frame, linePath, roundTicks, xPercent, yPx } from './chart.ts';
import { DOT_KEYS, dot } from './chart-marks.ts';
import { type Html, html, NOTHING } from './html.ts';
import { isDemonstration, type ReportFacts, sparesDeviations } from './report-facts.ts';

/** Shown before and after a set, so that its first and last repetition can be seen whole, seconds. */
const MARGIN_S = 1.5;
const HEIGHT_PX = 230;
/** More run into each other on a phone. */
const MOST_IN_PANEL = 14;

/** The joint angle, one picture a set: repetitions shaded and numbered, their peaks, and the target. */
export function setCurves(facts: ReportFacts): Html {
  const { document, curve } = facts;
  const { session, reps } = document;
  if (curve.tS.length === 0 || session.sets.length === 0) return NOTHING;
  const withTarget = !sparesDeviations(facts) && !isDemonstration(document);
  const y = angleRange(document, curve.angleDeg);
  const pictures = panelsOf(document).map(({ title, reps: shown }) => {
    const from = Math.max(curve.tS[0]!, shown[0]!.start_s - MARGIN_S);
    const to = Math.min(curve.tS.at(-1)!, shown.at(-1)!.end_s + MARGIN_S);
    const frame = { x: { low: from, high: Math.max(to, from + 1) }, y, heightPx: HEIGHT_PX };
    return html`${title !== '' && html`<h3>${title}</h3>`}${setCurve(facts, frame, shown, withTarget)}`;
  });
  return html`<section class="card" aria-labelledby="curve-heading"><h2 id="curve-heading">Joint angle</h2>
<figure>${pictures}<figcaption>${withTarget ? curveSummary(reps, session.target_deg, session.duration_s) : `${count(reps.length, 'repetition')}.`}
Angles are degrees away from the starting posture; time is minutes and seconds of the session.</figcaption></figure>
${withTarget ? DOT_KEYS : NOTHING}</section>`;
}

interface Panel {
  readonly title: string;
  readonly reps: readonly RepRecord[];
}

/** One a set, and more where a set is long: repetitions must be told apart on a phone. */
function panelsOf({ session, reps }: SessionDocument): Panel[] {
  const numbers = [...new Set(reps.map((rep) => rep.set))].sort((a, b) => a - b);
  return numbers.flatMap((set) => {
    const inSet = reps.filter((rep) => rep.set === set);
    const rows = Math.ceil(inSet.length / MOST_IN_PANEL);
    const perRow = Math.ceil(inSet.length / rows);
    const name = session.sets.length > 1 ? `Set ${set}` : '';
    return Array.from({ length: rows }, (_, row) => {
      const shown = inSet.slice(row * perRow, (row + 1) * perRow);
      const part = `repetitions ${shown[0]!.index} to ${shown.at(-1)!.index}`;
      return { title: rows > 1 ? [name, part].filter(Boolean).join(', ') : name, reps: shown };
    }).filter((panel) => panel.reps.length > 0);
  });
}

function setCurve(facts: ReportFacts, frame: Frame, reps: readonly RepRecord[], withTarget: boolean): Html {
  const { curve, document } = facts;
  const { target_deg } = document.session;
  const [from, to] = [firstAfter(curve.tS, frame.x.low), firstAfter(curve.tS, frame.x.high)];
  const tS = curve.tS.slice(from, to);
  const angleDeg = curve.angleDeg.slice(from, to);
  const shades = reps.map((rep) => box(frame, 'rep', { x: { low: rep.start_s, high: rep.end_s } }));
  const target = withTarget ? box(frame, 'target', { y: target_deg }) : NOTHING;
  const numbers = reps.map((rep) => {
    const at = xPercent(frame, (rep.start_s + rep.end_s) / 2);
    return html`<text class="name" x="${at}" y="14" text-anchor="middle">${rep.index}</text>`;
  });
  const peaks = reps.map((rep) => {
    const inside = targetPlace(rep.peak_deg, target_deg) === 'inside';
    const look = withTarget ? (inside ? 'inside' : 'outside') : 'plain';
    return dot(xPercent(frame, peakTime(tS, angleDeg, rep)), yPx(frame, rep.peak_deg), look);
  });
  return chart({
    frame,
    xTicks: roundTicks(frame.x, 6, clockTime),
    yTicks: roundTicks(frame.y, 5, formatAngle),
    drawing: [...shades, target, linePath(frame, 'curve', tS, angleDeg)],
    marks: [...numbers, ...peaks],
  });
}

/** From a little below the lowest angle to above the highest of curve and target, with room for the numbers. */
export function angleRange({ session, reps }: SessionDocument, angleDeg: readonly number[]) {
  const highest = Math.max(session.target_deg.high, ...reps.map((rep) => rep.peak_deg));
  const lowest = angleDeg.reduce((least, angle) => Math.min(least, angle), 0);
  return { low: Math.floor(lowest / 10) * 10 - 2, high: Math.ceil((1.12 * highest) / 10) * 10 };
}

/** When the curve is highest within a repetition: the document has the peak's angle, not its time. */
function peakTime(tS: readonly number[], angleDeg: readonly number[], rep: RepRecord): number {
  let best = -1;
  tS.forEach((t, i) => {
    if (t >= rep.start_s && t <= rep.end_s && (best < 0 || angleDeg[i]! > angleDeg[best]!)) best = i;
  });
  return tS[best] ?? (rep.start_s + rep.end_s) / 2;
}

function firstAfter(tS: readonly number[], atS: number): number {
  const found = tS.findIndex((t) => t > atS);
  return found < 0 ? tS.length : found;
}

/** "1:05" of 65 seconds. */
export function clockTime(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

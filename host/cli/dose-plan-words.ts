import { LIMITS, type Limit } from '../../protocol/limits.ts';
import { boundWords, totalsAt } from '../stim/index.ts';
import { metricDocument, reasonDocument, totalDocument, verdictDocument } from './dose-document.ts';
import type { DosePlan } from './dose-plan-decision.ts';
import { metricLines, milliamps, prescriptionLines, totalLine, totalTimes, verdictLines } from './dose-words.ts';

/** One letter for each rule that can be the strictest about a current. */
const LETTERS: readonly (readonly [id: Limit['id'], letter: string, words: string])[] = [
  ['peakCurrentUa', 'p', 'peak current'],
  ['phaseChargeNc', 'q', 'charge of a phase'],
  ['rmsCurrentUa', 'r', 'rms current'],
  ['rmsDensityUaPerCm2', 'd', 'rms current density'],
  ['powerDensityUwPerCm2', 'w', 'power density'],
  ['pulseEnergyUj', 'e', 'energy of a pulse'],
  ['netChargeNc', 'n', 'net charge'],
];
const FIELD = 9;

export function planLines(plan: DosePlan, written: string | null): string[] {
  const { prescription, decision, room } = plan;
  const { ceilingUa, sessionsPerDay } = prescription;
  const contact = `  reckoned with ${decision.context.contactPermille / 10} % of each pad on the skin`;
  const lines = [...prescriptionLines(prescription), contact, '', ...roomLines(plan)];
  if (room.permittedUa > 0 && decision.metrics) {
    const session = totalsAt(prescription, ceilingUa);
    const day = totalTimes(session, sessionsPerDay);
    lines.push('', `at its ceiling of ${milliamps(ceilingUa)}:`, ...metricLines(decision.metrics));
    lines.push('', totalLine('a session, at most', session), totalLine('a day, at most', day));
    lines.push(totalLine(`all ${plan.days} days, at most`, totalTimes(day, plan.days)));
    lines.push('', ...tableLines(plan));
  }
  lines.push('', ...verdictLines(decision));
  if (written !== null) lines.push(`${written} is ready to sign: limber dose sign --prescription ${written} ...`);
  return lines;
}

function roomLines({ room, prescription, thresholdUa }: DosePlan): string[] {
  if (room.permittedUa === 0) return ['no current is permitted, however low'];
  const lines = [`highest permitted current: ${milliamps(room.permittedUa)}`];
  if (room.strictest) lines.push(`  strictest rule: ${ruleWords(room.strictest.rule)} [${room.strictest.source}]`);
  lines.push(`highest that passes no recommended range: ${milliamps(room.recommendedUa)}`);
  if (thresholdUa === null) return lines;
  const times = (prescription.ceilingUa / thresholdUa).toFixed(1);
  lines.push(`the ceiling is ${times} times the sensory threshold of ${milliamps(thresholdUa)}`);
  if (room.permittedUa <= thresholdUa)
    lines.push('  nothing that may be prescribed would be felt: use shorter phases or larger pads');
  return lines;
}

function ruleWords(rule: string): string {
  const row = LIMITS.find(({ id }) => rule === `hard.${id}` || rule === `prescription.${id}`);
  return row ? boundWords(row) : rule;
}

const letterOf = (rule: string | undefined): string => LETTERS.find(([id]) => rule?.endsWith(`.${id}`))?.[1] ?? ' ';

/** Permitted current in mA over phase width and rate, each with the letter of its strictest rule. */
function tableLines({ table, prescription }: DosePlan): string[] {
  const head = table.ratesMillihertz.map((rate) => `${rate / 1000} Hz  `.padStart(FIELD)).join('');
  const rows = table.rows.map(({ widthUs, rooms }) => {
    const cells = rooms.map(({ permittedUa, strictest }) =>
      (permittedUa === 0 ? '-  ' : `${(permittedUa / 1000).toFixed(1)} ${letterOf(strictest?.rule)}`).padStart(FIELD),
    );
    return `${(widthUs === null ? 'this pulse' : `${widthUs} us`).padStart(12)}${cells.join('')}`;
  });
  const used = LETTERS.filter(([, letter]) => rows.some((row) => row.includes(` ${letter}`)));
  return [
    `permitted mA by phase width and rate, pads of ${prescription.padAreaMm2 / 100} cm2, and the strictest rule:`,
    `${' '.repeat(12)}${head}`.trimEnd(),
    ...rows.map((row) => row.trimEnd()),
    `${' '.repeat(12)}  ${used.map(([, letter, words]) => `${letter} ${words}`).join(', ')}; - refused`,
  ];
}

/** Whole units throughout; `ceiling_ua` and `level_ua` stand in the prescription. */
export function planDocument(plan: DosePlan, written: string | null): object {
  const { prescription, decision, room, table, thresholdUa, days } = plan;
  const session = totalsAt(prescription, prescription.ceilingUa);
  const day = totalTimes(session, prescription.sessionsPerDay);
  return {
    schema: 'limber/dose-plan/1',
    ...verdictDocument(decision),
    highest_permitted_ua: room.permittedUa,
    highest_recommended_ua: room.recommendedUa,
    limited_by: room.constraint.reasons.map(reasonDocument),
    limited_most_by: room.strictest?.rule ?? null,
    sensory_threshold_ua: thresholdUa,
    contact_permille: decision.context.contactPermille,
    metrics: metricDocument(decision.metrics),
    session_at_ceiling: totalDocument(session),
    day_at_ceiling: totalDocument(day),
    course_at_ceiling: { days, ...totalDocument(totalTimes(day, days)) },
    permitted: table.rows.flatMap(({ widthUs, rooms }) =>
      rooms.map(({ permittedUa, strictest }, i) => ({
        phase_us: widthUs,
        rate_millihertz: table.ratesMillihertz[i],
        permitted_ua: permittedUa,
        strictest: strictest?.rule ?? null,
      })),
    ),
    prescription: plan.document,
    out: written,
  };
}

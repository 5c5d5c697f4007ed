import { withoutSteering } from '../keys/small-file.ts';
import {
  type DoseDecision,
  type DoseMetrics,
  type DoseTotals,
  metricRows,
  type Prescription,
  symmetricPhaseUs,
} from '../stim/index.ts';

/** What `dose check` and `dose plan` print for people, line by line. */

export const milliamps = (currentUa: number): string => `${Number((currentUa / 1000).toFixed(3))} mA`;
const WIDEST_WHOLE = 1e9;

function shown(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < WIDEST_WHOLE) return String(value);
  return String(Number(value.toPrecision(6)));
}

export function metricLines(metrics: DoseMetrics): string[] {
  return metricRows(metrics).map(({ name, value, unit, formula }) =>
    `  ${name.padEnd(38)} ${shown(value).padStart(10)} ${unit.padEnd(7)} ${formula}`.trimEnd(),
  );
}

function duration(ms: number): string {
  if (ms < 120_000) return `${Number((ms / 1000).toFixed(1))} s`;
  return `${Number((ms / 60_000).toFixed(1))} min`;
}

function patternWords({ pattern, rateMillihertz }: Prescription): string {
  const phaseUs = symmetricPhaseUs(pattern);
  const widthUs = pattern.reduce((sum, part) => sum + part.widthUs, 0);
  const pulse =
    phaseUs === null
      ? `pulses of ${pattern.length} segments, ${widthUs} us long`
      : `symmetric biphasic pulses, ${phaseUs} us each phase`;
  return `${pulse}, ${rateMillihertz / 1000} a second`;
}

/** What a prescription says, in three lines. */
export function prescriptionLines(prescription: Prescription): string[] {
  const { id, revision, person, device, site, padAreaMm2, levelUa, ceilingUa, presenceMs } = prescription;
  const { sessionMs, dayMs, sessionsPerDay, expiresAtS } = prescription;
  const sleep = presenceMs === null ? 'sleep is allowed' : `a sign of life every ${duration(presenceMs)}`;
  const until = new Date(expiresAtS * 1000).toISOString().slice(0, 10);
  return [
    `prescription ${id}, revision ${revision}: ${person}, ${site}, band ${device}, pads of ${padAreaMm2 / 100} cm2, until ${until}`,
    `  ${patternWords(prescription)}; begins at ${milliamps(levelUa)}, at most ${milliamps(ceilingUa)}`,
    `  ${duration(sessionMs)} a session, ${sessionsPerDay} a day, ${duration(dayMs)} in all of a day; ${sleep}`,
  ];
}

export function totalLine(name: string, { pulses, absoluteChargeNc, energyUj, equivalentMs }: DoseTotals): string {
  const charge = `${shown(absoluteChargeNc / 1e6)} mC`;
  return `  ${name.padEnd(38)} ${pulses} pulses, ${charge}, ${shown(energyUj / 1e6)} J; as ${duration(equivalentMs)} at full current`;
}

/** Every total is that of so many sessions. */
export const totalTimes = (totals: DoseTotals, sessions: number): DoseTotals => ({
  pulses: totals.pulses * sessions,
  absoluteChargeNc: totals.absoluteChargeNc * sessions,
  energyUj: totals.energyUj * sessions,
  equivalentMs: totals.equivalentMs * sessions,
});

/** The verdict with every reason for it, then what is worth knowing beside. */
export function verdictLines({ verdict, constraint, advice, standards, duties }: DoseDecision): string[] {
  const lines = [`verdict: ${verdict}`];
  for (const reason of constraint.reasons) {
    // Of what forbids outright, none is stricter than another.
    const strictest =
      reason === constraint.strictest && constraint.permittedUa > 0 && constraint.reasons.length > 1
        ? ' (the strictest)'
        : '';
    lines.push(`  refused because ${reason.text} [${reason.source}]${strictest}`);
  }
  if (constraint.permittedUa > 0 && verdict === 'REFUSED')
    lines.push(`  the same with at most ${milliamps(constraint.permittedUa)} would be accepted`);
  for (const { text, source } of advice) lines.push(`  note: ${text} [${source}]`);
  for (const { text, source } of standards) lines.push(`  a standard is passed: ${text} [${source}]`);
  for (const { text, source } of duties) lines.push(`  the device ${text} [${source}]`);
  // Names of fields come out of the file.
  return lines.map(withoutSteering);
}

import { CONTACT, type FrontEndReport, KICK_EXPIRED, LEAD_OFF, STUCK_PHASE } from './front-end.ts';

/** Between the two the pads are taken to be on skin. */
const IMPEDANCE_MIN_OHM = 100;
const IMPEDANCE_MAX_OHM = 10000;
/** Read-back and asked-for current may differ by the larger of 1 mA and 15 %. */
const TOLERANCE_UA = 1000;
const TOLERANCE_PERCENT = 15;
/** A pad that peels: impedance half as high again as the best of this session, for 200 ms. */
const PEEL_PERCENT = 150;
const PEEL_TICKS = 4;
/** Current that is not reached is put up with for 3 s. */
const SHORTFALL_TICKS = 60;

/** What the supervisor remembers of the output to judge the next report. */
export interface OutputCheck {
  /** The most that was asked for lately: a slow pulse train reads back its last pulse. */
  recentUa: number;
  recentTicks: number;
  bestOhm: number;
  peelTicks: number;
  shortTicks: number;
}

export function beginOutputCheck(): OutputCheck {
  return { recentUa: 0, recentTicks: 0, bestOhm: IMPEDANCE_MAX_OHM, peelTicks: 0, shortTicks: 0 };
}

/** The current asked for in this tick; `holdTicks` covers one pulse period. */
export function noteAskedUa(check: OutputCheck, askedUa: number, holdTicks: number): void {
  if (askedUa >= check.recentUa || check.recentTicks <= 0) {
    check.recentUa = askedUa;
    check.recentTicks = holdTicks;
  } else check.recentTicks--;
}

export function isContactGood(report: FrontEndReport): boolean {
  return (report.flags & CONTACT) !== 0 && report.impedanceOhm <= IMPEDANCE_MAX_OHM && (report.flags & LEAD_OFF) === 0;
}

/** The fault a report shows, or ''. Names of class A are those of protocol/session-end.ts. */
export function faultOf(check: OutputCheck, report: FrontEndReport): string {
  if (report.flags & STUCK_PHASE) return 'STUCK_PHASE';
  const readUa = report.currentUa;
  if (readUa > TOLERANCE_UA && check.recentUa === 0) return 'UNEXPECTED_OUTPUT';
  if (readUa > check.recentUa + Math.max(TOLERANCE_UA, (check.recentUa * TOLERANCE_PERCENT) / 100)) return 'OVER_CURRENT';
  if (report.flags & KICK_EXPIRED) return 'KICK_EXPIRED';
  if (report.impedanceOhm < IMPEDANCE_MIN_OHM && report.flags & CONTACT) return 'SHORT_CIRCUIT';
  return '';
}

/** True when the session should pause: a pad peels, or the current is not reached for 3 s. */
export function needsPause(check: OutputCheck, report: FrontEndReport, askedUa: number): boolean {
  const ohm = report.impedanceOhm;
  if (ohm < check.bestOhm) check.bestOhm = ohm;
  check.peelTicks = ohm * 100 > check.bestOhm * PEEL_PERCENT ? check.peelTicks + 1 : 0;
  const slackUa = Math.max(TOLERANCE_UA, (askedUa * TOLERANCE_PERCENT) / 100);
  check.shortTicks = report.currentUa < askedUa - slackUa ? check.shortTicks + 1 : 0;
  return check.peelTicks >= PEEL_TICKS || check.shortTicks >= SHORTFALL_TICKS;
}

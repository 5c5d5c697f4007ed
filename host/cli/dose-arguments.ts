import { InvalidArgumentError } from 'commander';
import { isAllowedSite, SITES } from '../stim/index.ts';

/** Readers of a dose's arguments: people's units to whole ones of the prescription, or one clear line. */

/** Other spellings of a number, such as 0x40 and 1e9, are slips where a dose is meant. */
const DECIMAL = /^\d{1,9}(\.\d{1,9})?$/;

/** A number of `unit`, as a whole number of what `scale` makes of it; counts are whole to begin with. */
function scaled(text: string, unit: string, scale: number): number {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  const whole = scale === 1 ? value : Math.round(value * scale);
  if (!Number.isSafeInteger(whole) || whole <= 0) throw new InvalidArgumentError(`Expected ${unit}, above 0.`);
  return whole;
}

export const readRate = (text: string): number => scaled(text, 'pulses a second', 1000);
export const readPadArea = (text: string): number => scaled(text, 'square centimetres', 100);
export const readMinutes = (text: string): number => scaled(text, 'minutes', 60_000);
export const readMicroseconds = (text: string): number => scaled(text, 'whole microseconds', 1);
/** More of anything that is counted here is a slip of the finger. */
const COUNT_MOST = 1_000_000;

export function readCount(text: string): number {
  const count = scaled(text, 'a whole number', 1);
  if (count > COUNT_MOST) throw new InvalidArgumentError(`Expected a whole number, at most ${COUNT_MOST}.`);
  return count;
}

/** Ten years: no prescription is to outlive the treatment that it was written for. */
const WEEKS_MOST = 520;

export function readWeeks(text: string): number {
  const weeks = scaled(text, 'whole weeks', 1);
  if (weeks > WEEKS_MOST) throw new InvalidArgumentError(`Expected whole weeks, at most ${WEEKS_MOST}.`);
  return weeks;
}

/** No unit for people gives more; what a band can do is told by the limits. */
const MILLIAMPS_MOST = 1000;

export function readMilliamps(text: string): number {
  const currentUa = scaled(text, 'milliamperes', 1000);
  if (currentUa > 1000 * MILLIAMPS_MOST)
    throw new InvalidArgumentError(`Expected milliamperes, at most ${MILLIAMPS_MOST}.`);
  return currentUa;
}

export function readContact(text: string): number {
  const permille = scaled(text, 'percent', 10);
  if (permille > 1000) throw new InvalidArgumentError('Expected percent, at most 100.');
  return permille;
}

export function readSite(text: string): string {
  if (isAllowedSite(text)) return text;
  throw new InvalidArgumentError(`There is no such site; pads may lie at ${SITES.map(({ id }) => id).join(', ')}.`);
}

/** As a prescription holds it: whoever is meant is named nowhere. */
export function readPseudonym(text: string): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(text)) return text;
  throw new InvalidArgumentError('A pseudonym has letters, digits, - and _ only.');
}

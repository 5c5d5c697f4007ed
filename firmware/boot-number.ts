import { keep, kept } from './keeping.ts';

const FILE = 'boot';

/** Counts the starts of this band: a number that no earlier start had, kept in flash. */
export function nextBootNumber(): number {
  const boot = (+kept(FILE) || 0) + 1;
  keep(FILE, '' + boot);
  return boot;
}

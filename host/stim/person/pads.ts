import { limit } from '../../../protocol/limits.ts';
import type { PersonRecord } from './person-record.ts';
import { told } from './person-record.ts';
import { forbid, type Tightening } from './tightening.ts';

/** A pair of pads that is in use. */
export interface PadPair {
  readonly id: string;
  readonly areaMm2: number;
  readonly uses: number;
  readonly openedAtMs: number;
}

/** Cefaly's label: at most 20 uses of an electrode; gel dries and the current gathers in what is left. */
export const PAD_USES_MAX = limit('padUses').hard;
const SOURCE = 'Cefaly label: at most 20 uses of an electrode';

/** The pair opened last and not discarded since; null where none is. */
export function padsInUse(records: readonly PersonRecord[]): PadPair | null {
  let pair: PadPair | null = null;
  for (const { wallMs, document } of told(records, 'pad')) {
    if (document.event === 'opened') {
      const areaMm2 = document.areaMm2 ?? limit('padAreaMinMm2').hard;
      pair = { id: document.id, areaMm2, uses: usesOf(records, document.id), openedAtMs: wallMs };
    } else if (document.event === 'discarded' && pair?.id === document.id) pair = null;
  }
  return pair;
}

/** All uses ever: a pair that is opened a second time stays as worn as it is. */
const usesOf = (records: readonly PersonRecord[], id: string): number =>
  told(records, 'pad').filter(({ document }) => document.id === id && document.event === 'used').length;

/** @param prescribedMm2 the area the prescription reckons with: smaller pads would raise the density. */
export function padTightenings(records: readonly PersonRecord[], prescribedMm2: number): Tightening[] {
  const pair = padsInUse(records);
  if (pair === null) return [forbid('pads.none', 'no pads are in use: open a new pair and say so', SOURCE)];
  const found: Tightening[] = [];
  if (pair.uses >= PAD_USES_MAX)
    found.push(forbid('pads.worn', `these pads were used ${pair.uses} times: open a new pair`, SOURCE));
  if (pair.areaMm2 < prescribedMm2) {
    const text = `these pads have ${pair.areaMm2} mm2 each, the prescription reckons with ${prescribedMm2} mm2`;
    found.push(forbid('pads.small', text, 'current density grows as the pad gets smaller'));
  }
  return found;
}

/** Reckoned with where impedance says nothing: a fifth of the pad may be off the skin without anybody seeing it. */
export const CONTACT_UNMEASURED_PERMILLE = 800;

/**
 * Part of the pad on the skin, in thousandths: impedance grows as the area shrinks (density as 1/c, shared reference section 2).
 * @param bestOhm the least impedance of this pair in this session; neither 0 nor NaN tells anything
 */
export function contactPermille(impedanceOhm: number, bestOhm: number): number {
  if (!(impedanceOhm > 0) || !(bestOhm > 0)) return CONTACT_UNMEASURED_PERMILLE;
  return Math.max(1, Math.min(1000, Math.floor((1000 * bestOhm) / impedanceOhm)));
}

import type { PersonRecord, Told } from './person-record.ts';
import { told } from './person-record.ts';

/** What a titration is compared with: the person's own earlier ones at the same site. */
export interface TitrationDoubt {
  readonly quantity: 'sensory threshold' | 'strong but comfortable level';
  readonly foundUa: number;
  /** Median of the earlier ones. */
  readonly usualUa: number;
  readonly lowUa: number;
  readonly highUa: number;
}

/** Before there is a spread to reckon with, only a factor of two is doubted. */
const EARLY_FACTOR = 2;
const ENOUGH = 4;
/** Never doubted within a quarter of the usual: thresholds vary by that from day to day with pads and skin. Engineering choice. */
const LEAST_SPREAD = 0.25;
/** Three robust standard deviations: 1.4826 times the median absolute deviation each. */
const SPREADS = 3 * 1.4826;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : Math.round((sorted[half - 1]! + sorted[half]!) / 2);
}

function doubtOf(
  quantity: TitrationDoubt['quantity'],
  foundUa: number,
  earlierUa: readonly number[],
): TitrationDoubt[] {
  if (earlierUa.length === 0) return [];
  const usualUa = median(earlierUa);
  const spreadUa = SPREADS * median(earlierUa.map((value) => Math.abs(value - usualUa)));
  const early = earlierUa.length < ENOUGH;
  const lowUa = Math.floor(early ? usualUa / EARLY_FACTOR : usualUa - Math.max(spreadUa, LEAST_SPREAD * usualUa));
  const highUa = Math.ceil(early ? usualUa * EARLY_FACTOR : usualUa + Math.max(spreadUa, LEAST_SPREAD * usualUa));
  if (foundUa >= lowUa && foundUa <= highUa) return [];
  return [{ quantity, foundUa, usualUa, lowUa, highUa }];
}

const titrationsAt = (records: readonly PersonRecord[], site: string): Told<'titration'>[] =>
  told(records, 'titration').filter(({ document }) => document.site === site);

/** Where the latest titration at a site falls outside of what is usual for this person there. */
export function titrationDoubts(records: readonly PersonRecord[], site: string): TitrationDoubt[] {
  const all = titrationsAt(records, site);
  const latest = all.at(-1);
  if (!latest) return [];
  const earlier = all.slice(0, -1).map(({ document }) => document);
  const { sensoryThresholdUa, settledUa } = latest.document;
  return [
    ...doubtOf(
      'sensory threshold',
      sensoryThresholdUa,
      earlier.map((one) => one.sensoryThresholdUa),
    ),
    ...doubtOf(
      'strong but comfortable level',
      settledUa,
      earlier.map((one) => one.settledUa),
    ),
  ];
}

/**
 * Where a session begins: as prescribed, but not above what the person found comfortable last; a doubted titration counts only as far as
 * it is usual, unless a clinician has confirmed it since. Never above what is prescribed.
 */
export function startLevelUa(records: readonly PersonRecord[], site: string, prescribedUa: number): number {
  const latest = titrationsAt(records, site).at(-1);
  if (!latest) return prescribedUa;
  const level = Math.min(prescribedUa, latest.document.settledUa);
  const confirmed = told(records, 'override').some(
    ({ byClinician, wallMs, place, document }) =>
      byClinician &&
      document.of === 'titration-doubt' &&
      document.id === site &&
      place > latest.place &&
      wallMs >= latest.wallMs,
  );
  if (confirmed) return level;
  return titrationDoubts(records, site).reduce(
    (least, doubt) => (doubt.quantity === 'sensory threshold' ? least : Math.min(least, doubt.usualUa)),
    level,
  );
}

import { type Baseline, baselineOf, type Change, changeAgainst } from '../motion/metrics/baseline.ts';
import type { SessionDocument } from '../records/session-document.ts';
import { meanAndDeviation } from '../screen/session-words.ts';

/** A session's range against what is usual for the person who moved. */
export interface AgainstUsual {
  readonly usual: Baseline;
  readonly change: Change;
}

/** Fewer sessions say nothing of how much one differs from the next: a band between them would be made up. */
export const FEWEST_SESSIONS = 3;

const rangesOf = ({ reps }: SessionDocument): number[] => reps.map((rep) => rep.rom_deg);

/** Undefined for fewer than three earlier sessions, and for a session without a repetition. */
export function againstUsual(document: SessionDocument, earlier: readonly SessionDocument[]): AgainstUsual | undefined {
  const usual = baselineOf(earlier.map(rangesOf));
  if (usual === undefined || usual.sessions < FEWEST_SESSIONS) return undefined;
  const change = changeAgainst(usual, rangesOf(document));
  return change && { usual, change };
}

/** Mean range of a session, degrees. */
export const sessionRange = (document: SessionDocument): number | undefined =>
  meanAndDeviation(rangesOf(document))?.mean;

export function changeWords(against: AgainstUsual | undefined): string {
  if (against === undefined) return 'There are too few earlier sessions to say what is usual for this person.';
  const { usual, change } = against;
  const by = `${Math.abs(change.changeOf).toFixed(1)}°`;
  const direction = change.changeOf < 0 ? 'less' : 'more';
  const noise = `noise: ± ${change.band.toFixed(1)}° over ${usual.sessions} earlier sessions`;
  return change.verdict === 'within-noise'
    ? `The mean range is what is usual for this person (${by} ${direction}; ${noise}).`
    : `The mean range is ${by} ${direction} than usual for this person, beyond the noise between sessions (${noise}).`;
}

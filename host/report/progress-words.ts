import { type Baseline, baselineOf, changeAgainst } from '../motion/metrics/baseline.ts';
import type { RepRecord, SessionDocument } from '../records/session-document.ts';
import { knownValue } from './rep-values.ts';
import { FEWEST_SESSIONS } from './usual.ts';

interface Gain {
  readonly measureOf: (rep: RepRecord) => number | undefined;
  readonly better: 'more' | 'less';
  readonly words: string;
}

const GAINS: readonly Gain[] = [
  { measureOf: (rep) => rep.rom_deg, better: 'more', words: 'You moved further than before.' },
  {
    measureOf: (rep) => knownValue(rep, 'hold_unsteadiness_deg'),
    better: 'less',
    words: 'You held it steadier than before.',
  },
  { measureOf: (rep) => knownValue(rep, 'smoothness'), better: 'more', words: 'You moved more smoothly than before.' },
];

/** What grew against the person's own earlier sessions, beyond their noise; what did not is not mentioned. */
export function progressWords(document: SessionDocument, earlier: readonly SessionDocument[]): string[] {
  return GAINS.filter((gain) => hasGrown(gain, document, earlier)).map(({ words }) => words);
}

function hasGrown(
  { measureOf, better }: Gain,
  document: SessionDocument,
  earlier: readonly SessionDocument[],
): boolean {
  const valuesOf = ({ reps }: SessionDocument): number[] => reps.flatMap((rep) => measureOf(rep) ?? []);
  const usual: Baseline | undefined = baselineOf(earlier.map(valuesOf));
  if (usual === undefined || usual.sessions < FEWEST_SESSIONS) return false;
  return changeAgainst(usual, valuesOf(document))?.verdict === better;
}

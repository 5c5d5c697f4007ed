import { formatDuration } from '../../protocol/units.ts';
import type { DoseContext, ResponderEstimate } from '../stim/index.ts';

/** How somebody responds, in sentences and without a probability: how well the first session predicts for one person is not known. */
export function responseWords({ verdict, reliefPoints, reliefPercent, reviewProposed }: ResponderEstimate): string[] {
  const review = reviewProposed
    ? ['Six sessions and more gave little relief: look at the plan. A ceiling is not what helps here.']
    : [];
  if (verdict === 'too-early')
    return ['Too early to say: no full session has pain ratings of the same exercise without and with stimulation.'];
  const points = Math.abs(reliefPoints ?? 0);
  const relief =
    (reliefPoints ?? 0) >= 0
      ? `In the first full session the same movement hurt ${points} of 10 points less with stimulation (${reliefPercent} %).`
      : `In the first full session the same movement hurt ${points} of 10 points more with stimulation.`;
  return [relief, VERDICTS[verdict], ...review];
}

const VERDICTS: Readonly<Record<Exclude<ResponderEstimate['verdict'], 'too-early'>, string>> = {
  likely: 'That speaks for a person who responds.',
  unclear: 'That leaves it open: there was little to relieve, or the relief was small.',
  unlikely: 'That speaks for a person who responds little. More current is not the answer.',
};

/** Everything a decision was made on, besides the document. */
export function inputWords(context: Partial<DoseContext>): [string, string][] {
  const rows: [string, string | undefined][] = [
    ['Person', context.person ?? undefined],
    ['Band', context.device ?? undefined],
    ['Latest revision known', numberWords(context.latestRevision)],
    ['Contact reckoned with', context.contactPermille === undefined ? undefined : `${context.contactPermille / 10} %`],
    ['Delivered in the 24 h before', durationWords(context.dayUsedMs)],
    ['Sessions in the 24 h before', numberWords(context.daySessions)],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
}

const numberWords = (value: number | null | undefined): string | undefined => (value == null ? undefined : `${value}`);
const durationWords = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : `${formatDuration(ms)} min`;

/** How sure the count of a day is. */
export const ACCOUNT_WORDS = {
  counted: '',
  'rounded-up': 'rounded up: the band restarted',
  'at-least': 'at least: the gateway died, the rest is not known yet',
  running: 'still running',
} as const;
export const OVER_LIMIT = 'MORE THAN PRESCRIBED';
export const CLOCK_AHEAD = 'labelled by a clock that was ahead';

export const ALLOWED_WORDS: Readonly<Record<string, string>> = {
  contraindication: 'Answer let pass',
  'skin-lock': 'Lock of the skin opened',
  'titration-doubt': 'Unusual level confirmed',
};

export const PATIENT_ANSWERS = 'The patient answers it on their page before the next session.';
export const NOBODY_OPENS = 'Nobody can let this pass. If the answer was a mistake, the patient answers again.';
export const PATIENT_PADS = 'The patient opens a new pair of pads and says so on their page.';
export const DAY_PASSES = 'It passes by itself, or a clinician opens it:';
export const CLINICIAN_OPENS = 'A clinician opens it, with a reason:';

/** Security events of the chain, by their name. */
export function securityWords(document: Readonly<Record<string, unknown>>): string {
  const id = typeof document.id === 'string' ? ` ${document.id}` : '';
  switch (document.event) {
    case 'band-enrolled':
      return `Band${id} was enrolled`;
    case 'clinician-trusted':
      return `Clinician’s key${id} is trusted from now on`;
    case 'band-refused':
      return `Whoever calls itself${id} at ${document.at} was refused: ${REFUSAL_WORDS[String(document.code)] ?? document.code}${besides(document)}`;
    case 'clock-jump':
      return `The clock on the wall was moved by ${Math.round(Number(document.by_ms) / 1000)} s`;
    case 'restored':
      return `The records were restored from a backup of ${document.backup_made_at}`;
    default:
      return `${String(document.event ?? 'event').replaceAll('-', ' ')}${id}`;
  }
}

const REFUSAL_WORDS: Readonly<Record<string, string>> = {
  'key-not-proven': 'it did not show that it has the key',
  'key-unusable': 'its key could not be read here',
  'other-band': 'another band was there before',
  'not-enrolled': 'it is not enrolled here',
};

const besides = ({ refused_besides: times }: Readonly<Record<string, unknown>>): string =>
  typeof times === 'number' ? ` (${times} more times besides, not recorded one by one)` : '';

import { PAD_USES_MAX, padsInUse } from './pads.ts';
import type { PersonDocument, PersonRecord } from './person-record.ts';
import { screening } from './screening.ts';
import { SCREENING_QUESTIONS } from './screening-questions.ts';

export type NewPersonDocument =
  | { readonly kind: 'screening'; readonly document: PersonDocument<'screening'> }
  | { readonly kind: 'pad'; readonly document: PersonDocument<'pad'> };

/**
 * What a simulated patient would have said by now: nothing stands against it, and fresh pads are on. For simulations only; a person answers
 * for themselves.
 */
export function simulatedAnswers(
  records: readonly PersonRecord[],
  site: string,
  padAreaMm2: number,
  nowMs: number,
): NewPersonDocument[] {
  const wanted: NewPersonDocument[] = [];
  const asked = screening(records, site, nowMs).some(({ status }) => status === 'unanswered' || status === 'expired');
  if (asked) {
    const answers = Object.fromEntries(SCREENING_QUESTIONS.map(({ id }) => [id, false]));
    wanted.push({ kind: 'screening', document: { answers } });
  }
  const pair = padsInUse(records);
  if (pair === null || pair.uses >= PAD_USES_MAX || pair.areaMm2 < padAreaMm2) {
    const opened = records.filter(({ kind }) => kind === 'pad').length;
    wanted.push({ kind: 'pad', document: { id: `simulated-${opened + 1}`, event: 'opened', areaMm2: padAreaMm2 } });
  }
  return wanted;
}

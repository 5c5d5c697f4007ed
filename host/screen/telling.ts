import * as v from 'valibot';
import { SCREENING_QUESTIONS } from '../stim/index.ts';
import type { Telling, TitrationWish } from './care.ts';

/** Nobody needs more to say where and how it hurt. */
const NOTE_MOST = 1000;
const QUESTIONS = SCREENING_QUESTIONS.map(({ id }) => id);

/** Strict: what names an author, a session, a site or a time is refused, for those are the gateway's to know. */
const telling = v.variant('kind', [
  v.strictObject({
    kind: v.literal('screening'),
    answers: v.pipe(
      v.record(v.picklist(QUESTIONS), v.boolean()),
      v.check((answers) => Object.keys(answers).length > 0),
    ),
  }),
  v.strictObject({
    kind: v.literal('pads-opened'),
    areaMm2: v.pipe(v.number(), v.safeInteger(), v.minValue(100), v.maxValue(40_000)),
  }),
  v.strictObject({ kind: v.literal('pads-discarded') }),
  v.strictObject({
    kind: v.literal('pain'),
    activity: v.picklist(['rest', 'movement']),
    rating: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(10)),
  }),
  v.strictObject({
    kind: v.literal('skin'),
    finding: v.picklist(['none', 'redness-short', 'redness-long', 'itch', 'blister', 'burn']),
  }),
  v.strictObject({
    kind: v.literal('pain-note'),
    note: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(NOTE_MOST)),
  }),
]);

const titrationWish = v.variant('kind', [
  v.strictObject({ kind: v.literal('begin'), from: v.picklist(['patient', 'clinician']) }),
  v.strictObject({ kind: v.picklist(['mark', 'skip', 'leave']) }),
]);

/** Undefined where it can't be read: nothing is recorded then. */
export function tellingOf(body: unknown): Telling | undefined {
  const parsed = v.safeParse(telling, body);
  return parsed.success ? (parsed.output as Telling) : undefined;
}

export function titrationWishOf(body: unknown): TitrationWish | undefined {
  const parsed = v.safeParse(titrationWish, body);
  return parsed.success ? parsed.output : undefined;
}

import * as v from 'valibot';
import { SIDES } from '../../../protocol/placement.ts';
import { CUE_POLICIES, PUBLIC_ID } from '../../records/session-document.ts';
import { signedPrescriptionSchema } from '../../stim/index.ts';

/** A signed prescription with the longest pattern has a tenth of this. */
export const DOWN_MOST_BYTES = 32 * 1024;
export const TEXT_MOST_LETTERS = 500;

const id = v.pipe(v.string(), v.regex(PUBLIC_ID), v.maxLength(64));
const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const instant = v.pipe(v.string(), v.regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/));
/** One line: no control characters, none that turn the direction of writing, nothing that could be markup. */
const line = (most: number) =>
  v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(most),
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a text that has one is refused
    v.regex(/^[^\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069<>]+$/),
    v.check((text) => text.isWellFormed(), 'half a letter'),
  );

const restS = whole(0, 600);
const cuePolicy = v.picklist(CUE_POLICIES);

const planBody = v.strictObject({
  exercise: id,
  sets: v.exactOptional(whole(1, 10)),
  reps_per_set: v.exactOptional(whole(1, 30)),
  rest_s: v.exactOptional(restS),
  side: v.exactOptional(v.picklist(SIDES)),
  cue_policy: v.exactOptional(cuePolicy),
});

/** All that may be set from afar. Limits, stimulation, keys, brokers and what is deleted are not, and never will be. */
const settingsBody = v.strictObject({
  /** Of people without a plan. */
  cue_policy: v.exactOptional(cuePolicy),
  rest_s: v.exactOptional(restS),
});

const withdrawalBody = v.strictObject({
  device: id,
  prescription: id,
  revision: whole(1, 2 ** 32 - 1),
  reason: line(200),
});

const common = {
  schema: v.literal('limber/down/1'),
  message_id: id,
  site: id,
  issued_at: instant,
  expires_at: instant,
  counter: whole(1, Number.MAX_SAFE_INTEGER),
  signer: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  signature: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{86}==$/)),
};
const forPerson = { ...common, person: id };

export const downSchema = v.variant('kind', [
  v.strictObject({
    ...forPerson,
    kind: v.literal('prescription'),
    body: v.strictObject({ prescription: signedPrescriptionSchema }),
  }),
  v.strictObject({ ...forPerson, kind: v.literal('withdrawal'), body: withdrawalBody }),
  v.strictObject({ ...forPerson, kind: v.literal('plan'), body: planBody }),
  v.strictObject({
    ...forPerson,
    kind: v.literal('message'),
    body: v.strictObject({ text: line(TEXT_MOST_LETTERS) }),
  }),
  v.strictObject({ ...common, kind: v.literal('configuration'), body: settingsBody }),
]);

/** What a clinician sends to a gateway. */
export type DownMessage = v.InferOutput<typeof downSchema>;
export type DownKind = DownMessage['kind'];
export type DownOf<Kind extends DownKind> = Extract<DownMessage, { kind: Kind }>;
export type Plan = v.InferOutput<typeof planBody>;
export type Settings = v.InferOutput<typeof settingsBody>;

export const DOWN_KINDS = ['prescription', 'withdrawal', 'plan', 'message', 'configuration'] as const;

/** Pseudonym; empty where the message is about nobody. */
export const personOf = (message: DownMessage): string => (message.kind === 'configuration' ? '' : message.person);

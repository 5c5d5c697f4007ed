import * as v from 'valibot';
import type { SignatureCheck } from '../../stim/index.ts';
import { isTopicId, parseTopic } from '../topic.ts';
import { canonicalJson } from './canonical-json.ts';
import { DOWN_MOST_BYTES, type DownMessage, downSchema, personOf } from './down-message.ts';
import { downBytes } from './down-signing.ts';
import { because, type Reason } from './reason.ts';

/** What a gateway knows when a message arrives. */
export interface JudgeContext {
  readonly site: string;
  /** UTC, ms, as the machine says. */
  readonly nowMs: number;
  /** The latest time on record, UTC, ms. */
  readonly latestKnownMs: number;
  /** When the records here were restored from a backup, which knows nothing of what came since, UTC, ms; absent: never. */
  readonly restoredAtMs?: number | undefined;
  /** Whether this gateway serves them. */
  readonly knowsPerson: (person: string) => boolean;
  readonly signatures: SignatureCheck;
  /** Of everything this clinician has signed that was judged here; 0: nothing. */
  readonly highestCounter: (signer: string) => number;
}

export type Judgement =
  | { readonly kind: 'Accepted'; readonly message: DownMessage }
  /** A trusted clinician signed it for this gateway; it still does not hold. */
  | { readonly kind: 'Refused'; readonly message: DownMessage; readonly reasons: readonly Reason[] }
  /** Nobody trusted has signed it, or not for here. `answerTo`: its id, where there is one. */
  | { readonly kind: 'TurnedAway'; readonly answerTo: string | null; readonly reasons: readonly Reason[] };

/** Clocks of sender and gateway may differ by this much. */
export const CLOCK_DIFFERENCE_MS = 300_000;
export const STALE_MS = 7 * 86_400_000;
const ID_MOST_LETTERS = 64;
const CLOCK_IS_WRONG =
  'the clock of this gateway is behind its own records: nothing that depends on time is taken until it is set right';

const RESTORED_SINCE =
  'it was issued before the records here were restored from a backup: whether it came before, or was withdrawn since, is not known any more; sign it anew';

/** Says everything that is wrong; what is on record here only to whom a trusted clinician speaks for. Pure, never throws. */
export function judge(topic: string, payload: Uint8Array, context: JudgeContext): Judgement {
  const answerTo = idOf(topic, context.site);
  const turnedAway = (reasons: readonly Reason[]): Judgement => ({ kind: 'TurnedAway', answerTo, reasons });
  if (answerTo === null) return turnedAway([because('topic', 'this is not a topic of messages to this gateway')]);
  const message = readDown(payload);
  if (Array.isArray(message)) return turnedAway(message);
  const strange = [...placeFlaws(message, answerTo, context.site), ...signatureFlaws(message, context.signatures)];
  if (strange.length > 0) return turnedAway(strange);
  const reasons = [...personFlaws(message, context), ...timeFlaws(message, context), ...counterFlaws(message, context)];
  return reasons.length === 0 ? { kind: 'Accepted', message } : { kind: 'Refused', message, reasons };
}

function idOf(topic: string, site: string): string | null {
  const parsed = parseTopic(topic);
  if (parsed?.kind !== 'down' || parsed.site !== site) return null;
  return isTopicId(parsed.message) && parsed.message.length <= ID_MOST_LETTERS ? parsed.message : null;
}

/** The message, or what is wrong with its form. */
function readDown(payload: Uint8Array): DownMessage | Reason[] {
  if (payload.length > DOWN_MOST_BYTES) return [because('too-large', `more than ${DOWN_MOST_BYTES} bytes`)];
  const read = textAndJson(payload);
  if (read === null) return [because('form', 'it is not JSON in UTF-8, or nested too deeply')];
  const parsed = v.safeParse(downSchema, read.json);
  // The issue's own message would quote what came.
  if (!parsed.success)
    return parsed.issues.map((issue) => because('form', `${shown(v.getDotPath(issue))} is not as it must be`));
  if (read.canonical !== read.text)
    return [because('form', 'it is not spelled canonically (RFC 8785: names sorted, no white space, no name twice)')];
  return parsed.output;
}

/** Names of fields that came along may be anything. */
const shown = (path: string | null): string => (path !== null && /^[a-z_.0-9]{1,60}$/.test(path) ? path : 'a field');

function textAndJson(payload: Uint8Array) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload);
    const json: unknown = JSON.parse(text);
    return { text, json, canonical: canonicalJson(json) };
  } catch {
    return null;
  }
}

function placeFlaws(message: DownMessage, topicId: string, site: string): Reason[] {
  return [
    ...(message.message_id === topicId ? [] : [because('other-id', 'message_id is not the id of the topic')]),
    ...(message.site === site ? [] : [because('other-site', 'it is for another site')]),
  ];
}

function signatureFlaws(message: DownMessage, check: SignatureCheck): Reason[] {
  const signature = Buffer.from(message.signature, 'base64');
  // One spelling of the signature too.
  const verdict =
    signature.toString('base64') === message.signature ? check(message.signer, downBytes(message), signature) : 'bad';
  if (verdict === 'good') return [];
  if (verdict === 'bad')
    return [because('signature', 'the signature does not fit: it was forged, or changed on the way')];
  return [because('unknown-signer', `the key ${message.signer} belongs to no clinician that is trusted here`)];
}

function personFlaws(message: DownMessage, { knowsPerson }: JudgeContext): Reason[] {
  const person = personOf(message);
  return person === '' || knowsPerson(person) ? [] : [because('unknown-person', 'nobody here has this pseudonym')];
}

/**
 * The later of clock and record counts. What only ends something is taken while the clock is wrong: of the present nothing is known then but
 * that it is not earlier than the record.
 */
function timeFlaws(message: DownMessage, { nowMs, latestKnownMs, restoredAtMs = 0 }: JudgeContext): Reason[] {
  const issuedMs = Date.parse(message.issued_at);
  const expiresMs = Date.parse(message.expires_at);
  if (!(issuedMs < expiresMs)) return [because('form', 'expires_at is not after issued_at')];
  const isSetBack = nowMs < latestKnownMs - CLOCK_DIFFERENCE_MS;
  const atMs = Math.max(nowMs, latestKnownMs);
  const ends = message.kind === 'withdrawal';
  const isEarly = issuedMs > atMs + CLOCK_DIFFERENCE_MS && !(isSetBack && ends);
  return [
    ...(isSetBack && !ends ? [because('clock', CLOCK_IS_WRONG)] : []),
    ...(isEarly ? [because('not-yet', 'it was issued in the future, by the clock of this gateway')] : []),
    ...(issuedMs < atMs - STALE_MS ? [because('stale', 'it was issued more than a week ago: sign it anew')] : []),
    ...(issuedMs < restoredAtMs && !ends ? [because('stale', RESTORED_SINCE)] : []),
    ...(expiresMs <= atMs ? [because('expired', 'it has expired')] : []),
  ];
}

function counterFlaws({ signer, counter }: DownMessage, { highestCounter }: JudgeContext): Reason[] {
  const highest = highestCounter(signer);
  if (counter > highest) return [];
  return [
    because(
      'counter',
      `its counter ${counter} is not above ${highest}, the highest of this clinician: an earlier message, or one that came twice; sign it anew if it is to count`,
    ),
  ];
}

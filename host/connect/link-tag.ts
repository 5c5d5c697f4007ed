import { createHmac, timingSafeEqual } from 'node:crypto';
import { BAND_SAYS, TAG_BYTES, tagStatement } from '../../protocol/firmware-manifest.ts';

/** Kinds of commands that carry a tag, by the numbers of protocol/wearable.proto. */
export const TAGGED_KINDS = { UPDATE_BEGIN: 32, HEALTHY: 35, WIPE: 36 } as const;
export type TaggedKind = keyof typeof TAGGED_KINDS;

const tagOf = (key: Uint8Array, statement: Uint8Array): Buffer =>
  createHmac('sha256', key).update(statement).digest().subarray(0, TAG_BYTES);

/**
 * The payload of a command that a band only takes from who has its link key: body, then the first eight bytes of an HMAC-SHA-256.
 * @param salt of the band's present hello: nothing of this connection counts in another one
 */
export function taggedPayload(
  kind: TaggedKind,
  counter: number,
  body: Uint8Array,
  key: Uint8Array,
  salt: Uint8Array,
): Uint8Array {
  const tag = tagOf(key, tagStatement(salt, TAGGED_KINDS[kind], counter, body));
  return new Uint8Array(Buffer.concat([body, tag]));
}

/** Whether a band's answer to HEALTHY shows that it has the link key. */
export function fitsBandTag(
  counter: number,
  challenge: Uint8Array,
  key: Uint8Array,
  salt: Uint8Array,
  proof: Uint8Array,
): boolean {
  const expected = tagOf(key, tagStatement(salt, TAGGED_KINDS.HEALTHY + BAND_SAYS, counter, challenge));
  return proof.length === TAG_BYTES && timingSafeEqual(expected, proof);
}

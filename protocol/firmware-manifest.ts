/**
 * What a firmware update says of itself, and the tag under which a band believes it. Band and host share this file; it is in the
 * Espruino subset. Numbers are little endian: role (1), version (3 x 2), bytes (4), CRC-32 (4), hash (32), then the board's name,
 * empty where any board runs it.
 */
export const ROLE_AT = 0;
export const VERSION_AT = 1;
export const BYTES_AT = 7;
export const CRC_AT = 11;
export const HASH_AT = 15;
export const BOARD_AT = 47;

/** Roles by the number of protocol/wearable.proto. */
export const MOTION_FIRMWARE = 1;
export const STIM_FIRMWARE = 2;

/**
 * The hash of an image goes by blocks, each hashed behind the hash of those before it: h = SHA-256(h before, block), nothing before the
 * first. A band takes one block a turn, so that hashing 40 kB never keeps it from anything else for long.
 */
export const HASH_BLOCK_BYTES = 1024;
/** A piece of UPDATE_DATA has no more. */
export const PIECE_BYTES_MAX = 256;

export const TAG_BYTES = 8;
/** Of HEALTHY: the band answers with a tag over it. */
export const CHALLENGE_BYTES = 8;
/** Added to the kind in what a band tags, so that no host's tag passes for a band's. */
export const BAND_SAYS = 128;

const HEAD_BYTES = 13;

/** What HMAC-SHA-256 under the link key is made over, its first eight bytes being the tag: salt, kind, counter, body. */
export function tagStatement(salt: Uint8Array, kind: number, counter: number, body: Uint8Array): Uint8Array {
  const statement = new Uint8Array(HEAD_BYTES + body.length);
  statement.set(salt);
  statement[8] = kind;
  new DataView(statement.buffer).setUint32(9, counter, true);
  statement.set(body, HEAD_BYTES);
  return statement;
}

import { createHash } from 'node:crypto';

/** What the first record follows. */
export const NO_HASH = '0'.repeat(64);

/**
 * SHA-256, hex, over a record's fields in their order, `prev` last and the hash itself left out, as compact JSON in UTF-8.
 * The vectors of test/fixtures/auth_vectors.json are of this form.
 */
export function chainHash(fields: Readonly<Record<string, string | number>>): string {
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}

/** A record as it is stored: the document is the very text that was hashed. */
export interface StoredLink {
  readonly seq: number;
  readonly wallMs: number;
  readonly person: string;
  readonly by: string;
  readonly kind: string;
  readonly document: string;
  readonly prev: string;
  readonly hash: string;
}

export function linkHash({ seq, wallMs, person, by, kind, document, prev }: Omit<StoredLink, 'hash'>): string {
  return chainHash({ seq, wallMs, person, by, kind, document, prev });
}

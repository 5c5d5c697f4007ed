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

/** A record as it is stored. What it says is sealed: the chain is proven without any key, and when a person's is gone. */
export interface StoredLink {
  readonly seq: number;
  readonly wallMs: number;
  readonly person: string;
  readonly kind: string;
  /** Number of the dose or decision that it is the record of; 0 for any other. */
  readonly entry: number;
  /** Its hash before records were sealed, which heads that were kept since then name; null for a later one. */
  readonly former: string | null;
  /** Base64 of what is stored. */
  readonly sealed: string;
  readonly prev: string;
  readonly hash: string;
}

export function linkHash(link: Omit<StoredLink, 'hash'>): string {
  const { seq, wallMs, person, kind, entry, former, sealed, prev } = link;
  return chainHash({ seq, wallMs, person, kind, entry, ...(former === null ? {} : { former }), sealed, prev });
}

/** A record as it was stored before records were sealed. */
export interface FormerLink {
  readonly seq: number;
  readonly wallMs: number;
  readonly person: string;
  readonly by: string;
  readonly kind: string;
  /** The very text. */
  readonly document: string;
  readonly prev: string;
}

export const formerHash = ({ seq, wallMs, person, by, kind, document, prev }: FormerLink): string =>
  chainHash({ seq, wallMs, person, by, kind, document, prev });

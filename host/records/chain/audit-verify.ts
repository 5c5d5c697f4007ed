import type { DatabaseSync } from 'node:sqlite';
import { LimberError } from '../../../protocol/limber-error.ts';
import type { Database } from '../database.ts';
import { SEALED_SINCE } from '../schema-version.ts';
import { formerHash, linkHash, NO_HASH, type StoredLink } from './audit-chain.ts';
import { openContent } from './audit-content.ts';
import type { AuditVerdict, BrokenChain, ChainFault, VerifyOptions } from './audit-record.ts';
import { countedUpTo, countLinks, readLinks } from './audit-rows.ts';
import { contentFault } from './ledger-content.ts';
import { tableFault } from './ledger-tables.ts';

/**
 * Proves the chain and that dose and decision tables say what it says, or names the first record that is wrong. Whoever
 * holds the file can compute every hash anew from some record on: a head kept elsewhere tells that, and the key of the
 * records, for who has not got it seals nothing.
 */
export function verifyLedger(database: Database, options: VerifyOptions = {}): AuditVerdict {
  const { sql } = database;
  if (sql.isTransaction) return verifyNow(database, options);
  // One moment for all that is read, though a gateway may be writing.
  sql.exec('BEGIN');
  try {
    return verifyNow(database, options);
  } finally {
    sql.exec('COMMIT');
  }
}

const PROGRESS_EVERY = 1000;

function verifyNow(database: Database, { kept, since, onProgress = () => {} }: VerifyOptions): AuditVerdict {
  const { sql } = database;
  if (since && since.records > 0 && since.head !== hashAt(sql, since.records)) return verifyNow(database, { kept });
  const hashOf = hashesOf(database);
  const total = countLinks(sql);
  let before = { seq: since?.records ?? 0, hash: since?.head ?? NO_HASH };
  let keptAt = kept && kept.hash === NO_HASH ? 0 : null;
  for (const link of readLinks(sql, since ? before.seq + 1 : undefined)) {
    const broken = linkFault(sql, hashOf, before, link);
    if (broken) return broken;
    if (kept && [link.hash, link.former].includes(kept.hash)) keptAt = link.seq;
    before = link;
    if (link.seq % PROGRESS_EVERY === 0) onProgress(link.seq, total);
  }
  onProgress(total, total);
  const counted = countedUpTo(sql, 'audit');
  if (counted > before.seq) return cutOff(before.seq, `${counted} were written`);
  if (kept && (keptAt === null || keptAt !== (kept.seq ?? keptAt))) return otherHead(before.seq, kept);
  const proven = { intact: true, records: before.seq, head: before.hash } as const;
  if (since) return proven;
  const fault = tableFault(sql);
  if (fault) return fault;
  const unopened = whyUnopened(database);
  return unopened === null ? (contentFault(database) ?? proven) : { ...proven, unopened };
}

type HashOf = (link: StoredLink) => string;

/** Before records were sealed, a hash was of what they say. */
function hashesOf({ version, seals }: Database): HashOf {
  if (version >= SEALED_SINCE) return linkHash;
  return (link) => formerHash({ ...link, ...openContent(seals, link, Buffer.from(link.sealed, 'base64')) });
}

/** Null where the key of the records is at hand. */
function whyUnopened({ seals }: Database): string | null {
  try {
    seals.check();
    return null;
  } catch (cause) {
    if (cause instanceof LimberError) return cause.message;
    throw cause;
  }
}

const hashAt = (sql: DatabaseSync, seq: number): unknown =>
  sql.prepare('SELECT hash FROM audit WHERE seq = ?').get(seq)?.hash;

function linkFault(
  sql: DatabaseSync,
  hashOf: HashOf,
  before: { readonly seq: number; readonly hash: string },
  link: StoredLink,
): BrokenChain | null {
  const expected = before.seq + 1;
  if (link.seq !== expected) {
    const which = link.seq === expected + 1 ? `record ${expected} is` : `records ${expected} to ${link.seq - 1} are`;
    return { ...MISSING, brokenSeq: expected, why: `${which} missing` };
  }
  const whole = hashOf(link) === link.hash;
  if (link.prev === before.hash && whole) return null;
  if (whole) {
    return broken(
      link,
      'unlinked',
      `record ${link.seq} does not follow record ${before.seq} as it is now: that one was replaced, or its hash rewritten`,
    );
  }
  const place = placeOf(sql, hashOf, link);
  if (place !== null)
    return broken(link, 'reordered', `what stands at ${link.seq} was written as record ${place}: records were moved`);
  return broken(link, 'changed', `record ${link.seq} is not what was written: its content or its hash was changed`);
}

/** Where a record was written that follows another than the one before it; null where it is no whole record either. */
function placeOf(sql: DatabaseSync, hashOf: HashOf, link: StoredLink): number | null {
  const highest = Math.max(link.seq, countedUpTo(sql, 'audit'), countLinks(sql) + 1);
  for (let seq = 1; seq <= highest; seq++) if (hashOf({ ...link, seq }) === link.hash) return seq;
  return null;
}

function broken({ seq, wallMs, kind }: StoredLink, fault: ChainFault, why: string): BrokenChain {
  return { intact: false, brokenSeq: seq, wallMs, kind, fault, why };
}

const MISSING = { intact: false, wallMs: null, kind: null, fault: 'missing' } as const;

const cutOff = (records: number, why: string): BrokenChain => ({
  ...MISSING,
  fault: 'cut-off',
  brokenSeq: records + 1,
  why: `the chain ends at record ${records}, but ${why}: the end was cut off`,
});

function otherHead(records: number, kept: NonNullable<VerifyOptions['kept']>): BrokenChain {
  if (kept.seq !== undefined && kept.seq > records) return cutOff(records, `the kept head is record ${kept.seq}`);
  const where = kept.seq === undefined ? 'none of this chain' : `not record ${kept.seq} of this chain`;
  return {
    ...MISSING,
    fault: 'other-head',
    brokenSeq: kept.seq ?? records,
    why: `the kept head is ${where}: a record up to there was changed and all later hashes computed anew, or the end was cut off`,
  };
}

import { existsSync } from 'node:fs';
import { LimberError } from '../../../protocol/limber-error.ts';
import { appendLink } from '../chain/audit-rows.ts';
import { checkIntegrity, type Database, openDatabase, transact } from '../database.ts';
import { claimDirectory, databasePath, readDirectory } from '../directory-claim.ts';
import { dropKeyFile, findRecordsKey, nextRecordsKey, type RecordsKey, settleRecordsKey } from './records-key.ts';
import { NOBODY } from './seals.ts';

export interface RotationOptions {
  /** Absent: a new one beside the one in force where that is a file, else the one that is given as the next. */
  readonly next?: RecordsKey;
  /** UTC, ms. */
  readonly wallMs?: number;
  /** Called as each step is done. */
  readonly onStep?: (step: RotationStep) => void;
}

/** made: the new key is on disk. wrapped: not committed yet. committed: it is the one in force. */
export type RotationStep = 'made' | 'wrapped' | 'committed' | 'settled';

export interface Rotation {
  /** Key ids. */
  readonly from: string;
  readonly to: string;
  /** Where the one in force is now, in words. */
  readonly place: string;
}

/**
 * Gives the records of a directory another key. What is sealed stays as it is; the keys of people are wrapped anew. Cut short
 * at any moment, the old key or the new one is in force, and the next start finds it.
 * @throws LimberError records/directory-in-use while a gateway runs, records/key-missing, records/key-wrong, records/key-unusable
 */
export function rotateRecordsKey(dataDir: string, options: RotationOptions = {}): Rotation {
  const { wallMs = Date.now() } = options;
  const { kind } = readDirectory(dataDir);
  if (kind === null || !existsSync(databasePath(dataDir))) {
    const message = `There are no records in ${dataDir}. Name their directory with --data.`;
    throw new LimberError('records/directory-missing', message);
  }
  const claim = claimDirectory(dataDir, kind, wallMs);
  try {
    const database = openDatabase(claim.databasePath);
    try {
      if (claim.afterCrash) checkIntegrity(database);
      return rotate(database, { ...options, wallMs });
    } finally {
      database.sql.close();
    }
  } finally {
    claim.release();
  }
}

function rotate(database: Database, options: RotationOptions & { readonly wallMs: number }): Rotation {
  const { wallMs, onStep = () => {} } = options;
  const { sql, seals } = database;
  const { id, key_id: from } = sql.prepare('SELECT id, key_id FROM identity').get() as { id: string; key_id: string };
  const next = options.next ?? nextRecordsKey(id);
  refuseSame(from, next);
  onStep('made');
  transact(database, () => {
    seals.rewrap(next);
    const document = { event: 'records-key-changed', from, to: next.id };
    appendLink(database, { person: NOBODY, by: 'gateway', kind: 'security', document }, wallMs);
    onStep('wrapped');
  });
  onStep('committed');
  settleRecordsKey(id, next.id);
  dropKeyFile(id, from);
  // What was wrapped by the old key is not left in the log.
  sql.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  onStep('settled');
  return { from, to: next.id, place: findRecordsKey(id, next.id)?.from ?? next.from };
}

function refuseSame(from: string, next: RecordsKey): void {
  if (next.id !== from) return;
  const message = `What ${next.from} holds is the key in force already: it must be another. Nothing was changed.`;
  throw new LimberError('records/key-unusable', message);
}

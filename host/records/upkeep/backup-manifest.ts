import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';
import { LimberError } from '../../../protocol/limber-error.ts';
import { NoSmallText, readSmallText, systemWords } from '../../keys/small-file.ts';

export const MANIFEST = 'backup.json';
export const BACKED_UP_DATABASE = 'records.db';

/** Said once more by `restore`: a name from outside becomes a path. */
const FILES = /^(records\.db|limber-data\.json|worn-bands\.json|keys\/[A-Za-z0-9_-]{1,64}(\.link\.key|\.pub)\.json)$/;

const MANIFEST_FORM = v.object({
  schema: v.literal('limber/backup/1'),
  /** ISO 8601, UTC. */
  made_at: v.pipe(v.string(), v.isoTimestamp()),
  schema_version: v.number(),
  /** Which data directory it is of, and which key locks it; null before records were locked. */
  database: v.nullable(v.string()),
  key: v.nullable(v.string()),
  /** Where its chain ends. */
  records: v.number(),
  head: v.string(),
  files: v.array(v.object({ name: v.pipe(v.string(), v.regex(FILES)), sha256: v.string() })),
});

/** What a backup says about itself. */
export type BackupManifest = v.InferOutput<typeof MANIFEST_FORM>;

/** What belongs to a data directory besides its database: neither what holds for one start, nor keys that nothing locks. */
export function keptBeside(dataDir: string): string[] {
  const keys = join(dataDir, 'keys');
  const inKeys = existsSync(keys) ? readdirSync(keys).map((name) => `keys/${name}`) : [];
  const beside = ['limber-data.json', 'worn-bands.json'].filter((name) => existsSync(join(dataDir, name)));
  return [...beside, ...inKeys.filter((name) => FILES.test(name)).sort()];
}

/** @throws LimberError records/backup-unusable */
export function readManifest(from: string): BackupManifest {
  const path = join(from, MANIFEST);
  try {
    const manifest = v.safeParse(MANIFEST_FORM, JSON.parse(readSmallText(path)));
    if (manifest.success && manifest.output.files.some(({ name }) => name === BACKED_UP_DATABASE))
      return manifest.output;
  } catch (cause) {
    const isSystems = typeof (cause as NodeJS.ErrnoException).code === 'string';
    if (!isSystems && !(cause instanceof SyntaxError || cause instanceof NoSmallText)) throw cause;
    if (isSystems) throw unusable(from, `its ${MANIFEST} cannot be read: ${systemWords(cause)}`, cause);
  }
  throw unusable(from, `its ${MANIFEST} does not describe one`);
}

export const unusable = (from: string, why: string, cause?: unknown): LimberError =>
  new LimberError(
    'records/backup-unusable',
    `${from} is no backup that can be restored: ${why}. Nothing was changed.`,
    {
      cause,
    },
  );

export function readIdentity(sql: DatabaseSync): Pick<BackupManifest, 'database' | 'key'> {
  const hasIdentity = sql.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'identity'").get() !== undefined;
  const row = hasIdentity ? sql.prepare('SELECT id, key_id FROM identity').get() : undefined;
  return row ? { database: String(row.id), key: String(row.key_id) } : { database: null, key: null };
}

/** SHA-256 of a file, hex. */
export async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

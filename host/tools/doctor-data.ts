import type { AuditVerdict } from '../records/chain/audit-record.ts';
import { counted } from './columns.ts';
import { type Finding, fail, ok, warn } from './doctor-finding.ts';

export interface DataFacts {
  readonly path: string;
  readonly exists: boolean;
  /** Something else has its name. */
  readonly isNoFolder?: boolean;
  readonly isWritable: boolean;
  /** From its marker; null where it has none. */
  readonly kind: 'simulation' | 'real' | null;
  /** Why the marker cannot be read; null where it can. */
  readonly markerFailure: string | null;
  readonly isHeld: boolean;
  /** A gateway began here and did not say that it ended. */
  readonly hasHolder: boolean;
  readonly keys: KeyFacts;
  /** Null where there is no database. */
  readonly database: DatabaseFacts | null;
}

export interface KeyFacts {
  readonly files: number;
  /** Can be read by others. */
  readonly exposed: readonly string[];
  /** No gateway may have one. */
  readonly prescriptionKeys: readonly string[];
}

/** The key that the records are locked with. */
export interface RecordsKeyFacts {
  /** In words; null where it is not at hand. */
  readonly from: string | null;
  readonly failure: { readonly code: string; readonly message: string } | null;
}

export interface DatabaseFacts {
  /** LimberError's code and message where it does not open; null where it does. */
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly schemaVersion: number;
  readonly newestVersion: number;
  /** Null where nothing is sealed yet. */
  readonly recordsKey: RecordsKeyFacts | null;
  readonly chain: AuditVerdict | null;
  readonly devices: number;
  readonly sessions: number;
  /** Messages that wait for the broker. */
  readonly waiting: number;
  /** UTC, ms; null without records. */
  readonly latestMs: number | null;
}

export function judgeDirectory({ path, exists, isNoFolder, isWritable, kind, markerFailure }: DataFacts): Finding {
  const shared = { exists, writable: isWritable, kind };
  if (isNoFolder) return fail(`${path} is no folder`, 'name another with --data', shared);
  if (!exists) return ok(`${path} does not exist yet: the first session makes it`, shared);
  if (markerFailure !== null) return fail(markerFailure, 'restore its limber-data.json', shared);
  if (!isWritable) return fail(`${path} may not be written by you`, `sudo chown -R "$USER" "${path}"`, shared);
  const word = kind === 'real' ? 'of real bands' : kind === 'simulation' ? 'of simulated bands' : 'without records yet';
  return ok(`${path}, ${word}`, shared);
}

export function judgeLock({ isHeld, hasHolder }: DataFacts): Finding {
  const shared = { held: isHeld, left_over: hasHolder && !isHeld };
  if (isHeld) return ok('a gateway uses it at present', shared);
  if (!hasHolder) return ok('free', shared);
  return warn(
    'free; the last gateway was killed, or the power went',
    'nothing: the next start checks and closes what was left open',
    shared,
  );
}

export function judgeKeys({ keys, exists }: DataFacts): Finding {
  const { files, exposed, prescriptionKeys } = keys;
  const shared = { files, exposed: exposed.length, prescription_keys: prescriptionKeys.length };
  if (prescriptionKeys.length > 0) {
    const advice =
      'give these bands new keys (limber keys device, limber enrol) and delete the files: no gateway may hold a prescription key';
    return fail(`prescription keys lie here: ${prescriptionKeys.join(', ')}`, advice, shared);
  }
  if (exposed.length > 0)
    return fail(
      `others may read ${exposed.join(', ')}`,
      `chmod -R go= "${dirOf(exposed[0]!)}", and new keys if somebody may have`,
      shared,
    );
  if (!exists || files === 0) return ok('no keys here', shared);
  return ok(`${counted(files, 'file')}, readable by their owner only`, shared);
}

const dirOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/'))) || '.';

export function judgeDatabase({ database }: DataFacts): Finding {
  if (database === null) return ok('none yet', { opens: null, schema: null, failure: null });
  const { failure, schemaVersion, newestVersion, sessions, devices } = database;
  const shared = { opens: failure === null, schema: schemaVersion, failure: failure?.code ?? null, sessions, devices };
  if (failure !== null) return fail(failure.message, 'limber export, if it still reads; else a backup', shared);
  const holds = `${counted(sessions, 'session')}, ${counted(devices, 'band')}`;
  if (schemaVersion < newestVersion)
    return ok(`${holds}; schema ${schemaVersion}, brought to ${newestVersion} at the next start`, shared);
  return ok(`${holds}; schema ${schemaVersion}`, shared);
}

export function judgeRecordsKey({ database }: DataFacts): Finding {
  const facts = database?.recordsKey ?? null;
  if (facts === null) return ok('none needed yet', { at_hand: null, failure: null });
  const { from, failure } = facts;
  const shared = { at_hand: failure === null, failure: failure?.code ?? null };
  if (failure !== null)
    return fail(failure.message, 'bring back the key, or restore a backup whose key you have', shared);
  return ok(`from ${from}; no backup holds it, and none is read without it: keep a copy elsewhere`, shared);
}

export function judgeChain({ database }: DataFacts): Finding {
  const chain = database?.chain ?? null;
  if (chain === null) return ok('nothing to prove', { intact: null, records: null, fault: null });
  if (chain.intact) {
    const unopened = chain.unopened ? '; what is sealed was not opened' : '';
    const text = `intact, ${counted(chain.records, 'record')}${unopened}`;
    return ok(text, { intact: true, records: chain.records, fault: null });
  }
  const advice = 'limber audit verify; restore a backup, or go on in another directory: until then nothing stimulates';
  return fail(`broken: ${chain.why}`, advice, { intact: false, records: null, fault: chain.fault });
}

/** More than this waits only where the broker has been away for long. */
const WAITING_GOOD = 1_000;

export function judgeOutbox({ database }: DataFacts): Finding {
  const waiting = database?.waiting ?? 0;
  const text =
    waiting === 0
      ? 'nothing waits for the broker'
      : `${counted(waiting, 'message')} ${waiting === 1 ? 'waits' : 'wait'} for the broker`;
  if (waiting <= WAITING_GOOD) return ok(text, { waiting });
  return warn(text, 'is the broker reachable? limber doctor --broker <url>', { waiting });
}

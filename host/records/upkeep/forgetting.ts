import type { ForgottenEntry } from '../chain/audit-record.ts';
import { type Database, explaining, transact } from '../database.ts';
import { DAILY_WINDOW_MS } from '../dose/dose-ledger.ts';
import type { Store } from '../store.ts';
import { isKnown } from './patient-export.ts';

export interface ForgetOptions {
  readonly store: Store;
  /** Pseudonym. */
  readonly person: string;
  readonly by: string;
  readonly why?: string | undefined;
  /** UTC, ms. */
  readonly wallMs: number;
}

export type Forgetting =
  | { readonly kind: 'Forgotten'; readonly entry: ForgottenEntry }
  | { readonly kind: 'Unknown' }
  /** What was delivered still counts against a limit. */
  | { readonly kind: 'TooEarly'; readonly untilMs: number };

/**
 * Deletes all that is kept of a person and the key that it was sealed with: all of it or nothing. Their records stay links of
 * the chain, and nobody can read them any more.
 */
export function forgetPerson(options: ForgetOptions): Forgetting {
  const { store, person, wallMs } = options;
  const { database } = store;
  if (!isKnown(store, person)) return { kind: 'Unknown' };
  const untilMs = countsUntilMs(store, person);
  if (untilMs > wallMs) return { kind: 'TooEarly', untilMs };
  explaining(database.path, () => database.sql.exec('PRAGMA secure_delete = ON'));
  const entry = transact(database, () => {
    const entry = entryOf(options);
    // Append-only tables let go of the rows of a person without a key, and of no others.
    database.seals.shred(person);
    deleteRows(database, person);
    database.sql.exec('UPDATE identity SET has_remains = 1');
    store.audit.append({ person, by: options.by, kind: 'forgotten', document: entry });
    return entry;
  });
  return { kind: 'Forgotten', entry };
}

/** Nothing that was deleted is left in free pages or in the journal; nothing else goes on meanwhile. Cut short, the next start does it. */
export function scrubFreeSpace({ path, sql }: Database): void {
  explaining(path, () => sql.exec('VACUUM; UPDATE identity SET has_remains = 0; PRAGMA wal_checkpoint(TRUNCATE)'));
}

/** A session that was left open may have been stimulated in until now. */
function countsUntilMs(store: Store, person: string): number {
  const booked = store.doseFacts(person).bookings.map(({ wallMs }) => wallMs);
  const open = store.leftOpen().filter(({ start }) => start.person === person);
  const begun = open.map(({ start, progress }) => start.startedAtMs + progress.elapsedMs);
  return Math.max(...booked, ...begun, Number.NEGATIVE_INFINITY) + DAILY_WINDOW_MS;
}

function entryOf({ store, person, by, why }: ForgetOptions): ForgottenEntry {
  const accepted = store.prescriptions.accepted();
  const prescribed = [...new Set(accepted.flatMap((one) => (one.person === person ? [one.device] : [])))];
  const { bookings } = store.doseFacts(person);
  const delivered = [...new Set(bookings.flatMap(({ device }) => device ?? []))];
  const latest = delivered.flatMap((device) => {
    const mark = store.doseMark(device);
    return mark?.person === person ? [[device, mark.mark] as const] : [];
  });
  const count = (table: string): number => countRows(store.database, table, person);
  return {
    ...{ sessions: count('session'), doses: count('dose'), decisions: count('decision') },
    by,
    ...(why === undefined ? {} : { why }),
    revisions: Object.fromEntries(
      prescribed.map((device) => [device, store.prescriptions.latestRevision(device) ?? 0]),
    ),
    marks: Object.fromEntries(latest),
  };
}

const OWN_SESSIONS = 'SELECT id FROM session WHERE person = :person';
const OF_SESSION = `session_id IN (${OWN_SESSIONS})`;

/** Which rows of a table are a person's; sessions come last, for others name them. The chain stays. */
const ROWS_OF_PERSON: Readonly<Record<string, string>> = {
  chunk: OF_SESSION,
  angle_chunk: OF_SESSION,
  analysis: OF_SESSION,
  rep: OF_SESSION,
  decision: OF_SESSION,
  dose: 'person = :person',
  movement_prescription: 'person = :person',
  enrolled_execution: 'person = :person',
  outbox: `person = :person OR ${OF_SESSION}`,
  outbox_refused: "person = :person OR topic GLOB 'limber/v1/*/' || :person || '/*'",
  outbox_tally: OF_SESSION,
  enrolment: "kind = 'person' AND id = :person",
  session: 'person = :person',
};

const countRows = ({ sql }: Database, table: string, person: string): number =>
  Number(sql.prepare(`SELECT count(*) AS rows FROM ${table} WHERE ${ROWS_OF_PERSON[table]}`).get({ person })?.rows);

function deleteRows({ sql, seals }: Database, person: string): void {
  for (const [table, rows] of Object.entries(ROWS_OF_PERSON))
    sql.prepare(`DELETE FROM ${table} WHERE ${rows}`).run({ person });
  // That a message came stays known, or it could be sent once more.
  const came = sql.prepare('SELECT message_id FROM inbox WHERE person = ?').all(person);
  const put = sql.prepare("UPDATE inbox SET person = '', kind = 'forgotten', document = ? WHERE message_id = ?");
  for (const { message_id } of came)
    put.run(seals.sealJson('', ['inbox', 'document', String(message_id)], null), message_id!);
}

import { auditTrail } from '../records/chain/audit-log.ts';
import { type Database, explaining } from '../records/database.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { type Consents, consentsOf } from '../records/upkeep/consent.ts';
import { messageOf } from './message.ts';
import { enqueue, withdrawQueued } from './outbox.ts';

/** What `openStore` calls beside each record: the record's message is queued in the transaction that stores the record. */
export type Beside = (record: StoredRecord, database: Database, wallMs: number) => void;

export interface Destination {
  /** Any broker but the one in this process. */
  readonly isOutside: boolean;
  /** Called when something is not queued because its person has not agreed. */
  readonly withheld?: () => void;
}

/** Messages of simulated people and to the broker in this house need no consent; recordings always do. */
export function queueing({ isOutside, withheld = () => {} }: Destination): Beside {
  const consents = new WeakMap<Database, (person: string) => Consents>();
  return (record, database, wallMs) => {
    const ask = consents.get(database) ?? consentsIn(database);
    consents.set(database, ask);
    if (record.kind === 'chunk') {
      if (ask(record.session.person).raw) enqueue(database, messageOf(record), wallMs);
      return;
    }
    const { simulated, person } = aboutOf(record);
    if (isOutside && !simulated && !ask(person).messages) withheld();
    else enqueue(database, messageOf(record), wallMs);
  };
}

/** For the broker in this process. */
export const queueRecord = queueing({ isOutside: false });

/** What was queued for the broker in this house leaves it only with its person's consent. */
export function keepToConsents(database: Database): void {
  const ask = consentsIn(database);
  const people = explaining(database.path, () =>
    database.sql.prepare("SELECT DISTINCT person FROM outbox WHERE person <> ''").all(),
  );
  for (const { person } of people) {
    if (!ask(String(person)).messages) withdrawQueued(database, String(person), 'messages');
  }
}

/** Read again when the person's latest consent is another: one look at an index. */
export function consentsIn(database: Database): (person: string) => Consents {
  const latest = database.sql.prepare("SELECT max(seq) AS seq FROM audit WHERE person = ? AND kind = 'consent'");
  const known = new Map<string, { readonly seq: number; readonly consents: Consents }>();
  return (person) => {
    const seq = Number(latest.get(person)?.seq ?? 0);
    const before = known.get(person);
    if (before?.seq === seq) return before.consents;
    const consents = consentsOf(auditTrail(database), person);
    known.set(person, { seq, consents });
    return consents;
  };
}

function aboutOf(record: Exclude<StoredRecord, { kind: 'chunk' }>): { simulated: boolean; person: string } {
  if (record.kind === 'summary')
    return { simulated: record.document.simulated, person: record.document.session.person };
  return { simulated: record.simulated, person: record.session.person };
}

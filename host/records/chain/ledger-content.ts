import { LimberError } from '../../../protocol/limber-error.ts';
import type { Database } from '../database.ts';
import { readJson } from '../json-text.ts';
import type { Opener } from '../sealing/seals.ts';
import type { SessionDocument } from '../session-document.ts';
import { openSession } from '../session-rows.ts';
import { formerHash, NO_HASH } from './audit-chain.ts';
import { type LinkContent, openContent } from './audit-content.ts';
import type { BrokenChain } from './audit-record.ts';
import { factsOf, readForgotten } from './audit-rows.ts';
import { type DecisionRow, type DoseRow, tellsOfDecision, tellsOfDose } from './ledger-link.ts';
import { changedRow, tableMismatch } from './ledger-tables.ts';

type Facts = ReturnType<typeof factsOf>;

/** Each record with the row that it tells of. */
const LINKS = `SELECT audit.*,
    dose.session_id AS dose_session, dose.at_ms AS dose_at_ms, dose.device, dose.late,
    decision.session_id AS decision_session, decision.at_ms AS decision_at_ms, decision.kind AS what
  FROM audit LEFT JOIN dose ON dose.audit_seq = audit.seq LEFT JOIN decision ON decision.audit_seq = audit.seq
  ORDER BY audit.seq`;

/** With the key: null where all that can be opened was sealed there and says what the tables say. */
export function contentFault(database: Database): BrokenChain | null {
  const forgottenAt = new Map(readForgotten(database).map(({ seq, person }) => [person, seq]));
  const opener = database.seals.opener();
  let former = NO_HASH;
  for (const row of database.sql.prepare(LINKS).iterate()) {
    const link = factsOf(row);
    const before = former;
    former = link.former ?? former;
    if (link.kind !== 'forgotten' && link.seq < (forgottenAt.get(link.person) ?? 0)) continue;
    const content = opened(opener, link, row.document);
    if (content === null) return foreign(link);
    if (link.former !== null && formerHash({ ...link, ...content, prev: before }) !== link.former) return foreign(link);
    const broken = rowFault(row, content);
    if (broken) return broken;
  }
  return otherDocumentHead(database);
}

function opened(opener: Opener, link: Facts, sealed: unknown): LinkContent | null {
  try {
    return openContent(opener, link, sealed);
  } catch (cause) {
    if (cause instanceof LimberError) return null;
    throw cause;
  }
}

const foreign = ({ seq, wallMs, kind }: Facts): BrokenChain => ({
  ...tableMismatch(seq, wallMs, kind, `record ${seq} was not sealed here: its content was put in by somebody else`),
  fault: 'changed',
});

function rowFault(row: Record<string, unknown>, { document }: LinkContent): BrokenChain | null {
  const [seq, entry, wallMs, kind] = [Number(row.seq), Number(row.entry), Number(row.wall_ms), String(row.kind)];
  if (entry === 0) return null;
  const told = readJson(document);
  const facts = { seq: entry, person: String(row.person), wall_ms: wallMs };
  if (kind === 'dose') {
    const dose = { ...facts, session_id: row.dose_session, at_ms: row.dose_at_ms, device: row.device, late: row.late };
    return tellsOfDose(told, dose as DoseRow) ? null : changedRow('dose', entry, seq, wallMs, kind);
  }
  const decision = { ...facts, session_id: row.decision_session, at_ms: row.decision_at_ms, kind: row.what };
  return tellsOfDecision(told, decision as DecisionRow) ? null : changedRow('decision', entry, seq, wallMs, kind);
}

/** The head that a session keeps in clear is the one of its document. */
function otherDocumentHead(database: Database): BrokenChain | null {
  const rows = database.sql
    .prepare('SELECT id, person, document, ledger_records, ledger_head FROM session WHERE document IS NOT NULL')
    .iterate();
  for (const row of rows) {
    const { ledger } = openSession<SessionDocument>(database, 'document', row);
    if ((ledger?.head ?? null) === row.ledger_head && (ledger?.records ?? null) === row.ledger_records) continue;
    const why = `session ${row.id} tells another head of the chain than is kept beside it: the table was changed`;
    return { ...tableMismatch(Number(row.ledger_records ?? 0), null, 'session', why), fault: 'other-head' };
  }
  return null;
}

import type { DatabaseSync } from 'node:sqlite';
import { formerHash, linkHash, NO_HASH } from '../chain/audit-chain.ts';
import { sealContent } from '../chain/audit-content.ts';
import { appendLink } from '../chain/audit-rows.ts';
import { readJson } from '../json-text.ts';
import { CHAIN_SINCE } from '../schema-version.ts';
import {
  calibrationPlace,
  chunkPlace,
  curvePlace,
  executionPlace,
  movementPlace,
  namePlace,
  pendingPlace,
  repPlace,
  sessionPlace,
} from './sealed-places.ts';
import { NOBODY, type Seals } from './seals.ts';

type OldRow = Readonly<Record<string, unknown>> & { readonly row: number };

const finalUnlessForgotten = (table: string, person: string, words: string): string => `
  CREATE TRIGGER ${table}_is_final BEFORE UPDATE ON ${table} BEGIN SELECT RAISE(ABORT, '${words} append-only'); END;
  CREATE TRIGGER ${table}_stays BEFORE DELETE ON ${table} WHEN EXISTS (SELECT 1 FROM data_key WHERE person = ${person})
    BEGIN SELECT RAISE(ABORT, '${words} append-only'); END;`;

/** Rows of a person go only once their key is gone; the chain and calibrations stay for ever. */
const SHAPE = `
  ALTER TABLE audit DROP COLUMN old_by; ALTER TABLE audit DROP COLUMN old_document;
  ALTER TABLE dose DROP COLUMN pulses; ALTER TABLE dose DROP COLUMN charge_nc; ALTER TABLE dose DROP COLUMN on_time_ms;
  ALTER TABLE dose DROP COLUMN peak_current_ua; ALTER TABLE dose DROP COLUMN mark; ALTER TABLE decision DROP COLUMN detail;
  DROP TABLE old_movement_prescription; DROP TABLE old_enrolled_execution;
  ALTER TABLE calibration DROP COLUMN operator; ALTER TABLE calibration DROP COLUMN findings;
  ALTER TABLE pending DROP COLUMN old_value;
  CREATE TRIGGER audit_is_final BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END;
  CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END;
  CREATE TRIGGER calibration_is_final BEFORE UPDATE ON calibration BEGIN
    SELECT RAISE(ABORT, 'calibrations are append-only'); END;
  CREATE TRIGGER calibration_stays BEFORE DELETE ON calibration BEGIN
    SELECT RAISE(ABORT, 'calibrations are append-only'); END;
  ${finalUnlessForgotten('dose', 'OLD.person', 'the dose ledger is')}
  ${finalUnlessForgotten('decision', '(SELECT person FROM session WHERE id = OLD.session_id)', 'decisions are')}
  ${finalUnlessForgotten('movement_prescription', 'OLD.person', 'movement prescriptions are')}
  ${finalUnlessForgotten('enrolled_execution', 'OLD.person', 'enrolled executions are')}`;

/** What was written in clear is sealed where it stands; a chain that was broken stays broken at the same record. */
export function sealOldRows(sql: DatabaseSync, seals: Seals, since: number): void {
  sealSessions(sql, seals);
  sealCare(sql, seals);
  sealDevices(sql, seals);
  const head = sealChain(sql, seals, since >= CHAIN_SINCE);
  sql.exec(SHAPE);
  if (head === null) return;
  const document = { event: 'records-sealed', records: head.seq, head: head.hash };
  appendLink({ sql, seals }, { person: NOBODY, by: 'gateway', kind: 'security', document }, head.wallMs);
}

const AT_ONCE = 200;

/** In pages: what is read is written meanwhile. */
function* rowsOf(sql: DatabaseSync, table: string): Generator<OldRow> {
  const page = sql.prepare(`SELECT rowid AS row, * FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ${AT_ONCE}`);
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const rows = page.all(after) as unknown as OldRow[];
    yield* rows;
    if (rows.length < AT_ONCE) return;
    after = rows.at(-1)!.row;
  }
}

const bytesOf = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : Buffer.from(String(value)));

function sealSessions(sql: DatabaseSync, seals: Seals): void {
  const people = new Map<string, string>();
  const put = sql.prepare(
    'UPDATE session SET start = ?, progress = ?, document = ?, ledger_records = ?, ledger_head = ? WHERE rowid = ?',
  );
  for (const { row, id: name, person: pseudonym, start, progress, document } of rowsOf(sql, 'session')) {
    const [id, person] = [String(name), String(pseudonym)];
    people.set(id, person);
    const sealed = (column: 'start' | 'progress' | 'document', value: unknown) =>
      value === null ? null : seals.seal(person, sessionPlace(column, id), bytesOf(value));
    const { ledger } = (document === null ? {} : (readJson(document) ?? {})) as {
      ledger?: { records: number; head: string };
    };
    put.run(
      ...[sealed('start', start), sealed('progress', progress), sealed('document', document)],
      ...[ledger?.records ?? null, ledger?.head ?? null, row],
    );
  }
  const ownerOf = (sessionId: unknown): string => people.get(String(sessionId)) ?? NOBODY;
  const putRep = sql.prepare('UPDATE rep SET record = ? WHERE rowid = ?');
  for (const { row, session_id, rep_index, record } of rowsOf(sql, 'rep'))
    putRep.run(seals.seal(ownerOf(session_id), repPlace(String(session_id), Number(rep_index)), bytesOf(record)), row);
  const putChunk = sql.prepare('UPDATE chunk SET data = ? WHERE rowid = ?');
  for (const { row, session_id, sensor, configuration_id, data } of rowsOf(sql, 'chunk')) {
    const facts = { id: row, sessionId: String(session_id), sensor: String(sensor) };
    const place = chunkPlace({ ...facts, configurationId: Number(configuration_id) });
    putChunk.run(seals.seal(ownerOf(session_id), place, bytesOf(data)), row);
  }
  const putCurve = sql.prepare('UPDATE angle_chunk SET data = ? WHERE rowid = ?');
  for (const { row, session_id, data } of rowsOf(sql, 'angle_chunk'))
    putCurve.run(seals.seal(ownerOf(session_id), curvePlace(row, String(session_id)), bytesOf(data)), row);
}

function sealCare(sql: DatabaseSync, seals: Seals): void {
  const putMovement = sql.prepare('INSERT INTO movement_prescription VALUES (?, ?, ?, ?, ?)');
  for (const { row, ...old } of rowsOf(sql, 'old_movement_prescription')) {
    const sealed = seals.seal(String(old.person), movementPlace(row), bytesOf(old.document));
    putMovement.run(row, String(old.person), String(old.session_id), Number(old.prescribed_at_ms), sealed);
  }
  const putExecution = sql.prepare('INSERT INTO enrolled_execution VALUES (?, ?, ?, ?, ?)');
  for (const { row, exercise, execution, enrolled_by, left_out, ...old } of rowsOf(sql, 'old_enrolled_execution')) {
    const document = { exercise, execution, enrolledBy: enrolled_by, leftOut: readJson(left_out) };
    const sealed = seals.sealJson(String(old.person), executionPlace(row), document);
    putExecution.run(row, String(old.person), String(old.session_id), Number(old.enrolled_at_ms), sealed);
  }
}

function sealDevices(sql: DatabaseSync, seals: Seals): void {
  const putName = sql.prepare('UPDATE enrolment SET name = ? WHERE rowid = ?');
  for (const { row, kind, id, name } of rowsOf(sql, 'enrolment')) {
    const person = kind === 'person' ? String(id) : NOBODY;
    putName.run(seals.seal(person, namePlace(String(kind), String(id)), bytesOf(name)), row);
  }
  const putCalibration = sql.prepare('UPDATE calibration SET document = ? WHERE rowid = ?');
  for (const { row, operator, findings } of rowsOf(sql, 'calibration'))
    putCalibration.run(seals.sealJson(NOBODY, calibrationPlace(row), { operator, findings: readJson(findings) }), row);
  const putPending = sql.prepare('UPDATE pending SET value = ? WHERE rowid = ?');
  for (const { row, device, old_value } of rowsOf(sql, 'pending'))
    putPending.run(seals.seal(NOBODY, pendingPlace(String(device)), bytesOf(old_value)), row);
}

/**
 * Hashes are computed anew over what is stored; where one was wrong before, it is left wrong.
 * @param wasKept somebody may have kept a head of it
 * @returns that head; null where there was none
 */
function sealChain(
  sql: DatabaseSync,
  seals: Seals,
  wasKept: boolean,
): { seq: number; hash: string; wallMs: number } | null {
  const put = sql.prepare('UPDATE audit SET document = ?, entry = ?, former = ?, prev = ?, hash = ? WHERE seq = ?');
  let before = { seq: 0, old: NO_HASH, hash: NO_HASH, wallMs: 0 };
  for (const { row: seq, wall_ms, ...old } of rowsOf(sql, 'audit')) {
    const [person, by, kind] = [String(old.person), String(old.old_by), String(old.kind)];
    const [document, oldPrev, former] = [String(old.old_document), String(old.prev), String(old.hash)];
    const wallMs = Number(wall_ms);
    const bytes = sealContent(seals, { seq, person, kind }, { by, document });
    const told = (readJson(document) as { readonly entry?: unknown } | null)?.entry;
    const entry = ['dose', 'decision', 'stimulation'].includes(kind) && Number.isSafeInteger(told) ? Number(told) : 0;
    const prev = oldPrev === before.old ? before.hash : oldPrev;
    const isWhole = formerHash({ seq, wallMs, person, by, kind, document, prev: oldPrev }) === former;
    const sealed = Buffer.from(bytes).toString('base64');
    const kept = wasKept ? former : null;
    const hash = isWhole ? linkHash({ seq, wallMs, person, kind, entry, former: kept, sealed, prev }) : former;
    put.run(bytes, entry, kept, prev, hash, seq);
    before = { seq, old: former, hash, wallMs };
  }
  return before.seq === 0 || !wasKept ? null : { seq: before.seq, hash: before.old, wallMs: before.wallMs };
}

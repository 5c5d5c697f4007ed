import type { DatabaseSync } from 'node:sqlite';
import { LimberError } from '../../../protocol/limber-error.ts';
import { CHAIN_SINCE, schemaVersion } from '../schema-version.ts';
import type { Seals } from './seals.ts';

const bytesOf = (value: unknown): Uint8Array =>
  value instanceof Uint8Array ? value : Buffer.from(String(value ?? 'null'));

const onlyRead = (): never => {
  throw new LimberError('records/directory-not-writable', 'Records of an older Limber are only read here.');
};

/** Of records of before they were sealed: all stands in clear. */
export const UNSEALED: Seals = {
  open: (_person, _place, stored) => bytesOf(stored),
  opener: () => UNSEALED,
  openJson: (_person, _place, stored) => JSON.parse(Buffer.from(bytesOf(stored)).toString('utf8')),
  seal: onlyRead,
  sealJson: onlyRead,
  check: () => {},
  shred: onlyRead,
  rewrap: onlyRead,
};

const LEDGER = `session AS SELECT *, NULL AS ledger_records, NULL AS ledger_head FROM main.session`;
const LEDGER_SINCE_CHAIN = `session AS SELECT *,
  CASE WHEN json_valid(document) THEN json_extract(document, '$.ledger.records') END AS ledger_records,
  CASE WHEN json_valid(document) THEN json_extract(document, '$.ledger.head') END AS ledger_head FROM main.session`;
/** Hashes are of the old form: \`former\`. */
const CHAIN = `audit AS SELECT seq, wall_ms, person, kind, prev, hash, NULL AS former,
  json_quote(by) || char(10) || document AS document,
  CASE WHEN kind IN ('dose', 'decision', 'stimulation') AND json_valid(document)
    THEN coalesce(json_extract(document, '$.entry'), 0) ELSE 0 END AS entry FROM main.audit`;
/** Nobody is forgotten. */
const PEOPLE = 'data_key AS SELECT DISTINCT person FROM main.audit';
/** Before there was a chain: as if the rows were in one. */
const NO_CHAIN = `audit AS
  SELECT 2 * seq AS seq, wall_ms, person, 'dose' AS kind, '' AS prev, '' AS hash, NULL AS former, seq AS entry,
    '"band"' || char(10) || json_object('entry', seq, 'session', session_id, 'at_ms', at_ms, 'pulses', pulses, 'charge_nc',
      charge_nc, 'on_time_ms', on_time_ms, 'peak_current_ua', peak_current_ua) AS document FROM main.dose
  UNION ALL
  SELECT 2 * seq + 1, wall_ms, (SELECT person FROM main.session WHERE id = session_id), 'decision', '', '', NULL, seq,
    '"gateway"' || char(10) || json_object('entry', seq, 'session', session_id, 'at_ms', at_ms, 'what', kind, 'detail',
      CASE WHEN json_valid(detail) THEN json(detail) END) FROM main.decision`;
const LINKED = [
  'dose AS SELECT *, 2 * seq AS audit_seq, NULL AS device, 0 AS late FROM main.dose',
  'decision AS SELECT *, 2 * seq + 1 AS audit_seq FROM main.decision',
];
const EXECUTIONS = `enrolled_execution AS SELECT seq, person, exercise, session_id, enrolled_at_ms,
  json_object('exercise', exercise, 'execution', execution, 'enrolledBy', enrolled_by, 'leftOut', json(left_out)) AS document
  FROM main.enrolled_execution`;
const CALIBRATIONS = `calibration AS SELECT *, json_object('operator', operator, 'findings', json(findings)) AS document
  FROM main.calibration`;

/** Archives of before are read as they are: views of theirs have the shape of today, for this connection alone. */
export function readAsSealed(sql: DatabaseSync): void {
  const version = schemaVersion(sql);
  const views = [
    ...(version < CHAIN_SINCE ? [LEDGER, NO_CHAIN, ...LINKED] : [LEDGER_SINCE_CHAIN, CHAIN, PEOPLE]),
    ...(version < EXECUTIONS_SINCE ? [] : [EXECUTIONS]),
    ...(version < CALIBRATIONS_SINCE ? [] : [CALIBRATIONS]),
  ];
  if (version > 0) for (const view of views) sql.exec(`CREATE TEMP VIEW ${view}`);
}

const EXECUTIONS_SINCE = 3;
const CALIBRATIONS_SINCE = 5;

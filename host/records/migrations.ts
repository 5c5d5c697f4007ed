import type { DatabaseSync } from 'node:sqlite';
import { makeFirstKeys } from './sealing/first-keys.ts';
import { chainOldRows } from './sealing/old-rows.ts';

/**
 * What SQL alone can't do (a hash, a key), by version, in the same transaction after the entry of that version.
 * `since`: the version that the file had; 0 where it is new.
 */
export const AFTER_MIGRATION: Readonly<Record<number, (sql: DatabaseSync, since: number) => void>> = {
  4: chainOldRows,
  6: makeFirstKeys,
};

/**
 * The database's history, one entry a version, forward only: an entry that was released is never edited. `user_version`
 * counts the entries that were applied.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE session (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    started_at_ms INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'completed', 'stopped', 'interrupted')),
    start TEXT NOT NULL,
    progress TEXT NOT NULL,
    document TEXT
  );
  CREATE INDEX session_by_time ON session (started_at_ms);

  -- A rowid table: the same blobs WITHOUT ROWID take 47 bytes a sample instead of 8 (overflow pages).
  CREATE TABLE chunk (
    id INTEGER PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES session (id),
    sensor TEXT NOT NULL,
    configuration_id INTEGER NOT NULL,
    first_ms REAL NOT NULL,
    last_ms REAL NOT NULL,
    samples INTEGER NOT NULL,
    data BLOB NOT NULL
  );
  CREATE INDEX chunk_by_sensor ON chunk (session_id, sensor, first_ms);

  CREATE TABLE angle_chunk (
    id INTEGER PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES session (id),
    data BLOB NOT NULL
  );
  CREATE INDEX angle_chunk_by_session ON angle_chunk (session_id, id);

  CREATE TABLE rep (
    session_id TEXT NOT NULL REFERENCES session (id),
    rep_index INTEGER NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (session_id, rep_index)
  );

  CREATE TABLE decision (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT NOT NULL REFERENCES session (id),
    wall_ms INTEGER NOT NULL,
    at_ms REAL NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL
  );
  CREATE INDEX decision_by_session ON decision (session_id, seq);
  CREATE TRIGGER decision_is_final BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
  CREATE TRIGGER decision_stays BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;

  -- Increments, integers: what one entry adds to the dose, never a running total.
  CREATE TABLE dose (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT NOT NULL REFERENCES session (id),
    person TEXT NOT NULL,
    wall_ms INTEGER NOT NULL,
    at_ms REAL NOT NULL,
    pulses INTEGER NOT NULL CHECK (pulses >= 0),
    charge_nc INTEGER NOT NULL CHECK (charge_nc >= 0),
    on_time_ms INTEGER NOT NULL CHECK (on_time_ms >= 0),
    peak_current_ua INTEGER NOT NULL CHECK (peak_current_ua >= 0)
  );
  CREATE INDEX dose_by_person ON dose (person, wall_ms);
  CREATE INDEX dose_by_session ON dose (session_id, seq);
  CREATE TRIGGER dose_is_final BEFORE UPDATE ON dose BEGIN SELECT RAISE(ABORT, 'the dose ledger is append-only'); END;
  CREATE TRIGGER dose_stays BEFORE DELETE ON dose BEGIN SELECT RAISE(ABORT, 'the dose ledger is append-only'); END;

  CREATE TABLE enrolment (
    kind TEXT NOT NULL CHECK (kind IN ('device', 'person')),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    enrolled_at_ms INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
  );

  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL,
    worth INTEGER NOT NULL,
    topic TEXT NOT NULL,
    payload BLOB NOT NULL,
    queued_at_ms INTEGER NOT NULL
  );
  CREATE INDEX outbox_by_worth ON outbox (worth, seq);
  CREATE INDEX outbox_by_session ON outbox (session_id);

  -- Counted by triggers: the bound is checked with every message, and counting rows then costs more than writing them.
  CREATE TABLE outbox_size (messages INTEGER NOT NULL, bytes INTEGER NOT NULL);
  INSERT INTO outbox_size VALUES (0, 0);
  CREATE TRIGGER outbox_grows AFTER INSERT ON outbox BEGIN
    UPDATE outbox_size SET messages = messages + 1, bytes = bytes + length(NEW.payload);
  END;
  CREATE TRIGGER outbox_shrinks AFTER DELETE ON outbox BEGIN
    UPDATE outbox_size SET messages = messages - 1, bytes = bytes - length(OLD.payload);
  END;

  -- What became of the messages of a session: acknowledged by the broker, given up for room, or set aside as unreadable.
  CREATE TABLE outbox_tally (
    session_id TEXT NOT NULL,
    topic TEXT NOT NULL,
    delivered INTEGER NOT NULL DEFAULT 0,
    dropped INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (session_id, topic)
  );
  CREATE TABLE outbox_refused (
    message_id TEXT NOT NULL,
    topic TEXT NOT NULL,
    payload BLOB NOT NULL,
    reason TEXT NOT NULL
  );
  `,
  `
  -- What a clinician's demonstration made of an exercise for one person; the highest version is in force, all are kept.
  CREATE TABLE movement_prescription (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    person TEXT NOT NULL,
    exercise TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    session_id TEXT NOT NULL REFERENCES session (id),
    prescribed_by TEXT NOT NULL,
    prescribed_at_ms INTEGER NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (person, exercise, version)
  );
  CREATE TRIGGER movement_prescription_is_final BEFORE UPDATE ON movement_prescription BEGIN
    SELECT RAISE(ABORT, 'movement prescriptions are append-only');
  END;
  CREATE TRIGGER movement_prescription_stays BEFORE DELETE ON movement_prescription BEGIN
    SELECT RAISE(ABORT, 'movement prescriptions are append-only');
  END;
  `,
  `
  -- Repetitions a clinician recorded to be told by name, beside the prescribed ones; the latest of a name is in force.
  CREATE TABLE enrolled_execution (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    person TEXT NOT NULL,
    exercise TEXT NOT NULL,
    execution TEXT NOT NULL,
    session_id TEXT NOT NULL REFERENCES session (id),
    enrolled_by TEXT NOT NULL,
    enrolled_at_ms INTEGER NOT NULL,
    left_out TEXT NOT NULL
  );
  CREATE INDEX enrolled_execution_of_person ON enrolled_execution (person, exercise, seq);
  CREATE TRIGGER enrolled_execution_is_final BEFORE UPDATE ON enrolled_execution BEGIN
    SELECT RAISE(ABORT, 'enrolled executions are append-only');
  END;
  CREATE TRIGGER enrolled_execution_stays BEFORE DELETE ON enrolled_execution BEGIN
    SELECT RAISE(ABORT, 'enrolled executions are append-only');
  END;
  `,
  `
  -- The chain: each record's hash covers its fields and the hash before. The file can still be written around these
  -- triggers by who holds it; that is what \`limber audit verify\` finds.
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    wall_ms INTEGER NOT NULL,
    person TEXT NOT NULL,
    by TEXT NOT NULL,
    kind TEXT NOT NULL,
    document TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_by_person ON audit (person, kind, seq);
  CREATE INDEX audit_by_kind ON audit (kind, seq) WHERE kind = 'prescription';
  CREATE TRIGGER audit_is_final BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END;
  CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END;
  CREATE TRIGGER audit_goes_on BEFORE INSERT ON audit
    WHEN NEW.seq <= (SELECT coalesce(max(seq), 0) FROM audit)
      OR NEW.prev IS NOT (SELECT coalesce((SELECT hash FROM audit ORDER BY seq DESC LIMIT 1), '0000000000000000000000000000000000000000000000000000000000000000'))
    BEGIN SELECT RAISE(ABORT, 'an audit record follows the latest one'); END;

  -- The record of the chain that holds this row's link. Old rows get theirs in old-rows.ts, which puts the triggers back.
  DROP TRIGGER dose_is_final;
  DROP TRIGGER decision_is_final;
  ALTER TABLE decision ADD COLUMN audit_seq INTEGER REFERENCES audit (seq);
  ALTER TABLE dose ADD COLUMN audit_seq INTEGER REFERENCES audit (seq);
  -- Whose counters were booked, and how far: what a gateway that died goes on from.
  ALTER TABLE dose ADD COLUMN device TEXT;
  ALTER TABLE dose ADD COLUMN mark TEXT;
  -- 1: learned from the band's counters after the gateway had lost it.
  ALTER TABLE dose ADD COLUMN late INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1));
  CREATE INDEX dose_by_device ON dose (device, seq);

  -- What was sent to a device and not answered yet: one a device, gone once it is settled.
  CREATE TABLE pending (
    device TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    kept_at_ms INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- Calibrations of bands, each with its record in the chain; the latest of a band is in force.
  CREATE TABLE calibration (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    device TEXT NOT NULL,
    made_at_ms INTEGER NOT NULL,
    operator TEXT NOT NULL,
    tag TEXT NOT NULL,
    data BLOB NOT NULL,
    on_band INTEGER NOT NULL CHECK (on_band IN (0, 1)),
    findings TEXT NOT NULL,
    audit_seq INTEGER NOT NULL REFERENCES audit (seq)
  ) STRICT;
  CREATE INDEX calibration_by_device ON calibration (device, seq);
  CREATE TRIGGER calibration_is_final BEFORE UPDATE ON calibration BEGIN
    SELECT RAISE(ABORT, 'calibrations are append-only');
  END;
  CREATE TRIGGER calibration_stays BEFORE DELETE ON calibration BEGIN
    SELECT RAISE(ABORT, 'calibrations are append-only');
  END;
  `,
  `
  -- One row: which database this is, and which key locks it (first-keys.ts makes both). has_remains: pages that are free may
  -- hold what was written in clear.
  CREATE TABLE identity (id TEXT NOT NULL, key_id TEXT NOT NULL, has_remains INTEGER NOT NULL) STRICT;
  -- A key for each person ('' for what is about nobody), wrapped by the key of the records.
  CREATE TABLE data_key (person TEXT PRIMARY KEY, wrapped BLOB NOT NULL) STRICT;

  -- What is personal is sealed from here on (seals.ts): old rows by sealed-old-rows.ts, which drops what has an old_ name and
  -- puts the triggers back. Columns that hold bytes since then are declared as they were: session.start, progress and document,
  -- rep.record, enrolment.name.
  DROP TRIGGER decision_is_final; DROP TRIGGER decision_stays; DROP TRIGGER dose_is_final; DROP TRIGGER dose_stays;
  DROP TRIGGER audit_is_final; DROP TRIGGER audit_stays; DROP TRIGGER calibration_is_final; DROP TRIGGER calibration_stays;

  -- The hash covers what is stored, so that the chain is proven without a key.
  ALTER TABLE audit RENAME COLUMN by TO old_by;
  ALTER TABLE audit RENAME COLUMN document TO old_document;
  ALTER TABLE audit ADD COLUMN document BLOB NOT NULL DEFAULT x'';
  -- Number of the dose or decision that it is the record of; 0 for any other.
  ALTER TABLE audit ADD COLUMN entry INTEGER NOT NULL DEFAULT 0;
  -- Its hash before it was sealed: what heads that were kept until then name.
  ALTER TABLE audit ADD COLUMN former TEXT;
  CREATE INDEX audit_forgotten ON audit (kind, seq) WHERE kind = 'forgotten';
  CREATE INDEX audit_by_former ON audit (former) WHERE former IS NOT NULL;

  -- Of its document: the head of the chain when it was written.
  ALTER TABLE session ADD COLUMN ledger_records INTEGER;
  ALTER TABLE session ADD COLUMN ledger_head TEXT;
  CREATE INDEX session_by_person ON session (person, started_at_ms);
  -- Which exercise is sealed as well.
  ALTER TABLE movement_prescription RENAME TO old_movement_prescription;
  CREATE TABLE movement_prescription (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    person TEXT NOT NULL,
    session_id TEXT NOT NULL REFERENCES session (id),
    prescribed_at_ms INTEGER NOT NULL,
    document BLOB NOT NULL
  ) STRICT;
  CREATE INDEX movement_prescription_of_person ON movement_prescription (person, seq);
  ALTER TABLE enrolled_execution RENAME TO old_enrolled_execution;
  DROP INDEX enrolled_execution_of_person;
  CREATE TABLE enrolled_execution (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    person TEXT NOT NULL,
    session_id TEXT NOT NULL REFERENCES session (id),
    enrolled_at_ms INTEGER NOT NULL,
    document BLOB NOT NULL
  ) STRICT;
  CREATE INDEX enrolled_execution_of_person ON enrolled_execution (person, seq);
  ALTER TABLE calibration ADD COLUMN document BLOB NOT NULL DEFAULT x'';
  ALTER TABLE pending RENAME COLUMN value TO old_value;
  ALTER TABLE pending ADD COLUMN value BLOB NOT NULL DEFAULT x'';

  -- What newer motion cores make of a session's raw samples; the session's own document stays as it was.
  CREATE TABLE analysis (
    session_id TEXT NOT NULL REFERENCES session (id),
    core TEXT NOT NULL,
    made_at_ms INTEGER NOT NULL,
    document BLOB NOT NULL,
    PRIMARY KEY (session_id, core)
  ) STRICT;

  -- What came by MQTT, by its id: a second one of the same id changes nothing.
  CREATE TABLE inbox (
    message_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    person TEXT NOT NULL,
    signer TEXT NOT NULL,
    counter INTEGER NOT NULL,
    received_at_ms INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'refused')),
    document BLOB NOT NULL
  ) STRICT;
  CREATE INDEX inbox_by_signer ON inbox (signer, counter);
  CREATE INDEX inbox_of_person ON inbox (person, kind, counter);
  -- Whose message it is, and so whose key seals it; NULL: it waits from before there were seals (the relay seals it).
  ALTER TABLE outbox ADD COLUMN person TEXT;
  ALTER TABLE outbox ADD COLUMN kind TEXT NOT NULL DEFAULT '';
  ALTER TABLE outbox_refused ADD COLUMN person TEXT;
  CREATE INDEX outbox_by_age ON outbox (kind, queued_at_ms);
  CREATE INDEX outbox_of_person ON outbox (person, kind);
  -- What became of all messages, by kind: the tally has a row for each session, too many to add up with every commit.
  CREATE TABLE outbox_total (
    kind TEXT PRIMARY KEY,
    delivered INTEGER NOT NULL DEFAULT 0,
    dropped INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  INSERT INTO outbox_total SELECT '', total(delivered), total(dropped), total(refused) FROM outbox_tally;
  `,
];

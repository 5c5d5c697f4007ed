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
];

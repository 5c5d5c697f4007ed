import { DatabaseSync } from 'node:sqlite';
import type { RecordedSecond } from './recorded-blocks.ts';

/** The peer: a row for each sample, committed each second, with the same durability. */
export function openRowPerSample(path: string): {
  store(second: RecordedSecond): void;
  read(sensor: string): number;
  close(): void;
} {
  const sql = new DatabaseSync(path);
  sql.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE sample (session INTEGER, sensor INTEGER, t_ms REAL, gx INTEGER, gy INTEGER, gz INTEGER, ax INTEGER, ay INTEGER, az INTEGER);
    CREATE INDEX sample_by_time ON sample (session, sensor, t_ms)`);
  const insert = sql.prepare('INSERT INTO sample VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)');
  const select = sql.prepare(
    'SELECT t_ms, gx, gy, gz, ax, ay, az FROM sample WHERE session = 1 AND sensor = ? ORDER BY t_ms',
  );
  const numbers = new Map<string, number>();
  const numberOf = (sensor: string): number => {
    if (!numbers.has(sensor)) numbers.set(sensor, numbers.size);
    return numbers.get(sensor)!;
  };
  return {
    store({ blocks }) {
      sql.exec('BEGIN IMMEDIATE');
      for (const { sensor, tMs, raw } of blocks) {
        const number = numberOf(sensor);
        for (let i = 0; i < tMs.length; i++) {
          const [gx, gy, gz, ax, ay, az] = raw.subarray(6 * i, 6 * i + 6);
          insert.run(number, tMs[i]!, gx!, gy!, gz!, ax!, ay!, az!);
        }
      }
      sql.exec('COMMIT');
    },
    read(sensor) {
      const rows = select.all(numberOf(sensor));
      const tMs = new Float64Array(rows.length);
      const raw = new Int16Array(6 * rows.length);
      rows.forEach((row, i) => {
        tMs[i] = Number(row.t_ms);
        raw.set([row.gx, row.gy, row.gz, row.ax, row.ay, row.az].map(Number), 6 * i);
      });
      return rows.length;
    },
    close: () => sql.close(),
  };
}

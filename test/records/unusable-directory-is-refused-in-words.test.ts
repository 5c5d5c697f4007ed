import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { LimberError } from '../../protocol/limber-error.ts';
import { mountTmpfs } from './mounted-tmpfs.ts';
import {
  repOf,
  sessionEnd,
  sessionStart,
  swingingBlock,
  temporaryDirectory,
  temporaryStore,
} from './session-fixture.ts';

function refusal(work: () => unknown): LimberError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(LimberError);
    return error as LimberError;
  }
  throw new Error('was not refused');
}

/** A finished session in a closed store; returns the path of its database. */
function closedStore(dataDir: string): string {
  const store = temporaryStore({ dataDir });
  const recording = store.begin(sessionStart('s-1'));
  recording.addSamples(swingingBlock('shank', 0, 40));
  recording.addRep(repOf(1));
  recording.finish(sessionEnd());
  store.close();
  return store.database.path;
}

describe('a data directory that cannot be written', () => {
  it('because a file is in the way', () => {
    const file = join(temporaryDirectory(), 'file');
    writeFileSync(file, 'x');
    for (const path of [file, join(file, 'below')]) {
      const error = refusal(() => temporaryStore({ dataDir: path }));
      expect(error.code).toBe('records/directory-not-writable');
      expect(error.message).toBe(
        `The data directory ${path} cannot be written: a file is in the way. Choose another with --data.`,
      );
    }
  });

  it('because the system does not allow it', () => {
    const error = refusal(() => temporaryStore({ dataDir: '/proc/limber' }));
    expect(error).toMatchObject({
      code: 'records/directory-not-writable',
      message: expect.stringContaining('/proc/limber'),
    });
  });

  it('because it is mounted read-only, with or without records in it', () => {
    const path = mountTmpfs('size=8m');
    if (path === null) return;
    const withRecords = join(path, 'with');
    closedStore(withRecords);
    execFileSync('mount', ['-o', 'remount,ro', path]);
    for (const dataDir of [join(path, 'without'), withRecords]) {
      expect(refusal(() => temporaryStore({ dataDir })).code).toBe('records/directory-not-writable');
    }
  });
});

describe('a disk that fills up during a session', () => {
  it('is reported in words; what was stored before is intact, and the session ends once there is room', () => {
    const path = mountTmpfs('size=1m');
    if (path === null) return;
    const dataDir = join(path, 'data');
    const ballast = join(path, 'ballast');
    const store = temporaryStore({ dataDir });
    const recording = store.begin(sessionStart('s-1'));
    recording.addRep(repOf(1));
    writeFileSync(ballast, Buffer.alloc(300_000));
    const error = refusal(() => {
      for (let s = 0; s < 10_000; s += 10) recording.addSamples(swingingBlock('shank', s, s + 10));
    });
    expect(error).toMatchObject({
      code: 'records/directory-not-writable',
      message: expect.stringContaining('is full'),
    });
    expect(refusal(() => recording.finish(sessionEnd())).message).toContain('is full');

    truncateSync(ballast, 0);
    recording.addRep(repOf(2));
    const document = recording.finish(sessionEnd());
    expect(document.reps).toEqual([repOf(1), repOf(2)]);
    const samples = [...store.rawSamples('s-1', 'shank')].reduce((sum, block) => sum + block.tMs.length, 0);
    expect(samples).toBe(document.stored.samples);
    store.close();
    expect(temporaryStore({ dataDir }).session('s-1')).toEqual(document);
  });
});

describe('a damaged database', () => {
  it('whose beginning was overwritten is refused and left as it is', () => {
    const dataDir = temporaryDirectory();
    const path = closedStore(dataDir);
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 0, 100);
    writeFileSync(path, bytes);
    const error = refusal(() => temporaryStore({ dataDir }));
    expect(error).toMatchObject({ code: 'records/corrupt', message: expect.stringContaining('Restore a backup') });
    expect(readFileSync(path)).toEqual(bytes);
  });

  it('whose pages were overwritten is found after a crash before anything is written', () => {
    const dataDir = temporaryDirectory();
    const path = closedStore(dataDir);
    const bytes = readFileSync(path);
    for (let page = 1; page < bytes.length / 4096; page++) bytes.fill(0xff, page * 4096, page * 4096 + 40);
    writeFileSync(path, bytes);
    // The file a gateway leaves behind when it is killed.
    writeFileSync(join(dataDir, 'gateway.json'), '{"pid":1,"since":"2026"}');
    expect(refusal(() => temporaryStore({ dataDir })).code).toBe('records/corrupt');
  });

  it('whose last page was overwritten between two starts is told at the next one', () => {
    const dataDir = temporaryDirectory();
    const path = closedStore(dataDir);
    const store = temporaryStore({ dataDir });
    expect(store.damage).toBeNull();
    store.close();
    const bytes = readFileSync(path);
    bytes.fill(0xff, bytes.length - 2048, bytes.length - 1984);
    writeFileSync(path, bytes);
    expect(temporaryStore({ dataDir }).damage).toMatchObject({ code: 'records/corrupt' });
  });

  it('with one chunk damaged loses that chunk and says which', () => {
    const dataDir = temporaryDirectory();
    const sql = new DatabaseSync(closedStore(dataDir));
    sql.exec("UPDATE chunk SET data = x'00112233' WHERE id = 2");
    sql.close();
    const store = temporaryStore({ dataDir });
    const blocks = store.rawSamples('s-1', 'shank');
    expect(blocks.next().value?.tMs.length).toBe(1040);
    expect(refusal(() => blocks.next())).toMatchObject({
      code: 'records/corrupt',
      message: expect.stringContaining('Chunk 2'),
    });
    expect(store.session('s-1').reps).toEqual([repOf(1)]);
  });

  it('that is some other SQLite file is not touched', () => {
    const dataDir = temporaryDirectory();
    closedStore(dataDir);
    const other = new DatabaseSync(join(dataDir, 'records.db'));
    other.exec('PRAGMA application_id = 1');
    other.close();
    expect(refusal(() => temporaryStore({ dataDir })).message).toContain("not one of Limber's");
  });

  it('that a killed gateway had only begun to create is created', () => {
    const dataDir = temporaryDirectory();
    temporaryStore({ dataDir }).close();
    truncateSync(join(dataDir, 'records.db'), 0);
    expect(temporaryStore({ dataDir }).sessions()).toEqual([]);
  });
});

describe('a database of a newer Limber', () => {
  it('is refused in words and not changed', () => {
    const dataDir = temporaryDirectory();
    const path = closedStore(dataDir);
    const sql = new DatabaseSync(path);
    sql.exec('PRAGMA user_version = 99');
    sql.close();
    const before = readFileSync(path);
    const error = refusal(() => temporaryStore({ dataDir }));
    expect(error.code).toBe('records/newer-schema');
    expect(error.message).toContain('version 99');
    expect(error.message).toContain('Install the newer Limber');
    expect(readFileSync(path)).toEqual(before);
    expect(existsSync(join(dataDir, 'gateway.json'))).toBe(false);
  });
});

describe('a marker that cannot be read', () => {
  it('is refused, because it would not say whether the records are simulated', () => {
    const dataDir = temporaryDirectory();
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(join(dataDir, 'limber-data.json'), '{"kind":"simul');
    const error = refusal(() => temporaryStore({ dataDir }));
    expect(error).toMatchObject({ code: 'records/corrupt', message: expect.stringContaining('limber-data.json') });
    expect(statSync(dataDir).isDirectory()).toBe(true);
  });
});

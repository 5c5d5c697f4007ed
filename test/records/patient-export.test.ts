import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { writePatient } from '../../host/cli/patient-folder.ts';
import { openArchive } from '../../host/records/store.ts';
import { patientTables, tableCsv, tablesJsonl } from '../../host/records/upkeep/patient-export.ts';
import { recordedDirectory } from './recorded-directory.ts';
import { sessionEnd, sessionStart, temporaryDirectory, temporaryStore } from './session-fixture.ts';

const said = (work: () => void): string => {
  const { write } = process.stderr;
  let text = '';
  process.stderr.write = (chunk) => {
    text += String(chunk);
    return true;
  };
  try {
    work();
  } finally {
    process.stderr.write = write;
  }
  return text;
};

test('everything of one person, and nothing of another: sessions, repetitions, doses, decisions, records, consents, angles, samples', () => {
  const dataDir = recordedDirectory();
  const store = temporaryStore({ dataDir });
  store.begin({ ...sessionStart('s-other'), person: 'p-8' }).finish(sessionEnd());
  store.audit.append({ person: 'p-7', by: 'p-7', kind: 'consent', document: { purpose: 'raw', given: true } });
  store.audit.append({ person: 'p-8', by: 'p-8', kind: 'pain', document: { rating: 3 } });
  const tables = Object.fromEntries(patientTables(store, 'p-7').map(({ name, rows }) => [name, rows]));
  const counts = Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, rows.length]));
  expect(counts).toMatchObject({
    sessions: 1,
    repetitions: 1,
    doses: 1,
    decisions: 1,
    records: 3,
    consents: 1,
    angles: 3,
  });
  expect(tables.decisions![0]).toMatchObject({ session: 's-1', kind: 'level', detail: { word: 'confided' } });
  expect(tables.consents![0]).toMatchObject({ raw: true, live: false });
  const lines = [...tablesJsonl(patientTables(store, 'p-7'))].map((line) => JSON.parse(line));
  expect(lines.map(({ table }) => table)).toContain('records');
  expect(JSON.stringify(lines)).not.toContain('p-8');

  const out = join(temporaryDirectory(), 'p-7');
  const words = said(() => writePatient(store, { patient: 'p-7', format: 'csv', raw: true, out }));
  expect(words).toMatch(/1 sessions, 1 repetitions, 1 doses.+ 2 recordings/);
  expect(readdirSync(out).sort()).toEqual([
    'angles.csv',
    'consents.csv',
    'decisions.csv',
    'doses.csv',
    'records.csv',
    'repetitions.csv',
    'samples',
    'sessions.csv',
  ]);
  expect(readFileSync(join(out, 'samples/s-1-thigh.csv'), 'utf8').split('\n')).toHaveLength(2 + 12 * 104);
  const [session] = parse(readFileSync(join(out, 'sessions.csv'), 'utf8'), { columns: true }) as Record<
    string,
    string
  >[];
  expect(session).toMatchObject({ 'session.id': 's-1', 'session.person': 'p-7', 'stimulation.pulses': '0' });
  for (const name of ['.', 'sessions.csv', 'samples']) expect(statSync(join(out, name)).mode & 0o077).toBe(0);
});

test('what a spreadsheet would take for a formula is text; numbers stay numbers', () => {
  const rows = [
    { a: '=HYPERLINK("http://x")', b: '+1', c: '-x', d: '@sum', e: -12.5, f: { note: '\t=1' }, g: 'a,"b"\nc' },
  ];
  const [row] = parse(tableCsv({ name: 'records', rows }), { columns: true }) as Record<string, string>[];
  expect(row).toEqual({
    a: '\'=HYPERLINK("http://x")',
    b: "'+1",
    c: "'-x",
    d: "'@sum",
    e: '-12.5',
    'f.note': "'\t=1",
    g: 'a,"b"\nc',
  });
});

test('somebody unknown is said in words; a folder that is there is kept, and nothing half is left', () => {
  const archive = openArchive(recordedDirectory());
  const folder = temporaryDirectory();
  const out = join(folder, 'taken');
  const wish = { patient: 'p-7', format: 'jsonl', raw: false, out } as const;
  expect(() => writePatient(archive, { ...wish, patient: 'p-9' })).toThrow(/Nothing is kept of "p-9"/);
  said(() => writePatient(archive, wish));
  writeFileSync(join(out, 'note.txt'), 'mine');
  expect(() => writePatient(archive, wish)).toThrow(/taken is there already/);
  expect(readdirSync(folder)).toEqual(['taken']);
  expect(readdirSync(out).sort()).toEqual(['note.txt', 'p-7.jsonl']);
  archive.close();
});

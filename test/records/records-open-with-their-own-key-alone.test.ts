import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { databasePath, readDirectory } from '../../host/records/directory-claim.ts';
import { recordsKeyPath } from '../../host/records/sealing/records-key.ts';
import { openArchive, openStore, type Store } from '../../host/records/store.ts';
import { sessionEnd, sessionStart, temporaryDirectory, WALL_MS } from './session-fixture.ts';

const { env } = process;
const home = env.XDG_CONFIG_HOME;
const OWN = ['LIMBER_RECORDS_KEY', 'CREDENTIALS_DIRECTORY'];
beforeEach(() => {
  env.XDG_CONFIG_HOME = temporaryDirectory();
});
afterEach(() => {
  for (const name of OWN) delete env[name];
  env.XDG_CONFIG_HOME = home;
});

const OTHER = Buffer.alloc(32, 7).toString('base64');
const opened = (dataDir: string): Store => openStore(dataDir, { simulated: false, wallMs: () => WALL_MS });

function recorded(dataDir = join(temporaryDirectory(), 'data')): {
  readonly dataDir: string;
  readonly keyFile: string;
} {
  const store = opened(dataDir);
  store.begin(sessionStart('s-1')).finish(sessionEnd());
  store.enrol({ kind: 'device', id: 'stim-1', name: 'Blue' });
  const row = store.database.sql.prepare('SELECT id FROM identity').get();
  store.close();
  return { dataDir, keyFile: recordsKeyPath(String(row?.id)) };
}

function expectUnchanged(dataDir: string, work: () => void): void {
  const before = readFileSync(databasePath(dataDir));
  work();
  expect(readFileSync(databasePath(dataDir)).equals(before)).toBe(true);
  expect(existsSync(join(dataDir, 'gateway.json'))).toBe(false);
}

test('the key is made once, outside the data directory, for its owner alone', () => {
  const { dataDir, keyFile } = recorded();
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  const key = readFileSync(keyFile, 'utf8');
  opened(dataDir).close();
  expect(readFileSync(keyFile, 'utf8')).toBe(key);
});

const WRONG: readonly (readonly [string, (keyFile: string) => void, string, RegExp])[] = [
  ['missing', (file) => rmSync(file), 'records/key-missing', /is not here: bring back .+\.key .+ Nothing was changed/],
  [
    'another',
    (file) => writeFileSync(file, OTHER),
    'records/key-wrong',
    /is not the one that locks .+ nothing was changed/,
  ],
  ['no key', (file) => writeFileSync(file, 'abc'), 'records/key-unusable', /must be 32 random bytes, base64/],
  ['readable by others', (file) => chmodSync(file, 0o644), 'keys/file-exposed', /chmod 600/],
];
test.each(WRONG)('a key that is %s is refused at once, in words, and nothing is changed', (_, change, code, words) => {
  const { dataDir, keyFile } = recorded();
  change(keyFile);
  expectUnchanged(dataDir, () => {
    const refused = expect.objectContaining({ code, message: expect.stringMatching(words) });
    expect(() => opened(dataDir)).toThrow(refused);
    const archive = openArchive(dataDir);
    expect(() => archive.sessions()).toThrow(refused);
    expect(archive.audit.verify()).toMatchObject({ intact: true, unopened: expect.stringMatching(words) });
    archive.close();
    // What is enrolled is told by its id.
    expect(readDirectory(dataDir).enrolled).toEqual([{ kind: 'device', id: 'stim-1', name: 'stim-1' }]);
  });
});

test('given in the environment or by systemd, no file is made, and it comes before one', () => {
  env.LIMBER_RECORDS_KEY = OTHER;
  const { dataDir, keyFile } = recorded();
  expect(existsSync(keyFile)).toBe(false);
  delete env.LIMBER_RECORDS_KEY;
  const folder = temporaryDirectory();
  writeFileSync(join(folder, 'limber-records-key'), `${OTHER}\n`);
  env.CREDENTIALS_DIRECTORY = folder;
  opened(dataDir).close();
  env.LIMBER_RECORDS_KEY = Buffer.alloc(32, 8).toString('base64');
  expect(() => opened(dataDir)).toThrow(/The key in the variable LIMBER_RECORDS_KEY is not the one/);
});

test('a key file inside a data directory is neither made nor taken', () => {
  const dataDir = join(temporaryDirectory(), 'data');
  const outside = env.XDG_CONFIG_HOME!;
  env.XDG_CONFIG_HOME = join(dataDir, 'config');
  expect(() => opened(dataDir)).toThrow(
    /would lie in .+, inside the data directory .+: whoever gets that would have both/,
  );
  expect(existsSync(env.XDG_CONFIG_HOME)).toBe(false);
  env.XDG_CONFIG_HOME = outside;
  const { keyFile } = recorded(dataDir);
  env.XDG_CONFIG_HOME = join(dataDir, 'config');
  const inside = recordsKeyPath(keyFile.split('/').at(-1)!.replace('.key', ''));
  mkdirSync(dirname(inside), { recursive: true });
  copyFileSync(keyFile, inside);
  expect(() => opened(dataDir)).toThrow(expect.objectContaining({ code: 'records/key-unusable' }));
});

test('the key of one directory opens no other', () => {
  const [one, other] = [recorded(), recorded()];
  copyFileSync(one.keyFile, other.keyFile);
  expect(() => opened(other.dataDir)).toThrow(expect.objectContaining({ code: 'records/key-wrong' }));
  opened(one.dataDir).close();
});

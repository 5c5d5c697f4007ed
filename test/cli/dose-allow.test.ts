import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openArchive, openStore } from '../../host/records/store.ts';
import { SCREENING_QUESTIONS, screeningTightenings } from '../../host/stim/index.ts';
import { expectOneLine, runLimber, scratchFolder } from './limber.ts';

const folder = scratchFolder('dose-allow');
const at = (name: string): string => join(folder, name);
const DATA = at('gateway');
const PASSPHRASE = at('pass.txt');
const allow = (key: string, what: string, id: string, reason: string) =>
  runLimber([
    ...['dose', 'allow', '--patient', 'p-17', '--what', what, '--id', id, '--reason', reason, '--data', DATA],
    ...['--key', at(`${key}.key.json`), '--passphrase-file', PASSPHRASE],
  ]);
const standing = (): string[] => {
  const archive = openArchive(DATA);
  const records = archive.audit.of('p-17');
  archive.close();
  return screeningTightenings(records, 'knee-left', Date.now()).map(({ rule }) => rule);
};

beforeAll(async () => {
  writeFileSync(PASSPHRASE, 'correct horse battery');
  chmodSync(PASSPHRASE, 0o600);
  for (const name of ['anna', 'bert']) {
    const made = [
      'keys',
      'clinician',
      '--name',
      name,
      '--out',
      at(`${name}.key.json`),
      '--passphrase-file',
      PASSPHRASE,
    ];
    expect((await runLimber(made)).code).toBe(0);
  }
  expect((await runLimber(['enrol', '--clinician', at('anna.pub.json'), '--data', DATA])).code).toBe(0);
  const store = openStore(DATA, { simulated: false, wallMs: Date.now });
  const yes = ['epilepsy', 'implanted-device'];
  const answers = Object.fromEntries(SCREENING_QUESTIONS.map(({ id }) => [id, yes.includes(id)]));
  store.audit.append({ person: 'p-17', by: 'patient', kind: 'screening', document: { answers } });
  store.close();
}, 60_000);

describe('limber dose allow', () => {
  test('what is absolute, unknown or without a reason is allowed to nobody', async () => {
    expectOneLine(
      await allow('anna', 'contraindication', 'implanted-device', 'she asked for it'),
      2,
      /cannot be allowed by anybody/,
    );
    expectOneLine(await allow('anna', 'contraindication', 'flu', 'she asked for it'), 2, /There is no question "flu"/);
    expectOneLine(await allow('anna', 'contraindication', 'epilepsy', 'ok'), 2, /a reason of at least five letters/);
  });

  test('a clinician whom this gateway does not trust changes nothing', async () => {
    expectOneLine(await allow('bert', 'contraindication', 'epilepsy', 'seizure-free'), 1, /does not trust key/);
    expect(standing()).toEqual(['screening.implanted-device', 'screening.epilepsy']);
  });

  test('a trusted one lets an overridable answer pass, with name and reason in the chain', async () => {
    const { code, stderr } = await allow('anna', 'contraindication', 'epilepsy', 'seizure-free for ten years');
    expect(code).toBe(0);
    expect(stderr).toMatch(/p-17: contraindication epilepsy is allowed by anna, and recorded/);
    expect(standing()).toEqual(['screening.implanted-device']);
  });
});

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
const allow = (key: string, what: string, id: string, reason: string, patient = 'p-17') =>
  runLimber([
    ...['dose', 'allow', '--patient', patient, '--what', what, '--id', id, '--reason', reason, '--data', DATA],
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
    expectOneLine(await allow('anna', 'skin-lock', 'knee', 'healed, seen today'), 2, /There is no site "knee"/);
    expectOneLine(await allow('anna', 'titration-doubt', '*', 'seen today'), 2, /There is no site "\*"/);
  });

  test('nothing is allowed to somebody who is not known here: it would be a slip of the pen', async () => {
    expectOneLine(
      await allow('anna', 'skin-lock', '*', 'healed, seen today', 'p-71'),
      2,
      /Nothing is recorded of "p-71"/,
    );
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

describe('limber dose withdraw', () => {
  const withdraw = (key: string, device: string) =>
    runLimber([
      ...['dose', 'withdraw', '--device', device, '--reason', 'a rash, seen today', '--data', DATA],
      ...['--key', at(`${key}.key.json`), '--passphrase-file', PASSPHRASE],
    ]);
  const inForce = () => {
    const archive = openArchive(DATA);
    const found = archive.prescriptions.inForce({ device: 'b-1' });
    archive.close();
    return found?.id ?? null;
  };

  test('takes a prescription out of force at the gateway, by a trusted key only, and not out of the records', async () => {
    const store = openStore(DATA, { simulated: false, wallMs: Date.now });
    const accepted = {
      id: 'rx-1',
      revision: 2,
      person: 'p-17',
      device: 'b-1',
      site: 'knee-left',
      hash: 'aa',
      clinician: 'a',
    };
    store.prescriptions.accept({ ...accepted, document: {} });
    store.close();
    expectOneLine(await withdraw('bert', 'b-1'), 1, /does not trust key/);
    expectOneLine(await withdraw('anna', 'b-2'), 2, /No prescription is in force for band b-2/);
    expect(inForce()).toBe('rx-1');
    const { code, stderr } = await withdraw('anna', 'b-1');
    expect(code).toBe(0);
    expect(stderr).toMatch(/rx-1, revision 2, for band b-1 is withdrawn by anna, and recorded/);
    expect(inForce()).toBeNull();
  });
});

import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { DEMONSTRATION_PRESCRIPTION } from '../../host/stim/index.ts';
import { expectOneLine, runLimber, scratchFolder } from './limber.ts';
import { schemaObjections } from './published-schema.ts';

const folder = scratchFolder('dose-sign');
const at = (name: string): string => join(folder, name);
function file(name: string, content: unknown): string {
  writeFileSync(at(name), typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
  chmodSync(at(name), 0o600);
  return at(name);
}
const PASSPHRASE = file('pass.txt', 'correct horse battery');
const PRESCRIPTION = file('p.json', { ...DEMONSTRATION_PRESCRIPTION, device: 'b-1' });
const KEYS = ['--key', at('anna.key.json'), '--device-key', at('b-1.prescription.key.json')];
const sign = (prescription: string, out: string, keys: readonly string[] = KEYS) =>
  runLimber(['dose', 'sign', '--prescription', prescription, ...keys, '--out', out, '--passphrase-file', PASSPHRASE]);
const check = (prescription: string, clinician = at('anna.pub.json')) =>
  runLimber(['dose', 'check', '--prescription', prescription, '--clinician', clinician]);

beforeAll(async () => {
  const passphrase = ['--passphrase-file', PASSPHRASE];
  const made = [
    await runLimber(['keys', 'clinician', '--name', 'Anna', '--out', at('anna.key.json'), ...passphrase]),
    await runLimber(['keys', 'clinician', '--name', 'Bert', '--out', at('bert.key.json'), ...passphrase]),
    await runLimber(['keys', 'device', '--device', 'b-1', '--out', folder, ...passphrase]),
    await runLimber(['keys', 'device', '--device', 'b-2', '--out', folder, ...passphrase]),
  ];
  expect(made.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
}, 60_000);

describe.concurrent('limber dose sign', () => {
  test('signs and seals; dose check takes it with that clinician’s key and no other', async () => {
    const out = at('signed.json');
    const { code, stderr } = await sign(PRESCRIPTION, out);
    expect(code).toBe(0);
    expect(stderr).toMatch(/signed with key [0-9a-f]{16} and sealed for band b-1/);
    expect(schemaObjections('signed-prescription-1', JSON.parse(readFileSync(out, 'utf8')))).toEqual([]);
    const good = await check(out);
    expect(good.code).toBe(0);
    expect(good.stdout).toMatch(/signed with the clinician's key/);
    const other = await check(out, at('bert.pub.json'));
    expect(other.code).toBe(3);
    expect(other.stdout).toMatch(/belongs to no clinician that is trusted here/);
    const unchecked = await runLimber(['dose', 'check', '--prescription', out]);
    expect(unchecked.code).toBe(0);
    expect(unchecked.stdout).toMatch(/not checked: name the key with --clinician/);
    expectOneLine(await sign(PRESCRIPTION, out), 2, /exists and is kept/);
    expectOneLine(await sign(out, at('twice.json')), 2, /signed already/);
  });

  test('a number changed afterwards is told: exit code 3', async () => {
    const out = at('to-tamper.json');
    expect((await sign(PRESCRIPTION, out)).code).toBe(0);
    const tampered = file(
      'tampered.json',
      readFileSync(out, 'utf8').replace('"ceiling_ua": 25000', '"ceiling_ua": 26000'),
    );
    const { code, stdout } = await check(tampered);
    expect(code).toBe(3);
    expect(stdout).toMatch(/refused because the signature does not fit: the prescription was changed after signing/);
  });

  test('what dose check refuses is not signed: exit code 3', async () => {
    const strong = file('strong.json', { ...DEMONSTRATION_PRESCRIPTION, device: 'b-1', ceiling_ua: 70_000 });
    const { code, stdout } = await sign(strong, at('strong.signed.json'));
    expect(code).toBe(3);
    expect(stdout).toMatch(/peak current 70 mA is above what may be prescribed/);
    expect(stdout).toMatch(/nothing was signed/);
    expect(existsSync(at('strong.signed.json'))).toBe(false);
  });

  test('nor is one that is for another band than the key', async () => {
    const keys = ['--key', at('anna.key.json'), '--device-key', at('b-2.prescription.key.json')];
    const { code, stdout } = await sign(PRESCRIPTION, at('other.json'), keys);
    expect(code).toBe(3);
    expect(stdout).toMatch(/for another band/);
  });

  test.each([
    ['a public key', ['--key', at('anna.pub.json'), '--device-key', at('b-1.prescription.key.json')]],
    ['the link key', ['--key', at('anna.key.json'), '--device-key', at('b-1.link.key.json')]],
    ['no key at all', ['--key', at('missing.json'), '--device-key', at('b-1.prescription.key.json')]],
  ])('%s is one clear line', async (_name, keys) => {
    expectOneLine(await sign(PRESCRIPTION, at('never.json'), keys), 1, /needed|no such file/);
    expect(existsSync(at('never.json'))).toBe(false);
  });

  test('a file that nobody signed is refused where a signature is asked for', async () => {
    const { code, stdout } = await check(PRESCRIPTION);
    expect(code).toBe(3);
    expect(stdout).toMatch(/nobody has signed the prescription/);
  });
});

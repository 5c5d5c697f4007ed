import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectOneLine, runLimber, scratchFolder } from './limber.ts';

test('each line says how it is, and below it what to do; one failure is exit code 1', async () => {
  const data = scratchFolder('doctor');
  mkdirSync(join(data, 'keys'));
  writeFileSync(join(data, 'keys', 'b-1.prescription.key.json'), '{}', { mode: 0o600 });
  const { code, stdout, stderr } = await runLimber(['doctor', '--data', data]);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^ok {4}node +v\d+/);
  const at = lines.findIndex((line) => line.includes('data-keys'));
  expect(lines[at]).toMatch(/^fail {2}data-keys +prescription keys lie here: /);
  expect(lines[at + 1]).toMatch(/^ +-> give these bands new keys/);
  expect(lines.at(-1)).toMatch(/^\d+ checks: \d+ fail, \d+ warnings?$/);
});

test('the document for programs holds every finding; the support file is told with what is in it', async () => {
  const bundle = join(scratchFolder('bundle'), 'support.json');
  const { stdout, stderr } = await runLimber(['doctor', '--json', '--bundle', bundle]);
  const document = JSON.parse(stdout) as { findings: { id: string; verdict: string }[] };
  expect(document).toMatchObject({ schema: 'limber/doctor/1', well: expect.any(Boolean) });
  expect(document.findings.length).toBeGreaterThan(15);
  expect(stderr).toBe(`${bundle}: verdicts, counts and versions; read it before you send it\n`);
  expect(JSON.parse(readFileSync(bundle, 'utf8'))).toMatchObject({ schema: 'limber/support/1' });
});

test('a support file that cannot be written, and a broker that is no address, are one line each', async () => {
  const nowhere = await runLimber(['doctor', '--json', '--bundle', '/proc/nowhere/support.json']);
  expect(nowhere.code).toBe(1);
  expect(nowhere.stderr).toMatch(
    /^\/proc\/nowhere\/support\.json cannot be written: there is no such file or folder\. .+\n$/,
  );
  expectOneLine(await runLimber(['doctor', '--broker', 'nowhere']), 2, /mqtts:\/\/host:port/);
});

test.each(['scan', 'monitor', 'record', 'doctor'])('limber %s --help has examples and exit codes', async (name) => {
  const { code, stdout } = await runLimber([name, '--help']);
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`Examples:\\n {2}limber ${name}`));
  expect(stdout).toMatch(/Exit codes: 0 .+, 1 .+, 2 bad arguments\.\n$/);
});

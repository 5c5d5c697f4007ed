import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lockKey } from '../../host/keys/key-file.ts';
import { openStore } from '../../host/records/store.ts';
import { supportFile } from '../../host/tools/doctor-bundle.ts';
import { CHECKS, judgeAll } from '../../host/tools/doctor-checks.ts';
import { runLimber, scratchFolder } from '../cli/limber.ts';
import { sessionEnd, sessionStart } from '../records/session-fixture.ts';
import { SEED } from '../seeded.ts';
import { WELL } from './machine-facts.ts';

/** What must never leave: none of these words is in any word of the program. */
const CANARY = {
  name: 'Quillfeather',
  pseudonym: 'p-zyxomma-77',
  device: 'vexillum-0451',
  user: 'hjalmarsson',
  site: 'xylograph-clinic',
  password: 'brocklehurst',
} as const;

test('a support file made of a directory full of people, bands and keys holds nothing of them', async () => {
  const home = join(scratchFolder('doctor'), 'home', CANARY.user);
  const data = join(home, CANARY.site, 'records');
  mkdirSync(data, { recursive: true });
  const secret = new Uint8Array(randomBytes(16));
  fillDirectory(data, secret);
  const bundle = join(home, 'support.json');
  const login = join(home, 'login');
  writeFileSync(login, `${CANARY.name}\n${CANARY.password}\n`, { mode: 0o600 });
  const broker = ['--broker', 'mqtt://127.0.0.1:1', '--broker-credentials', login];
  const args = ['doctor', '--data', data, ...broker, '--bundle', bundle, '--json'];
  const { code, stdout } = await runLimber(args, home, { USER: CANARY.user });
  expect(code).toBe(1);
  // The engineer at the machine is told where things are.
  expect(stdout).toContain(CANARY.user);
  expect(stdout).not.toContain(CANARY.password);
  const text = readFileSync(bundle, 'utf8');
  const secrets = ['hex', 'base64', 'latin1'].map((spelling) => Buffer.from(secret).toString(spelling as 'hex'));
  for (const word of [...Object.values(CANARY), ...secrets, home, '/tmp', 'knee-extension'])
    expect(text.toLowerCase(), word).not.toContain(word.toLowerCase());
  const { findings } = JSON.parse(text) as { findings: { id: string; facts: object }[] };
  expect(findings.map(({ id }) => id)).toEqual(CHECKS.map(({ id }) => id));
  expect(findings.find(({ id }) => id === 'database')!.facts).toMatchObject({ opens: true, sessions: 1, devices: 1 });
  expect(findings.find(({ id }) => id === 'data-keys')!.facts).toEqual({ files: 1, exposed: 1, prescription_keys: 0 });
  expect(findings.find(({ id }) => id === 'broker')!.facts).toEqual({
    named: true,
    answers: false,
    code: 'ECONNREFUSED',
  });
});

function fillDirectory(data: string, secret: Uint8Array): void {
  const store = openStore(data, { simulated: false, wallMs: Date.now });
  store.enrol({ kind: 'device', id: CANARY.device, name: `${CANARY.name}'s band` });
  store.enrol({ kind: 'person', id: CANARY.pseudonym, name: CANARY.name });
  const session = { ...sessionStart(`s-${CANARY.pseudonym}`), person: CANARY.pseudonym, site: CANARY.site };
  store.begin({ ...session, startedAtMs: Date.now() }).finish(sessionEnd());
  store.close();
  mkdirSync(join(data, 'keys'));
  const facts = { kind: 'link', id: CANARY.device, name: '', publicKey: '' } as const;
  const file = join(data, 'keys', `${CANARY.device}.link.key.json`);
  writeFileSync(file, JSON.stringify(lockKey(facts, secret, CANARY.password)), { mode: 0o644 });
}

test('whatever a check hands over, only flags, counts, versions and words of a list get through', () => {
  const canary = 'Quillfeather of /home/hjalmarsson';
  const anything = fc.oneof(
    fc.constant(canary),
    fc.constant(12345678901234),
    fc.constant({ canary } as never),
    fc.constant(Number.NaN),
  );
  const names = Object.values(judgeAll(WELL)).flatMap(({ shared }) => Object.keys(shared));
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names, 'name', 'path'), anything), (shared) => {
      const findings = judgeAll(WELL).map((finding) => ({ ...finding, shared, text: canary, advice: canary }));
      const text = JSON.stringify(supportFile(findings, canary, 0));
      expect(text).not.toMatch(/Quill|hjalmar|home|12345678901234/);
    }),
    { seed: SEED, numRuns: 200 },
  );
});

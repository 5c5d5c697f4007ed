import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clinicianKey, SEED_BYTES, trusting } from '../../host/keys/clinician-key.ts';
import { lockKey } from '../../host/keys/key-file.ts';
import { simulatedPrescription } from '../../host/keys/simulated-clinician.ts';
import { judge } from '../../host/relay/downlink/judge.ts';
import { runInOneProcess, scratchFolder } from './limber.ts';

const folder = scratchFolder('downlink');
const at = (name: string): string => join(folder, name);

function file(name: string, content: unknown): string {
  writeFileSync(at(name), typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
  return at(name);
}

const seed = new Uint8Array(SEED_BYTES).fill(3);
const ANNA = clinicianKey('Anna', seed).public;
const PASSPHRASE = 'correct horse battery';
const KEY = file(
  'anna.key.json',
  lockKey({ kind: 'clinician', id: ANNA.id, name: 'Anna', publicKey: ANNA.publicKey }, seed, PASSPHRASE),
);
const PASS = file('pass.txt', PASSPHRASE);
const WORDS = file('words.txt', 'Well done.\n');
const PRESCRIPTION = file('p.signed.json', simulatedPrescription('b-1'));

const sign = (kind: string, out: string, ...content: string[]): string[] => [
  ...['downlink', 'sign', '--kind', kind, '--site', 'home', '--key', KEY, '--passphrase-file', PASS],
  ...['--out', at(out), ...content],
];
const GOOD = [
  ['prescription', '--prescription', PRESCRIPTION],
  ['withdrawal', '--prescription', PRESCRIPTION, '--reason', 'rash'],
  ['plan', '--person', 'p-7', '--exercise', 'heel-slide', '--sets', '3', '--reps', '8', '--side', 'left'],
  ['message', '--person', 'p-7', '--text-file', WORDS],
  ['configuration', '--rest', '60', '--cues', 'confidence'],
] as const;

test('signs what a gateway takes, each with a higher counter; says what is wrong before it asks for a passphrase', async () => {
  const bad: readonly (readonly [string[], RegExp])[] = [
    [sign('message', 'x.json', '--person', 'p-7'), /A message needs --text-file/],
    [sign('message', 'x.json', '--text-file', WORDS), /add --person/],
    [sign('message', 'x.json', '--person', 'p-7', '--text-file', file('b.txt', '<b>')), /text is not as it must be/],
    [sign('plan', 'x.json', '--person', 'p-7', '--exercise', 'heel-slide', '--sets', '99'), /sets is not as it must/],
    [sign('configuration', 'x.json', '--person', 'p-7'), /leave --person out/],
    [sign('configuration', 'x.json', '--sets', '3'), /--sets is not part of a configuration/],
    [sign('withdrawal', 'x.json', '--prescription', PRESCRIPTION), /needs --reason/],
    [sign('prescription', 'x.json', '--prescription', PRESCRIPTION, '--person', 'p-8'), /not for p-8/],
    [['downlink', 'send', WORDS], /cannot be read as a signed message/],
    [['downlink', 'send', '--data', folder, at('plan.json')], /No gateway with a broker of its own/],
  ];
  const closed = ['downlink', 'send', '--broker', 'mqtt://127.0.0.1:1', '--wait', '1', at('plan.json')];
  const good = GOOD.map(([kind, ...content]) => sign(kind, `${kind}.json`, ...content));
  const ended = ['downlink', 'send', '--data', scratchFolder('ended'), '--wait', '1', at('plan.json')];
  writeFileSync(join(ended[3]!, 'broker.json'), JSON.stringify({ url: 'mqtt://127.0.0.1:1' }));
  const done = await runInOneProcess([...good, ...bad.map(([args]) => args), closed, ended]);
  expect(done.slice(0, good.length).map(({ code, stderr }) => [code, stderr.split(' is signed')[0]])).toEqual(
    GOOD.map(([kind]) => [0, at(`${kind}.json`)]),
  );
  for (const [i, [, why]] of bad.entries()) {
    const { code, stderr } = done[good.length + i]!;
    expect([code, stderr]).toEqual([2, expect.stringMatching(why)]);
  }
  expect(done.at(-2)).toMatchObject({ code: 1, stderr: expect.stringMatching(/^The MQTT broker .* can't be used/) });
  expect(done.at(-1)).toMatchObject({ code: 1, stderr: expect.stringMatching(/^No gateway answers in /) });
  let highest = 0;
  for (const [kind] of GOOD) {
    const payload = readFileSync(at(`${kind}.json`));
    const topic = `limber/v1/home/down/${JSON.parse(payload.toString()).message_id}`;
    const nowMs = Date.now();
    const judgement = judge(topic, payload, {
      ...{ site: 'home', nowMs, latestKnownMs: 0, knowsPerson: () => true },
      signatures: trusting([ANNA]),
      highestCounter: () => highest,
    });
    expect(judgement).toMatchObject({ kind: 'Accepted', message: { kind } });
    if (judgement.kind === 'Accepted') highest = judgement.message.counter;
  }
}, 60_000);

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openArchive } from '../../host/records/store.ts';
import { pseudonymTraces } from '../records/pseudonym-traces.ts';
import { BROKERS } from '../relay/broker-fixture.ts';
import { scratchFolder, startLimber } from './limber.ts';

const PERSON = 'ps-4711-quince';

test('a gateway whose broker goes away and comes back names nobody, neither in what it says nor in files', async () => {
  const [, startBroker] = BROKERS.at(-1)!;
  const broker = await startBroker();
  const data = join(scratchFolder('no-log'), 'data');
  const args = [
    'run',
    '--speed',
    '30',
    '--http-port',
    '0',
    '--person',
    PERSON,
    '--data',
    data,
    '--broker',
    broker.address.url,
  ];
  const gateway = startLimber(args);
  await gateway.printed(/1\/16 repetitions|10 %/);
  await broker.kill();
  await gateway.printed(/can't be used/);
  await broker.start();
  await gateway.printed(/is back/);
  gateway.child.kill('SIGTERM');
  const { code, stderr, stdout } = await gateway.finished;
  expect(code, stderr).toBe(0);
  expect(stderr + stdout).toMatch(/no stimulation: nothing is prescribed for this person/);
  expect(stderr + stdout).not.toContain(PERSON);
  expect(pseudonymTraces(data, PERSON)).toEqual([]);
  const archive = openArchive(data);
  expect(archive.people()).toEqual([PERSON]);
  archive.close();
});

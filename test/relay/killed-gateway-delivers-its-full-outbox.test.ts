import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { filter, firstValueFrom, take, timeout } from 'rxjs';
import { expect, it, onTestFinished } from 'vitest';
import { mulberry32, temporaryDirectory, temporaryStore } from '../records/session-fixture.ts';
import { SEED } from '../seeded.ts';
import { distinct, mosquitto, subscribe, temporaryRelay, WAIT_MS } from './broker-fixture.ts';

const SESSIONS = 5;
const MESSAGES = 300;

it('a gateway killed while it sends leaves the rest to the next: nothing is missing, each session is in order', async () => {
  const { address } = await mosquitto();
  const { received$ } = await subscribe(address);
  const dataDir = temporaryDirectory();
  const program = join(import.meta.dirname, 'relay-process.ts');
  const child = spawn(process.execPath, [program, dataDir, address.url, String(SESSIONS), String(MESSAGES)]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const killAfter = 1 + Math.floor(0.8 * SESSIONS * MESSAGES * mulberry32(SEED)());
  await firstValueFrom(
    received$.pipe(
      filter((_, index) => index >= killAfter),
      take(1),
      timeout(WAIT_MS),
    ),
  );
  child.kill('SIGKILL');
  await once(child, 'exit');

  const store = temporaryStore({ dataDir });
  const relay = temporaryRelay({ store, broker: address });
  expect(relay.pending()).toBeGreaterThan(0);
  expect(await relay.drained(WAIT_MS)).toBe(true);
  const arrived = await distinct(received$, SESSIONS * MESSAGES);
  for (let session = 1; session <= SESSIONS; session++) {
    const indices = arrived.filter(({ topic }) => topic.includes(`/s-${session}/`)).map(({ body }) => body.rep.index);
    expect(indices).toEqual(Array.from({ length: MESSAGES }, (_, i) => i + 1));
  }
});

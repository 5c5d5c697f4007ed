import { connectAsync } from 'mqtt';
import { expect, it, onTestFinished } from 'vitest';
import { type EmbeddedBroker, startEmbeddedBroker } from '../../host/relay/embedded-broker.ts';

async function temporaryBroker(secret: string, port?: number): Promise<EmbeddedBroker> {
  const broker = await startEmbeddedBroker({ newSecret: () => secret, ...(port === undefined ? {} : { port }) });
  onTestFinished(() => broker.close());
  return broker;
}

it('listens on loopback and lets in only who has the credentials of this start', async () => {
  const { address } = await temporaryBroker('first');
  const { url, username, password } = address;
  expect(new URL(url).hostname).toBe('127.0.0.1');
  const options = { reconnectPeriod: 0 };
  await (await connectAsync(url, { ...options, username, password })).endAsync();
  for (const wrong of [{}, { username }, { username, password: 'second' }, { username: 'other', password }]) {
    await expect(connectAsync(url, { ...options, ...wrong })).rejects.toThrow(/Connection refused/);
  }
});

it('takes another free port for each broker, and says so when the port asked for is taken', async () => {
  const first = await temporaryBroker('a');
  const second = await temporaryBroker('a');
  expect(second.address.url).not.toBe(first.address.url);
  const taken = Number(new URL(first.address.url).port);
  await expect(startEmbeddedBroker({ newSecret: () => 'a', port: taken })).rejects.toMatchObject({
    code: 'relay/broker-unreachable',
    message: expect.stringContaining(`Port ${taken}`),
  });
});

it('closes while clients are connected, and frees its port', async () => {
  const broker = await startEmbeddedBroker({ newSecret: () => 'a' });
  const { url, ...credentials } = broker.address;
  const client = await connectAsync(url, { ...credentials, reconnectPeriod: 0 });
  onTestFinished(() => void client.end(true));
  await broker.close();
  await temporaryBroker('a', Number(new URL(url).port));
});

import { expect, test } from 'vitest';
import { seededRandom } from '../../../sim/random.ts';
import { SEED } from '../../seeded.ts';
import { pass } from '../../virtual-time.ts';
import { nobleRoom, numberedBand } from './noble-room.ts';

const [EVENT, ACL, COMMAND_COMPLETE] = [0x04, 0x02, 0x0e];
const FIRST_HANDLE = 0x40;
const [ATT_CHANNEL, READ_BY_GROUP_ANSWER, NOTIFICATION] = [4, 0x11, 0x1b];

/** Of the first connection. */
const fromBand = (att: readonly number[]): number[] => [
  ACL,
  FIRST_HANDLE,
  0x20,
  ...[att.length + 4, 0, att.length, 0, ATT_CHANNEL, 0],
  ...att,
];

// Read by noble where there is nothing, each is an exception in the middle of the gateway's process.
test.each<[string, readonly number[]]>([
  ['a signal strength that was cut', [EVENT, COMMAND_COMPLETE, 4, 1, 0x05, 0x14, 0]],
  ['a notification without a handle', fromBand([NOTIFICATION])],
  ['a list of services with none in it', fromBand([READ_BY_GROUP_ANSWER, 20])],
  ['an event that was cut', [EVENT, 0x05, 1, 0]],
])('%s', async (_, bytes) => {
  const band = numberedBand(1);
  const { follow, until, say, clock } = await nobleRoom([band]);
  const { link, states } = follow(band);
  // While services are asked for as well as later.
  for (let i = 0; i < 200 && states.at(-1) !== 'up'; i++) {
    say(bytes);
    await pass(clock, 10);
  }
  await until(() => states.at(-1) === 'up', 20_000);
  say(bytes);
  const heard: number[] = [];
  link.onPacket((__, packet) => heard.push(packet[0]!));
  band.notify('status', Uint8Array.of(9));
  await until(() => heard.length === 1);
});

test('20,000 seeded pieces of nonsense from controller and band throw nothing, and afterwards the band is there', async () => {
  const random = seededRandom(SEED);
  const band = numberedBand(1);
  const { follow, until, say, clock } = await nobleRoom([band]);
  const { states } = follow(band);
  await until(() => states.at(-1) === 'up');
  const below = (most: number): number => Math.floor(random.next() * most);
  for (let i = 0; i < 20_000; i++) {
    const noise = Array.from({ length: below(30) }, () => below(256));
    say(random.next() < 0.5 ? fromBand(noise) : [random.next() < 0.5 ? EVENT : ACL, ...noise]);
    if (i % 500 === 0) await pass(clock, 100);
  }
  await until(() => states.at(-1) === 'up', 60_000);
});

test('a failure of whoever listens to packets is his own, and not hidden', async () => {
  const band = numberedBand(1);
  const { linkTo, clock } = await nobleRoom([band]);
  const link = await linkTo(band);
  const uncaught: unknown[] = [];
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.once('uncaughtException', (error) => uncaught.push(error));
  link.onPacket(() => {
    throw new Error('the listener broke');
  });
  band.notify('status', Uint8Array.of(9));
  await pass(clock, 100);
  process.removeAllListeners('uncaughtException');
  for (const other of others) process.on('uncaughtException', other);
  expect(uncaught).toEqual([new Error('the listener broke')]);
});

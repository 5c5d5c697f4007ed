import { expect, test } from 'vitest';
import { connectDevice, type DeviceMessage } from '../../host/connect/device-connection.ts';
import { greet } from '../../host/connect/greeting.ts';
import { crc32 } from '../../protocol/crc32.ts';
import { withFaults } from '../../protocol/faulty-link.ts';
import { beginReassembly, takePacket } from '../../protocol/fragment.ts';
import { readEnvelope } from '../../protocol/seal.ts';
import { HOME_AIR } from '../../sim/air.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { seededRandom } from '../../sim/random.ts';
import { createWorld } from '../../sim/world.ts';
import { SEED } from '../seeded.ts';

const QUIET = { ...HOME_AIR, lossShare: 0 };

function band() {
  const clock = createVirtualClock();
  const { devices } = createWorld({ clock, seed: SEED, motionOnly: true, air: QUIET });
  return { clock, device: devices[0]! };
}

test('every packet bent, cut or doubled at random is counted or harmless, and the stream goes on', () => {
  const { clock, device } = band();
  const random = seededRandom(SEED);
  let touched = 0;
  const link = withFaults(device.link, (_, bytes) => {
    if (random.next() > 0.2) return [bytes];
    touched++;
    const bent = bytes.slice();
    const what = random.next();
    if (what < 0.4) bent[Math.floor(random.next() * bent.length)]! ^= 1 << Math.floor(random.next() * 8);
    if (what < 0.4) return [bent];
    if (what < 0.8) return [bytes.slice(0, Math.floor(random.next() * bytes.length))];
    return [bytes, bytes];
  });
  const connection = connectDevice(link);
  const kinds = new Map<DeviceMessage['kind'], number>();
  connection.messages$.subscribe(({ kind }) => kinds.set(kind, (kinds.get(kind) ?? 0) + 1));
  clock.advanceBy(30_000);
  expect(touched).toBeGreaterThan(150);
  expect(connection.discarded()).toBeGreaterThan(50);
  expect(kinds.get('motion')).toBeGreaterThan(700);
  expect(kinds.get('status')).toBeGreaterThan(10);
});

test('a band whose greeting was lost is asked until it says who it is', async () => {
  const { clock, device } = band();
  let infos = 0;
  const link = withFaults(device.link, (channel, bytes) => (channel === 'info' && infos++ < 4 ? [] : [bytes]));
  const greeting = greet(connectDevice(link), clock);
  clock.advanceBy(9000);
  await expect(greeting).resolves.toMatchObject({ role: 'ROLE_MOTION', simulated: true, protocolVersion: 1 });
});

test('a band that never answers is reported in words', async () => {
  const { clock, device } = band();
  const greeting = greet(connectDevice(withFaults(device.link, () => [])), clock);
  const refusal = expect(greeting).rejects.toMatchObject({
    code: 'link/not-up',
    message: expect.stringContaining('does not answer'),
  });
  clock.advanceBy(15_000);
  await refusal;
});

test('commands to a stim band are sealed, STOP never is', async () => {
  const { clock, device } = band();
  const sent: Uint8Array[] = [];
  const reassembly = beginReassembly();
  const link = {
    ...device.link,
    payloadBytes: 50,
    send: async (_: string, packet: Uint8Array) => {
      const message = takePacket(reassembly, packet, crc32);
      if (message) sent.push(message);
    },
  };
  const connection = connectDevice(link, { linkKey: () => new Uint8Array(16) });
  const greeting = greet(connection, clock);
  clock.advanceBy(5000);
  await greeting;
  sent.length = 0;
  await connection.send({ kind: 'START', counter: 5, currentUa: 1000 });
  await connection.send({ kind: 'STOP', counter: 6 });
  expect(sent.map((message) => readEnvelope(message))).toMatchObject([
    { sealed: true, counter: 5 },
    { sealed: false, counter: 0 },
  ]);
});

test('a message is cut for the band, also where the link takes longer packets', async () => {
  const { clock, device } = band();
  const sent: number[] = [];
  const send = async (_: string, packet: Uint8Array): Promise<void> => void sent.push(packet.length);
  const connection = connectDevice({ ...device.link, payloadBytes: 500 });
  const greeting = greet(connection, clock);
  clock.advanceBy(5000);
  const { payloadBytes } = await greeting;
  const wide = connectDevice({ ...device.link, payloadBytes: 500, send }, { linkKey: () => new Uint8Array(16) });
  const again = greet(wide, clock);
  clock.advanceBy(5000);
  await connection.send({ kind: 'SAY_HELLO' });
  clock.advanceBy(5000);
  await again;
  sent.length = 0;
  await wide.send({ kind: 'PRESCRIBE', counter: 1, sealed: new Uint8Array(140) });
  expect(sent.length).toBeGreaterThan(1);
  expect(Math.max(...sent)).toBeLessThanOrEqual(payloadBytes);
});

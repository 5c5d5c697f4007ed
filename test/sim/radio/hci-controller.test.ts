import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../sim/board/virtual-clock.ts';
import { createH4Reader, encodeH4, type HciPacket, le16 } from '../../../sim/radio/h4.ts';
import { addressBytes, COMMAND, EVENT, REASON } from '../../../sim/radio/hci-codes.ts';
import { createController } from '../../../sim/radio/hci-controller.ts';
import { ATT_CHANNEL } from '../../../sim/radio/l2cap.ts';
import { SEED } from '../../seeded.ts';
import { plainBand } from './plain-band.ts';

const FIRST_HANDLE = 0x40;

/** A controller with one band, and a host that writes packets by hand. */
function bench() {
  const clock = createVirtualClock();
  const band = plainBand();
  const controller = createController({ timeline: clock, peripherals: [band] });
  const said: HciPacket[] = [];
  const read = createH4Reader();
  controller.onSend((bytes) => said.push(...read(bytes)));
  const command = (opcode: number, ...parameters: number[]): HciPacket[] => {
    const before = said.length;
    controller.receive(encodeH4({ kind: 'command', code: opcode, payload: Uint8Array.from(parameters) }));
    return said.slice(before);
  };
  return { clock, band, controller, said, command };
}

/** 15 ms, and lost after 2 s. */
const createConnection = (address: string): number[] => [
  ...[0x60, 0, 0x30, 0, 0, 1],
  ...addressBytes(address),
  ...[0, 12, 0, 12, 0, 0, 0, 200, 0, 0, 0, 0, 0],
];

const complete = (opcode: number, ...rest: number[]): HciPacket => ({
  kind: 'event',
  code: EVENT.commandComplete,
  payload: Uint8Array.from([1, ...le16(opcode), ...rest]),
});

const status = (opcode: number, reason: number): HciPacket => ({
  kind: 'event',
  code: EVENT.commandStatus,
  payload: Uint8Array.from([reason, 1, ...le16(opcode)]),
});

test('a reset is answered in the very words that the serial driver waits for', () => {
  const { controller } = bench();
  const sent: string[] = [];
  controller.onSend((bytes) => sent.push(Buffer.from(bytes).toString('hex')));
  controller.receive(Uint8Array.of(1, 3, 12, 0));
  expect(sent).toEqual(['040e0401030c00']);
});

test('a command that nobody knows, one that is cut and one for a connection that is not there are refused for their reasons', () => {
  const { command } = bench();
  expect(command(0xfc01)).toEqual([complete(0xfc01, REASON.unknownCommand)]);
  expect(command(COMMAND.leCreateConnection, 1, 2, 3)).toEqual([
    complete(COMMAND.leCreateConnection, REASON.invalidParameters),
  ]);
  expect(command(COMMAND.disconnect, 0x40, 0, 0x13)).toEqual([status(COMMAND.disconnect, REASON.unknownConnection)]);
  expect(command(COMMAND.leCancelConnection)).toEqual([complete(COMMAND.leCancelConnection, REASON.disallowed)]);
});

test('one band is waited for at a time', () => {
  const { command } = bench();
  const nobody = createConnection('c0:00:00:00:00:99');
  expect(command(COMMAND.leCreateConnection, ...nobody)).toEqual([status(COMMAND.leCreateConnection, REASON.done)]);
  expect(command(COMMAND.leCreateConnection, ...nobody)).toEqual([
    status(COMMAND.leCreateConnection, REASON.disallowed),
  ]);
});

test('a reset ends every connection for the host at once, and for the band when it has missed it', () => {
  const { clock, band, command } = bench();
  command(COMMAND.leCreateConnection, ...createConnection(band.address));
  clock.advanceBy(500);
  expect(band.isConnected()).toBe(true);
  command(COMMAND.reset);
  expect(command(COMMAND.readRssi, ...le16(FIRST_HANDLE))[0]!.payload[3]).toBe(REASON.unknownConnection);
  clock.advanceBy(1990);
  expect(band.isConnected()).toBe(true);
  clock.advanceBy(20);
  expect(band.isConnected()).toBe(false);
});

test('a band that was reset and is connected by the next host is left alone when the first connection times out', () => {
  const { clock, band, command } = bench();
  command(COMMAND.leCreateConnection, ...createConnection(band.address));
  clock.advanceBy(500);
  band.vanish();
  expect(command(COMMAND.leCreateConnection, ...createConnection(band.address))).toEqual([
    status(COMMAND.leCreateConnection, REASON.alreadyConnected),
  ]);
  command(COMMAND.reset);
  command(COMMAND.leCreateConnection, ...createConnection(band.address));
  clock.advanceBy(500);
  expect(band.isConnected()).toBe(true);
  clock.advanceBy(5000);
  expect(band.isConnected()).toBe(true);
});

test('the interval is changed as the host asks, six events later', () => {
  const { clock, band, command, said } = bench();
  command(COMMAND.leCreateConnection, ...createConnection(band.address));
  clock.advanceBy(500);
  const update = [...le16(FIRST_HANDLE), ...le16(24), ...le16(40), 0, 0, ...le16(300), 0, 0, 0, 0];
  expect(command(COMMAND.leConnectionUpdate, ...update)).toEqual([status(COMMAND.leConnectionUpdate, REASON.done)]);
  clock.advanceBy(89);
  expect(said.at(-1)!.code).toBe(EVENT.commandStatus);
  clock.advanceBy(2);
  expect([...said.at(-1)!.payload]).toEqual([3, 0, ...le16(FIRST_HANDLE), ...le16(40), 0, 0, ...le16(300)]);
});

test('what a host sends is reported as sent one connection event later', () => {
  const { clock, band, controller, command, said } = bench();
  command(COMMAND.leCreateConnection, ...createConnection(band.address));
  clock.advanceBy(500);
  const payload = Uint8Array.from([3, 0, ATT_CHANNEL, 0, 2, 0, 1]);
  controller.receive(encodeH4({ kind: 'acl', code: FIRST_HANDLE, payload }));
  clock.advanceBy(14);
  expect(said.at(-1)!.code).toBe(EVENT.leMeta);
  clock.advanceBy(2);
  expect(said.slice(-2)).toMatchObject([
    { code: EVENT.completedPackets, payload: Uint8Array.from([1, ...le16(FIRST_HANDLE), 1, 0]) },
    { kind: 'acl' },
  ]);
});

test('whatever a host sends, to whichever connection, is taken without a throw', () => {
  const opcodes = fc.oneof(fc.constantFrom(...Object.values(COMMAND)), fc.nat(0xffff));
  const packets = fc.oneof(
    fc.record({ kind: fc.constant('command' as const), code: opcodes, payload: fc.uint8Array({ maxLength: 60 }) }),
    fc.record({
      kind: fc.constant('acl' as const),
      code: fc.constantFrom(FIRST_HANDLE, FIRST_HANDLE | 0x1000, FIRST_HANDLE | 0x2000, 7),
      payload: fc
        .tuple(fc.constantFrom(4, 5, 6, 99), fc.uint8Array({ maxLength: 60 }), fc.nat(3))
        .map(([channel, bytes, lie]) => Uint8Array.from([bytes.length + lie, 0, channel, 0, ...bytes])),
    }),
  );
  const steps = fc.array(fc.oneof(packets.map(encodeH4), fc.uint8Array({ maxLength: 40 })), { maxLength: 30 });
  fc.assert(
    fc.property(steps, (all) => {
      const { clock, band, controller, command } = bench();
      command(COMMAND.leCreateConnection, ...createConnection(band.address));
      clock.advanceBy(500);
      for (const bytes of all) {
        controller.receive(bytes);
        clock.advanceBy(20);
      }
      clock.advanceBy(10_000);
    }),
    { seed: SEED, numRuns: 1000 },
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCobs, encodeCobs } from '../../protocol/cobs.ts';
import { CHANNELS } from '../../protocol/link.ts';
import {
  beginReceiving,
  encodeSerialPacket,
  receiveSerial,
  SERIAL_PAYLOAD_BYTES,
} from '../../protocol/serial-framing.ts';
import { SEED } from '../seeded.ts';

const packets = fc.array(
  fc.record({
    channel: fc.constantFrom(...CHANNELS),
    bytes: fc.uint8Array({ minLength: 1, maxLength: SERIAL_PAYLOAD_BYTES }),
  }),
  { minLength: 1, maxLength: 6 },
);

test('COBS has no zeros, adds at most one byte in 254 and comes back unchanged', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1200 }), (bytes) => {
      const encoded = encodeCobs(bytes);
      expect(encoded.includes(0)).toBe(false);
      expect(encoded.length).toBeLessThanOrEqual(bytes.length + Math.floor(bytes.length / 254) + 1);
      expect(decodeCobs(encoded)).toEqual(bytes);
    }),
    { seed: SEED },
  );
});

test.each([
  [[0], [1, 1]],
  [
    [0, 0],
    [1, 1, 1],
  ],
  [
    [0x11, 0x22, 0, 0x33],
    [3, 0x11, 0x22, 2, 0x33],
  ],
])('COBS of %j is %j, as published', (bytes, encoded) => {
  expect([...encodeCobs(Uint8Array.from(bytes))]).toEqual(encoded);
});

test('COBS refuses a code that points past the end', () => {
  expect(decodeCobs(Uint8Array.of(5, 1))).toBeNull();
});

test('packets arrive whole however the line cuts the bytes', () => {
  fc.assert(
    fc.property(packets, fc.integer({ min: 1, max: 40 }), (sent, size) => {
      const line = Buffer.concat(sent.map(({ channel, bytes }) => encodeSerialPacket(channel, bytes)));
      const state = beginReceiving();
      const received = [];
      for (let at = 0; at < line.length; at += size)
        received.push(...receiveSerial(state, line.subarray(at, at + size)));
      expect(received).toEqual(sent);
      expect(state.discarded).toBe(0);
    }),
    { seed: SEED },
  );
});

test('a byte flipped anywhere costs that packet and at most its neighbour, and is counted', () => {
  const line = encodeSerialPacket(
    'motion',
    Uint8Array.from({ length: 50 }, (_, i) => i % 5),
  );
  const next = encodeSerialPacket('status', Uint8Array.of(1, 2, 3));
  const last = encodeSerialPacket('status', Uint8Array.of(4, 5, 6));
  for (let at = 0; at < line.length; at++) {
    for (const bit of [1, 16, 128]) {
      const bent = line.slice();
      bent[at]! ^= bit;
      const state = beginReceiving();
      const received = receiveSerial(state, Buffer.concat([bent, next, last]));
      expect(received.every(({ channel }) => channel === 'status')).toBe(true);
      expect(received.at(-1)).toEqual({ channel: 'status', bytes: Uint8Array.of(4, 5, 6) });
      expect(state.discarded).toBeGreaterThan(0);
    }
  }
});

test('a line that never ends a packet costs no memory', () => {
  const state = beginReceiving();
  for (let i = 0; i < 1000; i++) receiveSerial(state, new Uint8Array(1000).fill(7));
  expect(state.pending.length).toBeLessThan(300);
  const after = receiveSerial(state, Buffer.concat([Uint8Array.of(0), encodeSerialPacket('info', Uint8Array.of(9))]));
  expect(after).toEqual([{ channel: 'info', bytes: Uint8Array.of(9) }]);
  expect(state.discarded).toBe(1);
});

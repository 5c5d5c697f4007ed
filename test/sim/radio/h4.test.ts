import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createH4Reader, encodeH4, type HciPacket } from '../../../sim/radio/h4.ts';
import { SEED } from '../../seeded.ts';

const payload = (mostBytes: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength: mostBytes });
const PACKETS: fc.Arbitrary<HciPacket> = fc.oneof(
  fc.record({ kind: fc.constant('command' as const), code: fc.nat(0xffff), payload: payload(255) }),
  fc.record({ kind: fc.constant('acl' as const), code: fc.nat(0xffff), payload: payload(300) }),
  fc.record({ kind: fc.constant('event' as const), code: fc.nat(0xff), payload: payload(255) }),
);

function cut(bytes: Uint8Array, at: readonly number[]): Uint8Array[] {
  const ends = [...new Set(at.map((place) => place % (bytes.length + 1))), bytes.length].sort((a, b) => a - b);
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}

test('packets come out as they went in, wherever the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(PACKETS, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 20 }), (packets, places) => {
      const stream = Uint8Array.from(packets.flatMap((packet) => [...encodeH4(packet)]));
      const read = createH4Reader();
      expect(cut(stream, places).flatMap(read)).toEqual(packets);
    }),
    { seed: SEED },
  );
});

test('bytes that begin no packet are passed over', () => {
  const packet: HciPacket = { kind: 'command', code: 0x0c03, payload: new Uint8Array(0) };
  expect(createH4Reader()(Uint8Array.of(0, 255, 7, ...encodeH4(packet)))).toEqual([packet]);
});

test('a length that no controller has room for is noise', () => {
  const packet: HciPacket = { kind: 'event', code: 0x0e, payload: Uint8Array.of(1, 2, 3) };
  const read = createH4Reader();
  expect(read(Uint8Array.of(2, 255, 255, 255, 255))).toEqual([]);
  expect(read(encodeH4(packet))).toEqual([packet]);
});

test('any bytes are taken without a throw', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 6 }), (chunks) => {
      const read = createH4Reader();
      for (const chunk of chunks) read(chunk);
    }),
    { seed: SEED, numRuns: 500 },
  );
});

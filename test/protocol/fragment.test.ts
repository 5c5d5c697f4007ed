import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32 } from '../../protocol/crc32.ts';
import { beginReassembly, cutMessage, MESSAGE_BYTES_MAX, takePacket } from '../../protocol/fragment.ts';
import { SEED } from '../seeded.ts';

const messages = fc.uint8Array({ minLength: 0, maxLength: MESSAGE_BYTES_MAX });
const payloads = fc.constantFrom(20, 50, 128, 244);

function cut(message: Uint8Array, payloadBytes: number, counter = 0): Uint8Array[] {
  const packets: Uint8Array[] = [];
  cutMessage(message, payloadBytes, counter, crc32, (packet) => packets.push(packet));
  return packets;
}

test('any message survives cutting and joining at any payload size', () => {
  fc.assert(
    fc.property(messages, payloads, fc.integer({ min: 0, max: 63 }), (message, payloadBytes, counter) => {
      const packets = cut(message, payloadBytes, counter);
      expect(packets.every((packet) => packet.length <= payloadBytes)).toBe(true);
      const state = beginReassembly();
      const joined = packets.map((packet) => takePacket(state, packet, crc32));
      expect(joined.at(-1)).toEqual(message);
      expect(joined.slice(0, -1).every((value) => value === null)).toBe(true);
      expect(state.discarded).toBe(0);
    }),
    { seed: SEED },
  );
});

test('a message with a flipped bit at any byte is dropped and counted, and the next one is read', () => {
  const message = Uint8Array.from({ length: 90 }, (_, i) => i * 7);
  const packets = cut(message, 50);
  packets.forEach((packet, index) => {
    for (let at = 0; at < packet.length; at++) {
      for (const bit of [1, 64, 128]) {
        const state = beginReassembly();
        const bent = packets.map((whole) => whole.slice());
        bent[index]![at]! ^= bit;
        const joined = bent.map((whole) => takePacket(state, whole, crc32)).filter((value) => value !== null);
        // Only the counter of the very first packet may differ unseen, when all that follow agree with it.
        for (const value of joined) expect(value).toEqual(message);
        const after = cut(Uint8Array.of(1, 2, 3), 50, 9).map((whole) => takePacket(state, whole, crc32));
        expect(after.at(-1)).toEqual(Uint8Array.of(1, 2, 3));
      }
    }
  });
});

test('a message cut off anywhere is never taken for a whole one', () => {
  const packets = cut(
    Uint8Array.from({ length: 120 }, (_, i) => i),
    50,
  );
  for (let length = 0; length < packets.at(-1)!.length; length++) {
    const state = beginReassembly();
    for (const packet of packets.slice(0, -1)) takePacket(state, packet, crc32);
    expect(takePacket(state, packets.at(-1)!.slice(0, length), crc32)).toBeNull();
  }
});

test('a lost, doubled or exchanged packet drops the message, not the one after it', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 120, maxLength: 400 }),
      fc.nat(),
      fc.constantFrom('lose', 'double', 'exchange'),
      (message, pick, what) => {
        const packets = cut(message, 50, 3);
        const at = pick % (packets.length - 1);
        if (what === 'lose') packets.splice(at, 1);
        if (what === 'double') packets.splice(at, 0, packets[at]!);
        if (what === 'exchange') packets.splice(at, 2, packets[at + 1]!, packets[at]!);
        const state = beginReassembly();
        const joined = packets.map((packet) => takePacket(state, packet, crc32)).filter((value) => value !== null);
        // A doubled first packet only begins the message again.
        if (what === 'double' && at === 0) expect(joined).toEqual([message]);
        else expect(joined).toEqual([]);
        expect(cut(Uint8Array.of(5), 50, 40).map((packet) => takePacket(state, packet, crc32))).toEqual([
          Uint8Array.of(5),
        ]);
      },
    ),
    { seed: SEED },
  );
});

test('random bytes never throw and never grow the buffer', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 260 }), { maxLength: 40 }), (packets) => {
      const state = beginReassembly();
      for (const packet of packets) takePacket(state, packet, crc32);
      expect(state.buffer.length).toBe(MESSAGE_BYTES_MAX + 4);
    }),
    { seed: SEED },
  );
});

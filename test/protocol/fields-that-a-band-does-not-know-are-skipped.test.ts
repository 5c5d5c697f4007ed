import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCommand, decodeSealedPrescription } from '../../protocol/generated/device-wire.ts';
import { limber } from '../../protocol/generated/wearable.js';
import { SEED } from '../seeded.ts';

/** Beyond every field of today, in each form that protobuf has. */
const unknownField = fc.oneof(
  fc.nat(2 ** 31 - 1).map((value) => [0xa0, 0x3f, ...varint(value)]),
  fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => [0xa1, 0x3f, ...bytes]),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => [0xa2, 0x3f, ...varint(bytes.length), ...bytes]),
  fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => [0xa5, 0x3f, ...bytes]),
);

function varint(value: number): number[] {
  return value > 127 ? [(value & 127) | 128, ...varint(value >>> 7)] : [value];
}

const command = limber.v1.Command.encode({ kind: 18, counter: 300, boot: 5, ttlMs: 2_000, heardTicks: 7 }).finish();
const prescription = limber.v1.SealedPrescription.encode({ revision: 4, deviceId: 'stim-1', totalMs: 60_000 }).finish();

test('a command, and a prescription, of a newer host mean to a band what they say in the fields that it knows', () => {
  fc.assert(
    fc.property(fc.array(unknownField, { minLength: 1, maxLength: 4 }), (fields) => {
      const before = Uint8Array.from([...fields.flat(), ...command]);
      expect(decodeCommand(before)).toEqual(decodeCommand(Uint8Array.from(command)));
      const after = Uint8Array.from([...prescription, ...fields.flat()]);
      expect(decodeSealedPrescription(after)).toEqual(decodeSealedPrescription(Uint8Array.from(prescription)));
    }),
    { seed: SEED },
  );
});

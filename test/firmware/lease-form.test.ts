import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLease } from '../../firmware/stimulator/lease-form.ts';
import { decodeCommand } from '../../protocol/generated/device-wire.ts';
import { encodeCommand } from '../../protocol/message.ts';
import { SEED } from '../seeded.ts';

const uint32 = fc.integer({ min: 1, max: 0xffffffff });
const small = fc.integer({ min: 1, max: 2 ** 28 - 1 });
const lease = fc.record({ counter: small, boot: small, ttlMs: small, host: fc.option(uint32), heardTicks: uint32 });

/** A band has the bytes in an array of their own. */
const bytesOf = (command: Parameters<typeof encodeCommand>[0]): Uint8Array => Uint8Array.from(encodeCommand(command));

test('a lease as hosts send it is read as the decoder of all commands reads it', () => {
  fc.assert(
    fc.property(lease, ({ host, ...fields }) => {
      const bytes = bytesOf({ kind: 'LEASE', ...fields, ...(host === null ? {} : { host }) });
      const { kind, counter, boot, ttlMs, host: by, heardTicks } = decodeCommand(bytes)!;
      expect(readLease(bytes)).toEqual({ kind, counter, boot, ttlMs, host: by, heardTicks });
    }),
    { seed: SEED },
  );
});

test('whatever bytes come: it is nothing, or just what the decoder of all commands makes of them', () => {
  const spoilt = fc.tuple(lease, fc.nat(40), fc.nat(255), fc.nat(3)).map(([{ host, ...fields }, at, byte, cut]) => {
    const bytes = bytesOf({ kind: 'LEASE', ...fields, ...(host === null ? {} : { host }) });
    bytes[at % bytes.length] = byte;
    return bytes.slice(0, bytes.length - (cut === 3 ? at : 0));
  });
  fc.assert(
    fc.property(fc.oneof(spoilt, fc.uint8Array({ maxLength: 40 })), (bytes) => {
      const read = readLease(Uint8Array.from(bytes));
      if (read !== null) expect(decodeCommand(Uint8Array.from(bytes))).toMatchObject(read);
    }),
    { seed: SEED },
  );
});

test('a command of another kind, or a lease that asks for a proof, is none of these', () => {
  const fields = { counter: 7, boot: 3, ttlMs: 2000, host: 5, heardTicks: 9 };
  expect(readLease(bytesOf({ kind: 'SET', currentUa: 9000, ...fields }))).toBeNull();
  expect(readLease(bytesOf({ kind: 'LEASE', ...fields, challenge: new Uint8Array(8) }))).toBeNull();
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createL2capJoiner, cutL2cap, handleOf } from '../../../sim/radio/l2cap.ts';
import { SEED } from '../../seeded.ts';

test('a packet cut for any link is joined again', () => {
  fc.assert(
    fc.property(
      fc.record({ channel: fc.nat(0xffff), payload: fc.uint8Array({ maxLength: 517 }) }),
      fc.integer({ min: 27, max: 251 }),
      fc.nat(0xeff),
      (packet, aclBytes, handle) => {
        const join = createL2capJoiner();
        const pieces = cutL2cap(handle, packet, aclBytes);
        expect(pieces.every((piece) => handleOf(piece) === handle && piece.payload.length <= aclBytes)).toBe(true);
        expect(pieces.map(join)).toEqual([...pieces.slice(1).map(() => undefined), packet]);
      },
    ),
    { seed: SEED },
  );
});

test('pieces in any order and of any length are taken without a throw, and nothing is joined that was not announced', () => {
  const piece = fc.record({
    kind: fc.constant('acl' as const),
    code: fc.nat(0xffff),
    payload: fc.uint8Array({ maxLength: 300 }),
  });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const join = createL2capJoiner();
      for (const one of pieces) expect(join(one)?.payload.length ?? 0).toBeLessThanOrEqual(517);
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test('a piece without a beginning is dropped, and a new beginning ends what was open', () => {
  const join = createL2capJoiner();
  const [first, second] = cutL2cap(1, { channel: 4, payload: new Uint8Array(40).fill(7) }, 27);
  expect(join(second!)).toBeUndefined();
  expect(join(first!)).toBeUndefined();
  expect(join(first!)).toBeUndefined();
  expect(join(second!)).toEqual({ channel: 4, payload: new Uint8Array(40).fill(7) });
});

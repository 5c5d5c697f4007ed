import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPairing } from '../../../sim/radio/pairing.ts';
import { seededRandom } from '../../../sim/random.ts';
import { SEED } from '../../seeded.ts';

const bench = () =>
  createPairing({
    random: seededRandom(SEED),
    hostAddress: Uint8Array.of(1, 2, 3, 4, 5, 6),
    bandAddress: Uint8Array.of(6, 5, 4, 3, 2, 1),
  });

test('who confirms something else than it drew agrees on no key', () => {
  const pairing = bench();
  expect(pairing.answer(Uint8Array.of(1, 3, 0, 1, 16, 0, 1))).toHaveLength(1);
  expect(pairing.answer(Uint8Array.of(3, ...new Uint8Array(16)))).toHaveLength(1);
  expect(pairing.answer(Uint8Array.of(4, ...new Uint8Array(16).fill(7)))).toEqual([Uint8Array.of(5, 4)]);
  expect(pairing.isAgreed(new Uint8Array(16))).toBe(false);
});

test('steps out of turn, cut or unknown agree on no key, without a throw', () => {
  const steps = fc.array(fc.tuple(fc.nat(15), fc.uint8Array({ maxLength: 20 })), { maxLength: 10 });
  fc.assert(
    fc.property(steps, fc.uint8Array({ minLength: 16, maxLength: 16 }), (all, key) => {
      const pairing = bench();
      for (const [code, rest] of all) pairing.answer(Uint8Array.of(code, ...rest));
      expect(pairing.answer(new Uint8Array(0))).toHaveLength(1);
      expect(pairing.isAgreed(key)).toBe(false);
    }),
    { seed: SEED, numRuns: 500 },
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shapeOf } from '../../../protocol/pulse-shape.ts';
import { readPattern } from '../../../sim/board/front-end-pattern.ts';
import { REGISTERS } from '../../../sim/board/front-end-registers.ts';
import { bytesOf } from '../../protocol/session-pulses.ts';
import { SEED } from '../../seeded.ts';

const share = fc.oneof(fc.constantFrom(1000, -1000, 0), fc.integer({ min: -1000, max: 1000 }));
const segment = fc.record({ sharePermille: share, widthUs: fc.integer({ min: 1, max: 510 }) });

/** Registers with 10 Hz and this table. */
function registersWith(pattern: Uint8Array): Uint8Array {
  const registers = new Uint8Array(REGISTERS);
  registers.set([10_000 & 255, 10_000 >> 8, 0], 0x08);
  registers[0x1b] = pattern.length / 4;
  registers.set(pattern, 0x20);
  return registers;
}

test('what the front-end makes of a table is never more than what the band reckons with', () => {
  let compared = 0;
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1, maxLength: 32 }), (segments) => {
      const pattern = bytesOf(segments);
      const shape = shapeOf(pattern);
      const made = readPattern(registersWith(pattern));
      if (!shape || !made.sane) return;
      compared++;
      expect(made.peakShare).toBe(1);
      expect(shape.absoluteUs - made.absoluteUs).toBeGreaterThanOrEqual(-1e-6);
      expect(shape.absoluteUs - made.absoluteUs).toBeLessThan(1);
      expect(made.phaseUs).toBeLessThanOrEqual(shape.phaseUs + 1e-6);
    }),
    { seed: SEED, numRuns: 2000 },
  );
  expect(compared).toBeGreaterThan(200);
});

test('every phase of a pulse that the front-end makes is at most 500 us', () => {
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1, maxLength: 32 }), (segments) => {
      let longestUs = 0;
      let runUs = 0;
      segments.forEach(({ sharePermille: share, widthUs }, i) => {
        const goesOn = i > 0 && Math.sign(segments[i - 1]!.sharePermille) === Math.sign(share);
        runUs = (goesOn ? runUs : 0) + widthUs;
        if (share !== 0) longestUs = Math.max(longestUs, runUs);
      });
      if (readPattern(registersWith(bytesOf(segments))).sane) expect(longestUs).toBeLessThanOrEqual(500);
    }),
    { seed: SEED, numRuns: 2000 },
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { patchMotionFrame, samplesOffset, templateMotionFrame } from '../../protocol/generated/device-wire.ts';
import { limber } from '../../protocol/generated/wearable.js';
import { decodeMotionFrame, SAMPLE_BYTES } from '../../protocol/motion-frame.ts';
import { SEED } from '../seeded.ts';

function frameOf(samplesRaw: Int16Array, sequence: number, ticks: number): Uint8Array {
  const frame = templateMotionFrame(samplesRaw.byteLength, 1);
  frame.set(new Uint8Array(samplesRaw.buffer), samplesOffset(samplesRaw.byteLength));
  patchMotionFrame(frame, sequence, ticks);
  return frame;
}

test.each([
  [50, 3, 16.7],
  [128, 9, 13.6],
  [244, 19, 13],
])('a payload of %i bytes holds %i samples at %d bytes each or less', (payloadBytes, samples, bytesPerSample) => {
  const frame = templateMotionFrame(samples * SAMPLE_BYTES, 1);
  expect(frame.length).toBeLessThanOrEqual(payloadBytes);
  expect(templateMotionFrame((samples + 1) * SAMPLE_BYTES, 1).length).toBeGreaterThan(payloadBytes);
  expect(frame.length / samples).toBeLessThanOrEqual(bytesPerSample);
});

test('three samples are exactly 50 bytes', () => {
  expect(templateMotionFrame(36, 1).length).toBe(50);
});

test('what the band writes the host reads', () => {
  const raw = fc
    .int16Array({ minLength: 6, maxLength: 19 * 6 })
    .map((values) => values.slice(0, values.length - (values.length % 6)));
  const word = fc.integer({ min: 0, max: 0xffffffff });
  fc.assert(
    fc.property(raw, word, word, (samplesRaw, sequence, ticks) => {
      const result = decodeMotionFrame(frameOf(samplesRaw, sequence, ticks));
      expect(result).toMatchObject({
        ok: true,
        value: { sequence, ticksUs: ticks, samplesRaw, sampleCount: samplesRaw.length / 6 },
      });
    }),
    { seed: SEED },
  );
});

test('another layout that protobuf allows is read all the same', () => {
  const raw = Int16Array.from({ length: 12 }, (_, i) => 100 - 30 * i);
  const samples = new Uint8Array(raw.buffer);
  const usual = limber.v1.MotionFrame.encode({ samples, sequence: 5, ticks: 6, configurationId: 2 }).finish();
  const reversed = Uint8Array.from([...usual.slice(26), ...usual.slice(0, 26)]);
  for (const packet of [usual, reversed]) {
    expect(decodeMotionFrame(packet)).toMatchObject({ ok: true, value: { sequence: 5, ticksUs: 6, samplesRaw: raw } });
  }
});

test('a frame cut off anywhere is discarded', () => {
  const frame = frameOf(new Int16Array(18).fill(-3), 1, 2);
  for (let length = 0; length < frame.length; length++)
    expect(decodeMotionFrame(frame.slice(0, length)).ok).toBe(false);
});

test('random and bent packets never throw', () => {
  const frame = frameOf(new Int16Array(18).fill(1234), 77, 88);
  fc.assert(
    fc.property(fc.nat(49), fc.integer({ min: 1, max: 255 }), fc.uint8Array({ maxLength: 60 }), (at, bits, noise) => {
      const bent = frame.slice();
      bent[at]! ^= bits;
      expect(typeof decodeMotionFrame(bent).ok).toBe('boolean');
      expect(typeof decodeMotionFrame(noise).ok).toBe('boolean');
    }),
    { seed: SEED, numRuns: 2000 },
  );
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LATE } from '../../host/intake/handed-on.ts';
import { wholeMicroseconds } from '../../host/intake/sample-block.ts';
import { decodeRawChunk, encodeRawChunk } from '../../host/records/samples/raw-chunk.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import { SEED } from '../seeded.ts';
import { swingingBlock } from './session-fixture.ts';

const DATA = process.env.LIMBER_DATA ?? join(import.meta.dirname, '../../../shared/data');
/** Written by the version before: times in 0.01 ms, no marks. */
const VERSION_1 = 'eAFjZGaAAREHW67riwtslR0gYozlGzawsrCs37CBhYXl+YYNzCws8mAyfMMGJhaW/g0bGFlYAIOhDsI=';
const int16 = fc.integer({ min: -32768, max: 32767 });

/** Sessions with uneven steps and gaps up to an hour. */
const chunk = fc
  .record({
    startMs: fc.double({ min: 0, max: 1e8, noNaN: true }),
    samples: fc.array(
      fc.record({
        stepMs: fc.oneof(
          fc.constant(1000 / 104),
          fc.double({ min: 0.01, max: 60, noNaN: true }),
          fc.double({ min: 1e3, max: 3.6e6, noNaN: true }),
        ),
        values: fc.tuple(int16, int16, int16, int16, int16, int16),
      }),
      { maxLength: 60 },
    ),
  })
  .map(({ startMs, samples }) => {
    let tMs = startMs;
    return {
      tMs: Float64Array.from(samples, ({ stepMs }) => (tMs += stepMs)),
      raw: Int16Array.from(samples.flatMap(({ values }) => values)),
    };
  });

describe('a chunk of raw samples', () => {
  it('comes back with every count and with times to the microsecond', () => {
    fc.assert(
      fc.property(chunk, ({ tMs, raw }) => {
        const back = decodeRawChunk(encodeRawChunk({ tMs, raw }));
        expect(back.raw).toEqual(raw);
        expect(back.tMs.length).toBe(tMs.length);
        for (let i = 0; i < tMs.length; i++) expect(back.tMs[i]).toBe(wholeMicroseconds(tMs[i]!));
      }),
      { seed: SEED },
    );
  });

  it('comes back with the marks of intake', () => {
    const { tMs, raw } = swingingBlock('shank', 0, 1);
    const marks = Uint8Array.from(tMs, (_, i) => (i === 9 ? 6 : i > 90 ? LATE : 0));
    expect(decodeRawChunk(encodeRawChunk({ tMs, raw, marks })).marks).toEqual(marks);
  });

  it('of version 1 is still read', () => {
    const { tMs, raw, marks } = decodeRawChunk(Buffer.from(VERSION_1, 'base64'));
    expect([...tMs]).toEqual([5, 14.62, 24.23]);
    expect([...raw]).toEqual(Array.from({ length: 18 }, (_, i) => 100 * i - 700));
    expect([...marks]).toEqual([0, 0, 0]);
  });

  it('damaged at any byte or cut anywhere is refused, never read as other samples', () => {
    const { tMs, raw } = swingingBlock('shank', 0, 0.2);
    const bytes = encodeRawChunk({ tMs, raw });
    for (let i = 0; i < bytes.length; i++) {
      const flipped = bytes.slice();
      flipped[i]! ^= 0x10;
      // Bits of the zlib header that carry no meaning may flip unnoticed, but then nothing else changes either.
      const read = () => decodeRawChunk(flipped).raw;
      if (i < 2) expectSameOrThrow(read, raw);
      else expect(read).toThrow();
      expect(() => decodeRawChunk(bytes.subarray(0, i))).toThrow();
    }
  });

  it('refuses a time that is not finite and a length that does not fit', () => {
    expect(() => encodeRawChunk({ tMs: Float64Array.of(Number.NaN), raw: new Int16Array(6) })).toThrow(RangeError);
    expect(() => encodeRawChunk({ tMs: Float64Array.of(1), raw: new Int16Array(5) })).toThrow(RangeError);
  });

  it('takes at most 9 bytes a sample for a swinging limb', () => {
    const { tMs, raw } = swingingBlock('shank', 0, 10);
    expect(encodeRawChunk({ tMs, raw }).length / tMs.length).toBeLessThan(9);
  });

  it.skipIf(!existsSync(join(DATA, 'broad/index.json')))(
    'takes at most 9 bytes a sample on every BROAD recording',
    () => {
      const { trials } = JSON.parse(readFileSync(join(DATA, 'broad/index.json'), 'utf8'));
      for (const trial of trials as string[]) {
        const { tMs, raw } = broadAt104Hz(trial);
        let bytes = 0;
        for (let i = 0; i < tMs.length; i += 1040)
          bytes += encodeRawChunk({ tMs: tMs.subarray(i, i + 1040), raw: raw.subarray(6 * i, 6 * (i + 1040)) }).length;
        expect(bytes / tMs.length, trial).toBeLessThan(9);
      }
    },
  );
  if (!existsSync(DATA)) console.info(`no recordings at ${DATA}: the BROAD size test is skipped`);
});

function expectSameOrThrow(read: () => Int16Array, raw: Int16Array): void {
  try {
    expect(read()).toEqual(raw);
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
  }
}

function broadAt104Hz(trial: string): { tMs: Float64Array; raw: Int16Array } {
  const { columns, samples, rate_hz } = JSON.parse(readFileSync(join(DATA, `broad/${trial}.json`), 'utf8'));
  const bytes = gunzipSync(readFileSync(join(DATA, `broad/${trial}.f32.gz`)));
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const count = Math.floor((samples / rate_hz) * 104) - 1;
  const raw = new Int16Array(6 * count);
  const { gyroRadSPerRaw, accMs2PerRaw } = DEFAULT_MOTION_CONFIGURATION;
  for (let k = 0; k < count; k++) {
    const x = (k / 104) * rate_hz;
    const i = Math.floor(x);
    for (let axis = 0; axis < 6; axis++) {
      const [now, next] = [values[i * columns.length + axis]!, values[(i + 1) * columns.length + axis]!];
      const scale = axis < 3 ? gyroRadSPerRaw : accMs2PerRaw;
      raw[6 * k + axis] = Math.max(-32768, Math.min(32767, Math.round((now + (x - i) * (next - now)) / scale)));
    }
  }
  return { tMs: Float64Array.from({ length: count }, (_, k) => (k * 1000) / 104), raw };
}

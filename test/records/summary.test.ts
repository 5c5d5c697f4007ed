import { expect, it } from 'vitest';
import { repRecord, setsOf } from '../../host/records/summary.ts';
import { exampleRep } from '../motion/example-rep.ts';
import { repOf } from './session-fixture.ts';

it('a repetition leaves in seconds to the millisecond, degrees to a tenth, confidence to a hundredth', () => {
  const rep = exampleRep({
    index: 3,
    startMs: 12_345.678,
    peakMs: 13_900,
    endMs: 16_000.0004,
    romDeg: 71.4567,
    peakDeg: -0.049,
    tempoS: { outS: 1.55432, holdS: 0, backS: 2.1 },
    confidence: 0.98765,
    doubts: [{ kind: 'dropout', sensor: 'shank', share: 0.12345 }],
  });
  expect(repRecord(rep, 2)).toEqual({
    index: 3,
    set: 2,
    start_s: 12.346,
    end_s: 16,
    rom_deg: 71.5,
    peak_deg: expect.closeTo(0, 9),
    tempo_s: { out: 1.554, hold: 0, back: 2.1 },
    confidence: 0.99,
    metrics: expect.objectContaining({
      rom_deg: { value: 71.46, sigma: 0.7 },
      template_deg: { value: null, reason: 'no-reference' },
    }),
    doubts: [{ kind: 'dropout', sensor: 'shank', share: 0.123 }],
  });
});

it('a set reaches from its first repetition to its last; sets without repetitions are none', () => {
  expect(setsOf([])).toEqual([]);
  expect(setsOf([repOf(1, 1), repOf(2, 1), repOf(3, 3)])).toEqual([
    { start_s: 5, end_s: 14, reps: 2 },
    { start_s: 15, end_s: 19, reps: 1 },
  ]);
});

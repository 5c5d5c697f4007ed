import { expect, test } from 'vitest';
import { type KeptStart, withStored } from '../../host/intake/band-start.ts';
import type { SessionProgress } from '../../host/records/stored-record.ts';
import { NO_FRAMES } from '../../host/records/summary.ts';
import { sessionStart, swingingBlock, temporaryStore } from './session-fixture.ts';

const heard = (next: number): KeptStart => ({
  boot: 7,
  first: 0,
  next,
  last: null,
  samplesPerFrame: 1,
  isOver: false,
  gaps: [],
});

const progress = (elapsedMs: number, next: number): SessionProgress => ({
  elapsedMs,
  frames: NO_FRAMES,
  at: { wallMs: elapsedMs, upMs: elapsedMs },
  starts: { shank: [heard(next)] },
});

test('the chunk of one band is full and written: of the other band no frame counts as had that is not stored', () => {
  const store = temporaryStore();
  const recording = store.begin(sessionStart('s-1'));
  const frame = (sequence: number): void => {
    const block = swingingBlock('shank', sequence / 10, (sequence + 1) / 10);
    recording.addSamples({ ...block, boot: 7, sequence });
  };
  for (let sequence = 0; sequence < 10; sequence++) frame(sequence);
  recording.noteProgress(progress(1000, 10));
  for (let sequence = 10; sequence < 18; sequence++) frame(sequence);
  recording.noteProgress(progress(1800, 18));
  recording.addSamples(swingingBlock('thigh', 0, 11));

  const left = store.leftOpen()[0]!.progress;
  expect(left.stored?.shank).toEqual([{ boot: 7, from: 0, to: 9 }]);
  expect(left.starts?.shank).toEqual([heard(10)]);
});

test('what is stored behind a gap that nobody had noted yet: the gap is looked for', () => {
  const stored = [
    { boot: 7, from: 0, to: 12 },
    { boot: 7, from: 20, to: 25 },
  ];
  const { next, gaps } = withStored(heard(10), stored);
  expect(next).toBe(26);
  expect(gaps).toMatchObject([{ from: 13, count: 7, mayBeLogged: true }]);
});

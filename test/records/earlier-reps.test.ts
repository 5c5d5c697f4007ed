import { describe, expect, it } from 'vitest';
import { exerciseById } from '../../host/motion/exercise-library.ts';
import { earlierAccuracy, earlierReps } from '../../host/records/earlier-reps.ts';
import type { SessionDocument } from '../../host/records/session-document.ts';
import { NO_FRAMES, NO_STIMULATION, repRecord, sessionDocument } from '../../host/records/summary.ts';
import { exampleRep } from '../motion/example-rep.ts';
import { sessionStart } from './session-fixture.ts';

const exercise = exerciseById('knee-extension')!;

/** One session of eight repetitions that reach so far. */
function session(
  day: number,
  peakDeg: number,
  change: { person?: string; purpose?: 'demonstration' } = {},
): SessionDocument {
  const reps = Array.from({ length: 8 }, (_, i) =>
    repRecord(exampleRep({ index: i + 1, peakDeg: peakDeg + (i % 3), tempoS: exercise.tempo }), 1),
  );
  return sessionDocument({
    start: { ...sessionStart(`s-${day}`), startedAtMs: Date.UTC(2026, 2, day), ...change },
    simulated: true,
    outcome: 'completed',
    endMs: 60_000,
    reps,
    stimulation: NO_STIMULATION,
    frames: NO_FRAMES,
    stored: { sessions: 1, chunks: 0, samples: 0, bytes: 0 },
    published: { messages: 0, pending: 0, topics: [] },
  });
}

describe("the person's own earlier repetitions", () => {
  it('are those of this person and exercise, demonstrations left out', () => {
    const sessions = [
      session(1, 60),
      session(2, 61),
      session(3, 20, { person: 'p-8' }),
      session(4, 89, { purpose: 'demonstration' }),
    ];
    const { peakDeg, smoothness } = earlierReps(sessions, 'p-7', 'knee-extension');
    expect(peakDeg).toMatchObject({ sessions: 2, values: 16 });
    expect(peakDeg!.centre).toBeCloseTo(61.5, 9);
    expect(smoothness?.values).toBe(16);
    expect(earlierReps(sessions, 'p-7', 'elbow-flexion')).toEqual({});
  });

  it('are the latest six sessions: the person has recovered since', () => {
    const sessions = Array.from({ length: 10 }, (_, i) => session(i + 1, 40 + 5 * i));
    expect(earlierReps(sessions, 'p-7', 'knee-extension').peakDeg).toMatchObject({ sessions: 6 });
    expect(earlierReps(sessions, 'p-7', 'knee-extension').peakDeg!.centre).toBeGreaterThan(70);
  });

  it('say how much there was to correct', () => {
    const well = Array.from({ length: 3 }, (_, i) => session(i + 1, 75));
    expect(earlierAccuracy(well, 'p-7', exercise)).toBeGreaterThan(0.9);
    expect(earlierAccuracy([...well, session(5, 40), session(6, 40)], 'p-7', exercise)).toBeLessThan(0.2);
    expect(earlierAccuracy([], 'p-7', exercise)).toBe(0);
  });
});

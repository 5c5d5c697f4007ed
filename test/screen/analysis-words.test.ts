import { describe, expect, test } from 'vitest';
import { type AnalysisFigure, analysisChanges, FIGURE_DIGITS } from '../../host/reanalysis/reanalysis-changes.ts';
import type { RepRecord, SessionDocument } from '../../host/records/session-document.ts';
import { NO_FRAMES, NO_STIMULATION, sessionDocument } from '../../host/records/summary.ts';
import {
  analysisLead,
  changesLine,
  differenceText,
  figureName,
  figureText,
  obstacleText,
} from '../../host/screen/analysis-words.ts';
import { repOf, sessionStart } from '../records/session-fixture.ts';

const documentOf = (reps: readonly RepRecord[]): SessionDocument =>
  sessionDocument({
    start: sessionStart('s-1'),
    simulated: true,
    outcome: 'completed',
    endMs: 90_000,
    reps,
    stimulation: NO_STIMULATION,
    frames: NO_FRAMES,
    stored: { sessions: 1, chunks: 2, samples: 9000, bytes: 70_000 },
    published: { messages: 0, pending: 0, topics: [] },
  });

const TEN = Array.from({ length: 10 }, (_, i) => repOf(i + 1));

describe('what a newer motion core makes of a session', () => {
  test('is told by what differs, to the digits that are known', () => {
    const further = [...TEN, repOf(11)].map((rep) => ({ ...rep, rom_deg: rep.rom_deg + 1.2, peak_deg: 74.22 }));
    const changes = analysisChanges(documentOf(TEN), documentOf(further));
    expect(changes).toEqual([
      { figure: 'reps', before: 10, after: 11 },
      { figure: 'rom_deg', before: 71.5, after: 72.7 },
    ]);
    expect(changesLine(changes)).toBe('repetitions 10 → 11; range of motion, mean +1.2°');
  });

  test('may be nothing', () => {
    expect(changesLine(analysisChanges(documentOf(TEN), documentOf(TEN)))).toBe('nothing changed');
  });

  test('has no mean where no repetition is left, or was', () => {
    const changes = analysisChanges(documentOf([]), documentOf(TEN));
    expect(changes).toContainEqual({ figure: 'rom_deg', before: null, after: 71.5 });
    expect(changesLine(changes)).toMatch(/^repetitions 0 → 10; sets 0 → 1; range of motion, mean not known → 71.5°;/);
    expect(differenceText({ figure: 'rom_deg', before: null, after: 71.5 })).toBe('');
  });

  test('has words for every figure, with a sign that is a minus', () => {
    for (const figure of Object.keys(FIGURE_DIGITS) as AnalysisFigure[]) expect(figureName(figure)).toMatch(/^[A-Z]/);
    expect(figureText('smoothness', -1.8)).toBe('−1.80');
    expect(differenceText({ figure: 'hold_s', before: 1.25, after: 1 })).toBe('−0.25 s');
    expect(changesLine([{ figure: 'doubted_reps', before: 2, after: 0 }])).toContain('sensors 2 → 0');
  });

  test('says which core was at work before, and what came late', () => {
    expect(analysisLead(undefined, 0)).toMatch(/by an earlier motion core\.$/);
    expect(analysisLead(1, 240)).toMatch(/by motion core 1\. 240 samples that came too late .* are used here\.$/);
  });

  test('or why it cannot see it is half a sentence', () => {
    expect(obstacleText({ code: 'sensor-missing', sensor: 'shank' })).toBe(
      'there are no samples of the band on the shank',
    );
    expect(obstacleText({ code: 'no-raw-samples' })).toMatch(/^[a-z]/);
  });
});

import { describe, expect, it } from 'vitest';
import { followMovement } from './follow.ts';
import { interleave } from './recording.ts';
import { dataSet } from './reference-data.ts';
import { readTavanyar, TAVANYAR_EXERCISES, type TavanyarSession } from './tavanyar.ts';
import { predict } from './tavanyar-predictions.ts';

const folder = dataSet('tavanyar');

/** Labelled repetitions found with an overlap of half their union, and the mean error of their boundaries, as score_tavanyar.py does. */
function score(session: TavanyarSession): { found: number; matched: number; boundaryS: number[] } {
  const predictions = predict(session);
  const rate = (session.rowMs.length - 1) / ((session.rowMs.at(-1)! - session.rowMs[0]!) / 1000);
  const matched = session.labels.flatMap(([start, end]) => {
    const hit = predictions.find((found) => {
      const inter = Math.min(end, found.end) - Math.max(start, found.start) + 1;
      return inter / (Math.max(end, found.end) - Math.min(start, found.start) + 1) >= 0.5;
    });
    return hit ? [[Math.abs(hit.start - start) / rate, Math.abs(hit.end - end) / rate]] : [];
  });
  return { found: predictions.length, matched: matched.length, boundaryS: matched.flat() };
}

describe.skipIf(!folder)('repetitions of real arms (Tavanyar), no template', () => {
  it('finds 15 in at least 11 of 12 sessions, F1 at least 0.95, boundaries within 0.45 s on average', () => {
    const scores = readTavanyar(folder!).map(score);
    const [found, matched] = [
      scores.reduce((sum, s) => sum + s.found, 0),
      scores.reduce((sum, s) => sum + s.matched, 0),
    ];
    const boundaryS = scores.flatMap((s) => s.boundaryS);
    const boundary = boundaryS.reduce((sum, error) => sum + error, 0) / boundaryS.length;
    console.info(`Tavanyar: counts ${scores.map((s) => s.found).join(' ')}, boundary error ${boundary.toFixed(3)} s`);
    expect(scores.filter((s) => s.found === 15).length).toBeGreaterThanOrEqual(11);
    expect(scores.every((s) => Math.abs(s.found - 15) <= 1)).toBe(true);
    expect((2 * matched) / (found + 180)).toBeGreaterThanOrEqual(0.95);
    expect(boundary).toBeLessThanOrEqual(0.45);
  });

  it('reports each repetition within 300 ms of its end', () => {
    for (const session of readTavanyar(folder!)) {
      const { reps } = followMovement(TAVANYAR_EXERCISES[session.exercise]!, interleave(session.recordings));
      for (const { rep, emittedAtMs } of reps) expect(emittedAtMs - rep.endMs).toBeLessThanOrEqual(300);
    }
  });
});

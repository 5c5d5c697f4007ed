import { describe, expect, it } from 'vitest';
import { EXERCISES, exerciseById } from '../../host/motion/index.ts';
import { bandSentence, exerciseFacts, movementDescription, variantDetail } from '../../host/screen/exercise-words.ts';
import { movementFrames, movementSvg, placementSvg } from '../../host/screen/figure/figure-svg.ts';
import { SIDES } from '../../protocol/placement.ts';

/** Whether every element that is opened is closed, in order. */
function isWellFormed(svg: string): boolean {
  const open: string[] = [];
  for (const [, closes, name, , ends] of svg.matchAll(
    /<(\/?)([a-z]+)((?:\s+[a-zA-Z-]+(?::[a-z]+)?="[^"<]*")*)\s*(\/?)>/g,
  )) {
    if (closes) {
      if (open.pop() !== name) return false;
    } else if (!ends) open.push(name!);
  }
  return open.length === 0;
}

describe.each(EXERCISES.map((exercise) => [exercise.id, exercise] as const))('pictures of %s', (_, exercise) => {
  it.each(SIDES)('are whole, and say in words what they show, on the %s', (side) => {
    for (const svg of [
      placementSvg(exercise, side),
      movementSvg(exercise, side),
      movementSvg(exercise, side, 'start'),
    ]) {
      expect(isWellFormed(svg)).toBe(true);
      expect(svg).toMatch(/^<svg [^>]*role="img" aria-label="[^"]{40,}"><title>[^<]+<\/title><desc>[^<]{40,}<\/desc>/);
      expect(svg).not.toMatch(/NaN|undefined|style=|<script|href/);
      expect(svg.length).toBeLessThan(40_000);
    }
    for (const placement of exercise.sensors)
      expect(placementSvg(exercise, side)).toContain(bandSentence(placement, side).slice(0, -1));
  });
});

describe('pictures', () => {
  const knee = exerciseById('knee-extension')!;

  it('show the movement at the prescribed tempo, and a rest after it', () => {
    const frames = movementFrames(knee, 'left', 10);
    expect(frames.length / 10).toBeCloseTo(knee.tempo.outS + knee.tempo.holdS + knee.tempo.backS + 1.2, 1);
    expect(frames[0]).toBe(frames.at(-1));
    // Out and back pass through the same postures.
    expect(new Set(frames).size).toBeGreaterThan(15);
    expect(frames[25]).toBe(frames[28]);
  });

  it('follow the colours of a page that names its own', () => {
    expect(movementSvg(knee, 'left')).toMatch(/fill="var\(--figure-moving, #[0-9a-f]{6}\)"/);
  });
});

describe('words about exercises', () => {
  const knee = exerciseById('knee-extension')!;

  it('say where a band sits, on which side', () => {
    expect(bandSentence('thigh', 'left')).toMatch(/^Left thigh: around the thigh/);
    expect(bandSentence('pelvis', 'left')).toMatch(/^Belt: on a belt/);
  });

  it('describe the movement', () => {
    expect(movementDescription(knee, 'left')).toBe(
      'Sitting upright on a chair, left side. Straighten 2.0 s, hold 1.0 s, lower 2.0 s. The target is 65 to 90° away from the start.',
    );
  });

  it('name the anatomical angle from its smaller end', () => {
    expect(exerciseFacts(knee)).toContainEqual({ name: 'Knee flexion', value: '0 to 25°' });
  });

  it('say in figures how a variant differs', () => {
    expect(variantDetail(knee.easier[0]!)).toBe('target 40 to 65°');
    expect(variantDetail(knee.easier[1]!)).toBe('');
  });
});

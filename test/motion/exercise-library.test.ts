import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { REGIONS, type Variant } from '../../host/motion/exercises/exercise.ts';
import { POSTURES } from '../../host/motion/figure/postures.ts';
import { anatomicalDeg, EXERCISES, type Exercise, exerciseById, movement } from '../../host/motion/index.ts';

const ROOT = join(import.meta.dirname, '..', '..');

function expectVariant(exercise: Exercise, { exercise: other, change }: Variant): void {
  expect([other, change].filter((part) => part !== undefined)).not.toHaveLength(0);
  if (other !== undefined) {
    expect(exerciseById(other), other).toBeDefined();
    expect(other).not.toBe(exercise.id);
  }
  if (change?.targetDeg) expect(change.targetDeg.low).toBeLessThan(change.targetDeg.high);
}

describe('exercise library', () => {
  it('names each exercise once and wants a turning point beyond the sway of who rests', () => {
    expect(new Set(EXERCISES.map(({ id }) => id)).size).toBe(EXERCISES.length);
    expect(new Set(EXERCISES.map(({ name }) => name)).size).toBe(EXERCISES.length);
    for (const { id, targetDeg } of EXERCISES) {
      expect(id).toMatch(/^[a-z-]+$/);
      expect(targetDeg.low).toBeLessThan(targetDeg.high);
      expect(targetDeg.low, id).toBeGreaterThanOrEqual(8);
    }
    expect(exerciseById('juggling')).toBeUndefined();
  });

  it('has at least three exercises for each part of the body, and 24 in all', () => {
    expect(EXERCISES.length).toBeGreaterThanOrEqual(24);
    for (const region of REGIONS)
      expect(EXERCISES.filter((exercise) => exercise.region === region).length, region).toBeGreaterThanOrEqual(3);
  });

  it.each(EXERCISES.map((exercise) => [exercise.id, exercise] as const))('%s is complete', (_, exercise) => {
    const { angle, sensors, tempo, instructions, cues, easier, harder, body } = exercise;
    const usesTwo = angle !== 'elevation' && angle !== 'turn';
    expect(sensors).toHaveLength(usesTwo ? 2 : 1);
    expect(Math.min(tempo.outS, tempo.backS)).toBeGreaterThanOrEqual(1.5);
    expect(tempo.holdS).toBeGreaterThan(0);
    expect(instructions.length).toBeGreaterThanOrEqual(3);
    expect(cues.length).toBeGreaterThanOrEqual(1);
    expect(POSTURES[body.posture].words).not.toBe('');
    for (const variants of [easier, harder]) {
      expect(variants.length).toBeGreaterThanOrEqual(1);
      for (const variant of variants) expectVariant(exercise, variant);
    }
  });

  it('knows no left and no right: the session does', () => {
    for (const exercise of EXERCISES) expect(JSON.stringify(exercise)).not.toMatch(/\b(left|right)\b/i);
  });

  it('has one file an exercise, named after it', () => {
    const files = readdirSync(join(ROOT, 'host/motion/exercises')).map((file) => file.replace('.ts', ''));
    expect(files.filter((file) => file !== 'exercise' && file !== 'table').sort()).toEqual(
      EXERCISES.map(({ id }) => id).sort(),
    );
  });

  it('turns travel into the angle a clinician names', () => {
    expect(anatomicalDeg(exerciseById('knee-extension')!, 80)).toBe(10);
    expect(anatomicalDeg(exerciseById('elbow-flexion')!, 80)).toBe(80);
  });

  it('grows by one file and one table line', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'limber-exercise-'));
    try {
      for (const room of ['host/motion', 'protocol']) cpSync(join(ROOT, room), join(copy, room), { recursive: true });
      writeFileSync(join(copy, 'package.json'), '{"type":"module"}');
      const exercises = join(copy, 'host/motion/exercises');
      const model = readFileSync(join(exercises, 'knee-extension.ts'), 'utf8');
      const added = model.replace('kneeExtension', 'wallSlide').replace("'knee-extension'", "'wall-slide'");
      writeFileSync(join(exercises, 'wall-slide.ts'), added);
      const table = join(exercises, 'table.ts');
      writeFileSync(table, `${readFileSync(table, 'utf8')}export { wallSlide } from './wall-slide.ts';\n`);
      const library = await import(/* @vite-ignore */ pathToFileURL(join(copy, 'host/motion/index.ts')).href);
      const exercise = library.exerciseById('wall-slide');
      expect(exercise?.sensors).toEqual(['thigh', 'shank']);
      expect(movement.initial({ exercise, rateHz: 104 }).params.exercise.id).toBe('wall-slide');
    } finally {
      rmSync(copy, { recursive: true });
    }
  });
});

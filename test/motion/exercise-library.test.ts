import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { anatomicalDeg, EXERCISES, exerciseById, movement } from '../../host/motion/index.ts';

const ROOT = join(import.meta.dirname, '..', '..');

describe('exercise library', () => {
  it('names each exercise once and wants a turning point beyond a fidget', () => {
    expect(new Set(EXERCISES.map(({ id }) => id)).size).toBe(EXERCISES.length);
    for (const { id, targetDeg } of EXERCISES) {
      expect(id).toMatch(/^[a-z-]+$/);
      expect(targetDeg.low).toBeLessThan(targetDeg.high);
      expect(targetDeg.low, id).toBeGreaterThanOrEqual(30);
    }
    expect(exerciseById('juggling')).toBeUndefined();
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

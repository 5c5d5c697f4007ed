import type { Exercise } from './exercises/exercise.ts';
import * as table from './exercises/table.ts';

/** All exercises of the table, in alphabetical order. */
export const EXERCISES: readonly Exercise[] = Object.values(table);

export function exerciseById(id: string): Exercise | undefined {
  return EXERCISES.find((exercise) => exercise.id === id);
}

import { LimberError } from '../../protocol/limber-error.ts';
import { EXERCISES, type Exercise, exerciseById } from '../motion/index.ts';

/** @throws LimberError exercise/unknown, naming those there are */
export function exerciseNamed(id: string): Exercise {
  const exercise = exerciseById(id);
  if (exercise) return exercise;
  const known = EXERCISES.map((one) => one.id).join(', ');
  throw new LimberError('exercise/unknown', `There is no exercise "${id}"; there are ${known}.`);
}

import type { Side } from '../../../../protocol/placement.ts';
import { exerciseById } from '../../../motion/exercise-library.ts';
import { fetchChoices } from '../gateway.ts';
import { useLoaded } from '../use-loaded.ts';
import { ExerciseGuide } from './exercise-guide.tsx';

/** What the next session will be: how the bands go on and how it is done, to look at before it begins. */
export function NextExercise() {
  const choices = useLoaded(fetchChoices, 'once');
  if (choices.state !== 'ready') return null;
  return <PreparedExercise id={choices.value.exercise} side={choices.value.side} />;
}

/** The same while the bands are looked for and nothing has moved yet. */
export function PreparedExercise({ id, side }: { readonly id: string; readonly side?: Side | undefined }) {
  const exercise = exerciseById(id);
  if (!exercise) return null;
  return (
    <section class="prepared" aria-label={`How to do it: ${exercise.name}`}>
      <h2 class="prepared-name">{exercise.name}</h2>
      <ExerciseGuide exercise={exercise} side={side} />
      <p>
        <a href="/exercises">All exercises</a>
      </p>
    </section>
  );
}

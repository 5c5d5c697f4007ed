import { exerciseById } from '../../../motion/exercise-library.ts';
import type { Exercise, Variant } from '../../../motion/exercises/exercise.ts';
import { exerciseFacts, variantDetail } from '../../exercise-words.ts';
import { exerciseName } from '../../words.ts';
import { ExerciseGuide } from '../parts/exercise-guide.tsx';

/** One exercise: its pictures, what to watch for, what is measured, what is easier and harder. */
export function ExercisePage({ id }: { readonly id: string }) {
  const exercise = exerciseById(id);
  return exercise ? <KnownExercise exercise={exercise} /> : <UnknownExercise />;
}

const UnknownExercise = () => (
  <>
    <h1>There is no such exercise</h1>
    <p>
      <a href="/exercises">All exercises</a>
    </p>
  </>
);

function KnownExercise({ exercise }: { readonly exercise: Exercise }) {
  return (
    <div class="exercise">
      <p>
        <a href="/exercises">All exercises</a>
      </p>
      <h1>{exercise.name}</h1>
      <ExerciseGuide exercise={exercise} />
      <div class="guide-more">
        <section class="card" aria-labelledby="watch-heading">
          <h2 id="watch-heading">Watch for</h2>
          <ul class="guide-words">
            {exercise.cues.map((cue) => (
              <li key={cue}>{cue}</li>
            ))}
          </ul>
        </section>
        <section class="card" aria-labelledby="facts-heading">
          <h2 id="facts-heading">What is asked</h2>
          <dl class="pairs">
            {exerciseFacts(exercise).map(({ name, value }) => (
              <div key={name} class="pair">
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
        <Variants id="easier" name="Easier" variants={exercise.easier} />
        <Variants id="harder" name="Harder" variants={exercise.harder} />
      </div>
    </div>
  );
}

interface VariantsProps {
  readonly id: string;
  readonly name: string;
  readonly variants: readonly Variant[];
}

function Variants({ id, name, variants }: VariantsProps) {
  return (
    <section class="card" aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>{name}</h2>
      <ul class="guide-words">
        {variants.map((variant) => (
          <li key={variant.words}>
            {variant.words}
            {variant.exercise === undefined ? (
              <small> ({variantDetail(variant)})</small>
            ) : (
              <>
                : <a href={`/exercises/${variant.exercise}`}>{exerciseName(variant.exercise)}</a>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

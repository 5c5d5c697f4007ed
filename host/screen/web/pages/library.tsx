import { useState } from 'preact/hooks';
import { EXERCISES } from '../../../motion/exercise-library.ts';
import { type Exercise, REGIONS, type Region } from '../../../motion/exercises/exercise.ts';
import { sceneOf } from '../../../motion/figure/scene.ts';
import { exerciseSentence, regionName } from '../../exercise-words.ts';
import { wordlessPicture } from '../../figure/figure-picture.ts';
import { FigureSvg } from '../parts/figure.tsx';

/** Every exercise there is, by the part of the body. */
export function LibraryPage() {
  const [chosen, setChosen] = useState<Region | undefined>(undefined);
  const regions = REGIONS.filter((region) => chosen === undefined || region === chosen);
  const shown = EXERCISES.filter(({ region }) => regions.includes(region)).length;
  return (
    <div class="library">
      <h1>Exercises</h1>
      <fieldset class="segments">
        <legend class="sr-only">Part of the body</legend>
        <RegionButton name="All" pressed={chosen === undefined} choose={() => setChosen(undefined)} />
        {REGIONS.map((region) => (
          <RegionButton
            key={region}
            name={regionName(region)}
            pressed={chosen === region}
            choose={() => setChosen(region)}
          />
        ))}
      </fieldset>
      <p role="status">
        {shown} of {EXERCISES.length} exercises
      </p>
      {regions.map((region) => (
        <section key={region} aria-labelledby={`region-${slug(region)}`}>
          <h2 id={`region-${slug(region)}`}>{regionName(region)}</h2>
          <ul class="library-list">
            {EXERCISES.filter((exercise) => exercise.region === region).map((exercise) => (
              <li key={exercise.id}>
                <ExerciseCard exercise={exercise} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

interface RegionButtonProps {
  readonly name: string;
  readonly pressed: boolean;
  readonly choose: () => void;
}

const RegionButton = ({ name, pressed, choose }: RegionButtonProps) => (
  <button type="button" aria-pressed={pressed} onClick={choose}>
    {name}
  </button>
);

function ExerciseCard({ exercise }: { readonly exercise: Exercise }) {
  const scene = sceneOf(exercise, 'right');
  return (
    <a class="card exercise-card" href={`/exercises/${exercise.id}`}>
      <FigureSvg picture={wordlessPicture(scene, scene.fullDeg)} />
      <strong>{exercise.name}</strong>
      <span>{exerciseSentence(exercise)}</span>
    </a>
  );
}

const slug = (region: Region): string => region.replaceAll(' ', '-');

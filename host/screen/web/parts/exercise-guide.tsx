import { useState } from 'preact/hooks';
import { SIDES, type Side } from '../../../../protocol/placement.ts';
import type { Exercise } from '../../../motion/exercises/exercise.ts';
import { bandSentence, placementDescription, sideName } from '../../exercise-words.ts';
import { placementPicture } from '../../figure/figure-picture.ts';
import { FigureSvg } from './figure.tsx';
import { MovementFigure } from './movement-figure.tsx';

interface ExerciseGuideProps {
  readonly exercise: Exercise;
  /** The side that is shown at first. */
  readonly side?: Side | undefined;
}

/** How to put the bands on and what to do with them: two pictures, with words that say the same. */
export function ExerciseGuide({ exercise, side: first = 'right' }: ExerciseGuideProps) {
  const [side, setSide] = useState<Side>(first);
  return (
    <div class="guide">
      <fieldset class="segments">
        <legend class="sr-only">Side shown</legend>
        {SIDES.map((one) => (
          <button key={one} type="button" aria-pressed={one === side} onClick={() => setSide(one)}>
            {sideName(one)}
          </button>
        ))}
      </fieldset>
      <section class="card" aria-labelledby="guide-bands">
        <h2 id="guide-bands">Put the {exercise.sensors.length === 1 ? 'band' : 'bands'} on</h2>
        <FigureSvg picture={placementPicture(exercise, side)} label={placementDescription(exercise, side)} />
        <ul class="guide-words">
          {exercise.sensors.map((placement) => (
            <li key={placement}>{bandSentence(placement, side)}</li>
          ))}
          <li>Any way round will do: the sensor finds its direction by itself.</li>
        </ul>
      </section>
      <section class="card" aria-labelledby="guide-movement">
        <h2 id="guide-movement">How to do it</h2>
        <MovementFigure exercise={exercise} side={side} />
        <ol class="guide-words steps">
          {exercise.instructions.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </section>
    </div>
  );
}

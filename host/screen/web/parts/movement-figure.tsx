import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Side } from '../../../../protocol/placement.ts';
import type { Exercise } from '../../../motion/exercises/exercise.ts';
import { type Moment, momentAt, shownHoldS } from '../../../motion/figure/pace.ts';
import { type Scene, sceneOf } from '../../../motion/figure/scene.ts';
import { movementDescription } from '../../exercise-words.ts';
import { movementPicture } from '../../figure/figure-picture.ts';
import { formatSeconds } from '../../words.ts';
import { FigureSvg } from './figure.tsx';

interface MovementFigureProps {
  readonly exercise: Exercise;
  readonly side: Side;
}

/** The movement at its prescribed range and tempo; start and end side by side for those who asked for less motion. */
export function MovementFigure({ exercise, side }: MovementFigureProps) {
  const scene = useMemo(() => sceneOf(exercise, side), [exercise, side]);
  return useLessMotion() ? <StartAndEnd scene={scene} /> : <Animation scene={scene} />;
}

function StartAndEnd({ scene }: { readonly scene: Scene }) {
  const { exercise, side, fullDeg } = scene;
  return (
    <div class="movement-figure">
      <div class="start-and-end">
        <figure>
          <FigureSvg picture={movementPicture(scene, 0)} label={`${exercise.name}: the start.`} />
          <figcaption>Start</figcaption>
        </figure>
        <figure>
          <FigureSvg picture={movementPicture(scene, fullDeg)} label={movementDescription(exercise, side)} />
          <figcaption>End</figcaption>
        </figure>
      </div>
      <Phases exercise={exercise} now={undefined} />
    </div>
  );
}

function Animation({ scene }: { readonly scene: Scene }) {
  const [playing, setPlaying] = useState(true);
  const moment = useMoment(scene.exercise, playing);
  const picture = useMemo(() => movementPicture(scene, moment.share * scene.fullDeg), [scene, moment.share]);
  return (
    <div class="movement-figure">
      <FigureSvg picture={picture} label={movementDescription(scene.exercise, scene.side)} />
      <Phases exercise={scene.exercise} now={moment.phase} />
      <button type="button" onClick={() => setPlaying(!playing)}>
        {playing ? 'Pause the picture' : 'Play the picture'}
      </button>
    </div>
  );
}

interface PhasesProps {
  readonly exercise: Exercise;
  readonly now: Moment['phase'] | undefined;
}

function Phases({ exercise: { words, tempo }, now }: PhasesProps) {
  const phases = [
    { phase: 'out', word: words.out, seconds: tempo.outS },
    { phase: 'hold', word: words.hold, seconds: tempo.holdS },
    { phase: 'back', word: words.back, seconds: tempo.backS },
  ] as const;
  const isShortened = now !== undefined && shownHoldS(tempo.holdS) < tempo.holdS;
  return (
    <ol class="phases">
      {phases.map(({ phase, word, seconds }) => (
        <li key={phase} data-now={phase === now}>
          {word} <b>{formatSeconds(seconds)}</b>
          {phase === 'hold' && isShortened && <small> (shortened in the picture)</small>}
        </li>
      ))}
    </ol>
  );
}

const FRAME_MS = 1000 / 30;

/** Where in a repetition the animation is; goes on from where it was paused. */
function useMoment(exercise: Exercise, playing: boolean): Moment {
  const [elapsedMs, setElapsedMs] = useState(0);
  // Whoever opens the picture anew sees the movement from its start.
  useEffect(() => setElapsedMs(0), [exercise]);
  useEffect(() => {
    if (!playing) return undefined;
    let before: number | undefined;
    let request = requestAnimationFrame(function next(nowMs) {
      const passedMs = nowMs - (before ?? nowMs);
      if (before === undefined || passedMs >= FRAME_MS) {
        before = nowMs;
        // A page that was hidden does not make up for it.
        setElapsedMs((elapsed) => elapsed + Math.min(passedMs, 4 * FRAME_MS));
      }
      request = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(request);
  }, [playing]);
  return momentAt(exercise, elapsedMs / 1000);
}

const LESS_MOTION = '(prefers-reduced-motion: reduce)';

function useLessMotion(): boolean {
  const [less, setLess] = useState(() => matchMedia(LESS_MOTION).matches);
  useEffect(() => {
    const query = matchMedia(LESS_MOTION);
    const follow = (): void => setLess(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  return less;
}

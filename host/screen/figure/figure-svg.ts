import type { Side } from '../../../protocol/placement.ts';
import type { Exercise } from '../../motion/exercises/exercise.ts';
import { cycleS, momentAt } from '../../motion/figure/pace.ts';
import { sceneOf } from '../../motion/figure/scene.ts';
import { movementDescription, placementDescription } from '../exercise-words.ts';
import type { Attributes } from './figure-paint.ts';
import { movementPicture, type Picture, placementPicture, VIEW_BOX } from './figure-picture.ts';

/**
 * Pictures of an exercise as SVG, drawn from its data and the body model. They carry their own colours, and follow a page's
 * `--figure-…` properties where it sets any; so a report that nobody serves can hold them too.
 */

/** Where the bands sit. */
export function placementSvg(exercise: Exercise, side: Side): string {
  const picture = placementPicture(exercise, side);
  return svg(picture, `Bands for ${exercise.name}`, placementDescription(exercise, side));
}

/** The movement in one picture: the far end with the start as a shadow, or the start alone. */
export function movementSvg(exercise: Exercise, side: Side, at: 'start' | 'end' = 'end'): string {
  const scene = sceneOf(exercise, side);
  const picture = movementPicture(scene, at === 'end' ? scene.fullDeg : 0);
  return svg(picture, `${exercise.name}, ${at}`, movementDescription(exercise, side));
}

/** One repetition and the rest after it at the prescribed tempo, as pictures 1 / `perSecond` seconds apart. */
export function movementFrames(exercise: Exercise, side: Side, perSecond: number): string[] {
  const scene = sceneOf(exercise, side);
  return Array.from({ length: Math.round(cycleS(exercise) * perSecond) }, (_, i) => {
    const picture = movementPicture(scene, momentAt(exercise, i / perSecond).share * scene.fullDeg);
    return svg(picture, exercise.name, movementDescription(exercise, side));
  });
}

function svg({ paths, words }: Picture, title: string, description: string): string {
  const drawn = paths.map((path) => `<path${attributes(path)}/>`).join('');
  const told = words.map(({ text, ...where }) => `<text${attributes(where)}>${escaped(text)}</text>`).join('');
  const label = escaped(`${title}. ${description}`);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${VIEW_BOX}" role="img" aria-label="${label}">` +
    `<title>${escaped(title)}</title><desc>${escaped(description)}</desc>${drawn}${told}</svg>`
  );
}

const attributes = (of: Attributes): string =>
  Object.entries(of)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

import type { Placement, Side } from '../../../protocol/placement.ts';
import type { Exercise } from '../../motion/exercises/exercise.ts';
import { bandMarks, drawBody, drawGhost, drawRoom, drawWay, type Shape } from '../../motion/figure/drawing.ts';
import { placementScene } from '../../motion/figure/placement-scene.ts';
import { PICTURE, type Scene } from '../../motion/figure/scene.ts';
import type { Flat } from '../../motion/figure/view.ts';
import { PLACEMENT_WORDS, targetLabel } from '../exercise-words.ts';
import { type Attributes, INK, PAINTS } from './figure-paint.ts';

/** A picture as the elements it is made of, back to front, whoever writes them: a page's component or a string. */
export interface Picture {
  readonly paths: readonly Attributes[];
  readonly words: readonly (Attributes & { readonly text: string })[];
}

export const VIEW_BOX = `0 0 ${PICTURE.width} ${PICTURE.height}`;

/** Words keep this far from the picture's edge. */
const EDGE = 6;
/** Where the names of bands stand, from the side of the picture. */
const NAMES_END = 104;
const LINE_HEIGHT = 28;
/** Half a sensor: a line ends at it, not on it. */
const SENSOR = 9;

/** Somebody upright who wears the bands, each with its name. */
export function placementPicture(exercise: Exercise, side: Side): Picture {
  const scene = placementScene(exercise, side);
  const names = bandNames(scene);
  return {
    paths: [...paths([...drawRoom(scene), ...drawBody(scene, 0)]), ...names.map(({ leader }) => leader)],
    words: names.map(({ name }) => name),
  };
}

/** The body at that travel, the start as a shadow, the way to the target band and its figures. */
export function movementPicture(scene: Scene, travelDeg: number): Picture {
  return { ...wordlessPicture(scene, travelDeg), words: [targetWords(scene)] };
}

/** The same for pictures so small that nobody could read in them. */
export function wordlessPicture(scene: Scene, travelDeg: number): Picture {
  const shapes = [...drawRoom(scene), drawGhost(scene, 0, travelDeg), ...drawBody(scene, travelDeg), ...drawWay(scene)];
  return { paths: paths(shapes), words: [] };
}

const paths = (shapes: readonly Shape[]): Attributes[] => shapes.map(({ paint, d }) => ({ d, ...PAINTS[paint] }));

/** The target in figures, on the outer side of its band. */
function targetWords(scene: Scene): Picture['words'][number] {
  const [x, y] = scene.tipAt(scene.fullDeg);
  const aside = x - PICTURE.width / 2;
  const below = y - PICTURE.height / 2;
  // Beside a band that runs up and down, above or below one that runs across.
  const flatness = Math.abs(below) / Math.hypot(aside, below, 1);
  const at: Flat = [x + Math.sign(aside) * BESIDE, y + Math.sign(below) * BESIDE * flatness * 1.4 + EDGE];
  const width = LETTER * targetLabel(scene.exercise).length;
  const inside = aside < 0 ? Math.max(EDGE + width, at[0]) : Math.min(PICTURE.width - EDGE - width, at[0]);
  const y1 = Math.min(PICTURE.height - EDGE, Math.max(LINE_HEIGHT / 2 + EDGE, at[1]));
  return words([inside, y1], targetLabel(scene.exercise), aside < 0 ? 'end' : 'start');
}

/** Picture units between a band's middle and its words, and what a letter takes. */
const BESIDE = 16;
const LETTER = 9.5;

interface BandName {
  readonly leader: Attributes;
  readonly name: Picture['words'][number];
}

/** On the side of the exercised limb, joined to the bands by a line. */
function bandNames(scene: Scene): BandName[] {
  const marks = bandMarks(scene, 0);
  const onLeft = (scene.side === 'right') === scene.exercise.body.view.azimuthDeg > 0;
  const x = onLeft ? NAMES_END : PICTURE.width - NAMES_END;
  let above = 0;
  return scene.exercise.sensors
    .map((placement, i): readonly [Placement, Flat] => [placement, marks[i]!.at])
    .toSorted(([, a], [, b]) => a[1] - b[1])
    .map(([placement, at]) => {
      const y = Math.max(above + LINE_HEIGHT, at[1]);
      above = y;
      const start = at[0] + (onLeft ? -SENSOR : SENSOR);
      const d = `M${start.toFixed(1)} ${at[1].toFixed(1)}L${x} ${y.toFixed(1)}`;
      const from: Flat = [onLeft ? x - EDGE : x + EDGE, y + EDGE - 1];
      const name = words(from, PLACEMENT_WORDS[placement].name, onLeft ? 'end' : 'start');
      return { leader: { d, ...PAINTS.leader }, name };
    });
}

const words = ([x, y]: Flat, text: string, anchor: 'start' | 'end'): Picture['words'][number] => ({
  x: Math.round(x),
  y: Math.round(y),
  'text-anchor': anchor,
  ...INK,
  text,
});

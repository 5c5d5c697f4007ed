import { angleBetween, dot, type Vector3 } from '../motion/calibration/accelerometer-model.ts';
import { coverage, nearestDirection, POSE_DIRECTIONS } from '../motion/calibration/pose-directions.ts';

/**
 * The sphere of all poses as two discs: what may point up when one looks at the label, and when one has turned the band over
 * like a page. Full where a pose was taken, dots where one is missing.
 */
export interface CoveragePicture {
  readonly ups: readonly Vector3[];
  /** What points up now. */
  readonly now?: Vector3;
  /** Where to go next. */
  readonly next?: Vector3;
}

const RADIUS = 6;
/** Letters are about twice as high as wide. */
const WIDE = 2;
const DONE = '█';
const MISSING = '·';
const NEXT = '◎';
const NOW = '✚';

export const LEGEND = `${DONE} done   ${MISSING} missing   ${NEXT} this side up next   ${NOW} up now`;

export function coveragePicture(picture: CoveragePicture): string[] {
  const counts = coverage(picture.ups);
  const [label, underside] = [1, -1].map((side) => disc(picture, counts, side as 1 | -1));
  const width = 2 * WIDE * RADIUS + 1;
  const beside = label!.map(
    (line, i) =>
      `${i === RADIUS ? 'left ' : '     '}${line}${i === RADIUS ? ' right ' : '       '}${underside![i]}${i === RADIUS ? ' left' : ''}`,
  );
  return [
    `     ${middle('far side', width)}       ${middle('far side', width)}`,
    ...beside.map((line) => line.trimEnd()),
    `     ${middle('near side', width)}       ${middle('near side', width)}`.trimEnd(),
    `     ${middle('[ label ]', width)}       ${middle('[ underside ]', width)}`.trimEnd(),
  ];
}

function disc(picture: CoveragePicture, counts: readonly number[], side: 1 | -1): string[] {
  return Array.from({ length: 2 * RADIUS + 1 }, (_, row) =>
    Array.from({ length: 2 * WIDE * RADIUS + 1 }, (__, column) => {
      const up = directionAt((column / WIDE - RADIUS) / RADIUS, (RADIUS - row) / RADIUS, side);
      return up ? mark(picture, counts, up) : ' ';
    }).join(''),
  );
}

/** Lambert's equal-area map of a hemisphere: no part looks larger than it is. Undefined outside the disc. */
function directionAt(x: number, y: number, side: 1 | -1): Vector3 | undefined {
  const square = x * x + y * y;
  if (square > 1.02) return undefined;
  const z = Math.max(0, 1 - square);
  const scale = Math.sqrt(Math.max(0, 2 - square));
  return [side * x * scale, y * scale, side * z];
}

/** Half of what lies between two letters. */
const NEAR_RAD = 0.13;

function mark({ now, next }: CoveragePicture, counts: readonly number[], up: Vector3): string {
  if (now && isAt(now, up)) return NOW;
  if (next && isAt(next, up)) return NEXT;
  return counts[nearestDirection(up)]! > 0 ? DONE : MISSING;
}

const isAt = (one: Vector3, other: Vector3): boolean => dot(one, other) > 0 && angleBetween(one, other) < NEAR_RAD;

const middle = (text: string, width: number): string =>
  text.padStart(Math.floor((width + text.length) / 2)).padEnd(width);

/** "right side up", by what is nearest. */
export const nameOfUp = (up: Vector3): string => POSE_DIRECTIONS[nearestDirection(up)]!.name;

import type { Picture } from '../../figure/figure-picture.ts';
import { VIEW_BOX } from '../../figure/figure-picture.ts';

interface FigureSvgProps {
  readonly picture: Picture;
  /** What it shows; without it the picture is decoration beside words that say the same. */
  readonly label?: string;
}

/** A picture of a body, drawn anew as it moves. */
export function FigureSvg({ picture, label }: FigureSvgProps) {
  const parts = [
    ...picture.paths.map((path, i) => <path key={i} {...path} />),
    ...picture.words.map(({ text, ...where }) => (
      <text key={text} {...where}>
        {text}
      </text>
    )),
  ];
  if (label === undefined)
    return (
      <svg class="figure-svg" viewBox={VIEW_BOX} aria-hidden="true">
        {parts}
      </svg>
    );
  return (
    <svg class="figure-svg" viewBox={VIEW_BOX} role="img" aria-label={label}>
      {parts}
    </svg>
  );
}

import type { Paint } from '../../motion/figure/drawing.ts';

/** Colours of the figure: what they are where the page's stylesheet names no other. */
const COLOURS = {
  skin: '#e4e9ed',
  hair: '#76858f',
  shirt: '#bccad5',
  shorts: '#93a5b4',
  shoe: '#6d7d8c',
  face: '#5c6b78',
  edge: '#41505d',
  moving: '#b5def6',
  'moving-cloth': '#7cc0e8',
  'moving-shoe': '#3c8fc2',
  furniture: '#dfe5ea',
  'furniture-top': '#eff3f6',
  'furniture-edge': '#aab7c2',
  floor: '#e9edf1',
  ghost: '#8fa3b3',
  band: '#9c3f00',
  sensor: '#ffd9bf',
  way: '#4b5b6a',
  target: '#00805e',
  ink: '#15202b',
  halo: '#ffffff',
} as const;
type Colour = keyof typeof COLOURS;

/** SVG presentation attributes, so that a picture needs no stylesheet and still follows the page's colours. */
export type Attributes = Readonly<Record<string, string | number>>;

const colour = (name: Colour): string => `var(--figure-${name}, ${COLOURS[name]})`;
const filled = (name: Colour): Attributes => ({ fill: colour(name) });
const drawn = (name: Colour, width: number, dashes?: string): Attributes => ({
  stroke: colour(name),
  'stroke-width': width,
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
  ...(dashes ? { 'stroke-dasharray': dashes } : {}),
});
const line = (name: Colour, width: number, dashes?: string): Attributes => ({
  fill: 'none',
  ...drawn(name, width, dashes),
});

export const PAINTS: Readonly<Record<Paint | 'leader', Attributes>> = {
  skin: filled('skin'),
  shirt: filled('shirt'),
  shorts: filled('shorts'),
  shoe: filled('shoe'),
  hair: filled('hair'),
  face: filled('face'),
  'moving-skin': filled('moving'),
  'moving-shirt': filled('moving-cloth'),
  'moving-shorts': filled('moving-cloth'),
  'moving-shoe': filled('moving-shoe'),
  'moving-hair': filled('hair'),
  'moving-face': filled('face'),
  edge: { ...filled('edge'), ...drawn('edge', 3) },
  furniture: { ...filled('furniture'), ...drawn('furniture-edge', 1) },
  'furniture-top': { ...filled('furniture-top'), ...drawn('furniture-edge', 1) },
  floor: filled('floor'),
  ghost: { ...filled('ghost'), 'fill-opacity': 0.38 },
  band: { ...filled('band'), ...drawn('band', 1) },
  sensor: { ...filled('sensor'), ...drawn('band', 2.5) },
  'sensor-behind': line('band', 1.6, '3 3.5'),
  way: line('way', 2.5, '0.1 6'),
  target: line('target', 8),
  leader: line('band', 1.5),
};

/** Words in a picture, with a halo that keeps them readable on whatever is behind. */
export const INK: Attributes = {
  ...filled('ink'),
  'font-size': 16,
  'font-weight': 700,
  'font-family': "Inter, system-ui, 'Liberation Sans', sans-serif",
  'paint-order': 'stroke',
  stroke: colour('halo'),
  'stroke-width': 4,
  'stroke-linejoin': 'round',
};

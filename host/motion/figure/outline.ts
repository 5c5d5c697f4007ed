import type { Flat } from './view.ts';

export interface Disc {
  readonly at: Flat;
  readonly radius: number;
}

/** Enough for the hull to find its tangents to a tenth of a picture unit. */
const POINTS_A_DISC = 36;

interface Sample {
  readonly at: Flat;
  readonly disc: Disc;
}

/** SVG path around some discs, as a rubber band would lie: arcs of the discs, joined by their tangents. */
export function rubberBand(discs: readonly Disc[]): string {
  const hull = convexHull(discs.flatMap(samples));
  // Begin where one disc follows on another, so that no arc is cut in two.
  const from = hull.findIndex(({ disc }, i) => disc !== hull.at(i - 1)!.disc);
  if (from < 0) return circle(discs.length === 1 ? discs[0]! : hull[0]!.disc);
  const around = [...hull.slice(from), ...hull.slice(0, from)];
  let path = `M${xy(around[0]!.at)}`;
  let first = 0;
  for (let i = 1; i <= around.length; i++) {
    const before = around[i - 1]!;
    const next = around[i];
    if (next?.disc === before.disc) continue;
    if (first < i - 1) path += arcTo(before.disc, around[first]!.at, before.at);
    if (next) path += `L${xy(next.at)}`;
    first = i;
  }
  return `${path}Z`;
}

/** SVG path through points. */
export const polyline = (points: readonly Flat[]): string => points.map((p, i) => `${i ? 'L' : 'M'}${xy(p)}`).join('');
export const polygon = (points: readonly Flat[]): string => `${polyline(points)}Z`;

const short = (value: number): string => String(Math.round(value * 10) / 10);
export const xy = ([x, y]: Flat): string => `${short(x)} ${short(y)}`;

function circle({ at: [x, y], radius }: Disc): string {
  const arc = `A${short(radius)} ${short(radius)} 0 1 1`;
  return `M${xy([x - radius, y])}${arc} ${xy([x + radius, y])}${arc} ${xy([x - radius, y])}Z`;
}

function arcTo({ at, radius }: Disc, from: Flat, to: Flat): string {
  const angle = (p: Flat): number => Math.atan2(p[1] - at[1], p[0] - at[0]);
  const turned = (angle(to) - angle(from) + 4 * Math.PI) % (2 * Math.PI);
  return `A${short(radius)} ${short(radius)} 0 ${turned > Math.PI ? 1 : 0} 1 ${xy(to)}`;
}

function samples(disc: Disc): Sample[] {
  return Array.from({ length: POINTS_A_DISC }, (_, i) => {
    const angle = (2 * Math.PI * i) / POINTS_A_DISC;
    const at: Flat = [disc.at[0] + disc.radius * Math.cos(angle), disc.at[1] + disc.radius * Math.sin(angle)];
    return { at, disc };
  });
}

/** Andrew's monotone chain; goes round clockwise on the picture, where y points down. */
function convexHull(points: readonly Sample[]): Sample[] {
  const sorted = points.toSorted((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1]);
  const half = (ordered: readonly Sample[]): Sample[] => {
    const kept: Sample[] = [];
    for (const sample of ordered) {
      while (kept.length > 1 && turnOf(kept.at(-2)!.at, kept.at(-1)!.at, sample.at) <= 0) kept.pop();
      kept.push(sample);
    }
    return kept.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

const turnOf = (o: Flat, a: Flat, b: Flat): number => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aboutAxis, rotate, type Vector } from '../../../sim/body/rotation.ts';

/**
 * What each movement does to a landmark of the distal segment, which points there in the zero posture: x forward, y to
 * the left, z up. `inwards` and `outwards` are the right and the left for a left limb, and mirrored for a right one.
 */
const MOVEMENTS: Readonly<Record<string, readonly [landmark: Vector, goes: Direction]>> = {
  'knee flexion': [[0, 0, -1], 'backwards'],
  'hip flexion': [[0, 0, -1], 'forwards'],
  'hip abduction': [[0, 0, -1], 'outwards'],
  'hip internal rotation': [[1, 0, 0], 'inwards'],
  'ankle dorsiflexion': [[1, 0, 0], 'up'],
  'ankle inversion': [[0, 0, -1], 'inwards'],
  'shoulder flexion': [[0, 0, -1], 'forwards'],
  'shoulder abduction': [[0, 0, -1], 'outwards'],
  'shoulder external rotation': [[1, 0, 0], 'outwards'],
  'elbow flexion': [[0, 0, -1], 'forwards'],
  'elbow pronation': [[1, 0, 0], 'inwards'],
  'wrist flexion': [[0, 0, -1], 'forwards'],
  'wrist radial deviation': [[0, 0, -1], 'outwards'],
  'lumbar flexion': [[0, 0, 1], 'forwards'],
  'lumbar bending to that side': [[0, 0, 1], 'outwards'],
  'lumbar turning to that side': [[1, 0, 0], 'outwards'],
  'neck flexion': [[0, 0, 1], 'forwards'],
  'neck bending to that side': [[0, 0, 1], 'outwards'],
  'neck turning to that side': [[1, 0, 0], 'outwards'],
};
type Direction = 'forwards' | 'backwards' | 'up' | 'inwards' | 'outwards';

const directionOf = (goes: Direction, side: 'left' | 'right'): Vector => {
  const left = side === 'left' ? 1 : -1;
  return { forwards: [1, 0, 0], backwards: [-1, 0, 0], up: [0, 0, 1], inwards: [0, -left, 0], outwards: [0, left, 0] }[
    goes
  ] as unknown as Vector;
};

const rows = readFileSync(join(import.meta.dirname, '../../../docs/axes.md'), 'utf8')
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter((cells) => /^-?[01],-?[01],-?[01]$/.test(cells[4] ?? ''));

describe('the table of movements in docs/axes.md', () => {
  it('has every movement', () => {
    expect(rows.map(([, joint, , movement]) => `${joint} ${movement}`).sort()).toEqual(Object.keys(MOVEMENTS).sort());
  });

  it.each(
    rows.flatMap((cells) => (['left', 'right'] as const).map((side) => [cells[1]!, cells[3]!, side, cells] as const)),
  )('%s %s, %s, goes where its name says', (joint, name, side, cells) => {
    const axis = cells[side === 'left' ? 4 : 5]!.split(',').map(Number) as unknown as Vector;
    const [landmark, goes] = MOVEMENTS[`${joint} ${name}`]!;
    const turned = rotate(aboutAxis(axis, Math.PI / 2), landmark);
    const wanted = directionOf(goes, side);
    for (const k of [0, 1, 2] as const) expect(turned[k]).toBeCloseTo(wanted[k], 9);
  });
});

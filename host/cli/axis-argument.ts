import { InvalidArgumentError } from 'commander';

export type Axis = readonly [number, number, number];

/** "0,0,1", of any length but zero; comes back with length one. */
export function readAxis(text: string): Axis {
  const parts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (parts.length !== 3 || !parts.every(Number.isFinite))
    throw new InvalidArgumentError('An axis is three numbers in the sensor\'s own frame, as in "0,0,1".');
  const length = Math.hypot(...parts);
  if (length === 0) throw new InvalidArgumentError('An axis of length zero has no direction.');
  return parts.map((part) => part / length) as unknown as Axis;
}

/** "auto": the axis is found from the movement. */
export function readAxisChoice(text: string): 'auto' {
  if (text === 'auto') return text;
  throw new InvalidArgumentError('Either "auto", or give --axis-proximal and --axis-distal instead.');
}

import { TRACK_VALUES, type Track } from '../templates/track.ts';
import { HALF_TURNS, type Turn, turnAt, turnDeg } from './best-turn.ts';
import type { SensorDoubt } from './doubt.ts';

/** How sensors are worn otherwise than when they were enrolled, by their places in the track. */
export type Wearing =
  | { readonly kind: 'exchanged'; readonly sensor: number; readonly with: number }
  /** The turn that brings what the sensor says to what it would say if it were worn as enrolled. */
  | { readonly kind: 'turned'; readonly sensor: number; readonly turn: Turn };

/** More than that is not a slipped strap. */
const TURNED_ROUND_DEG = 120;

/** What happens when bands are put on: two in each other's place, or one the wrong way round, about any of its axes. */
export function wearingMistakes(sensors: number): Wearing[] {
  const all = Array.from({ length: sensors }, (_, sensor) => sensor);
  const exchanged = all.flatMap((sensor) =>
    all.slice(sensor + 1).map((other): Wearing => ({ kind: 'exchanged', sensor, with: other })),
  );
  const turned = all.flatMap((sensor) => HALF_TURNS.map((turn): Wearing => ({ kind: 'turned', sensor, turn })));
  return [...exchanged, ...turned];
}

/** The track as it would be with the sensors worn as enrolled, from one of its samples on; the track itself stays. */
export function wornRight(track: Track, wearing: Wearing, fromSample = 0): Track {
  const values = [...track.values];
  const { sensor } = wearing;
  if (wearing.kind === 'exchanged') {
    values[sensor] = track.values[wearing.with]!;
    values[wearing.with] = track.values[sensor]!;
    return { ...track, values };
  }
  const turned = track.values[sensor]!.slice();
  for (let at = fromSample * TRACK_VALUES; at < turned.length; at += 3) turnAt(wearing.turn, turned, at);
  values[sensor] = turned;
  return { ...track, values };
}

export function wearingDoubt(wearing: Wearing, sensors: readonly string[]): SensorDoubt<string> {
  const sensor = sensors[wearing.sensor]!;
  if (wearing.kind === 'exchanged') return { kind: 'swapped', sensor, with: sensors[wearing.with]! };
  const byDeg = turnDeg(wearing.turn);
  return byDeg > TURNED_ROUND_DEG ? { kind: 'upside-down', sensor } : { kind: 'slipped', sensor, byDeg };
}

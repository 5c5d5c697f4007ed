import type { Placement } from '../../../protocol/placement.ts';

/**
 * Why what a sensor said during a repetition may not be what happened. A fact with its size; the sentence is the screen's.
 * Sensors are placements, or what the owner of a recording calls them.
 */
export type SensorDoubt<Name extends string = Placement> =
  /** Strapped on where another belongs. */
  | { readonly kind: 'swapped'; readonly sensor: Name; readonly with: Name }
  | { readonly kind: 'upside-down'; readonly sensor: Name }
  /** The strap moved on the limb. */
  | { readonly kind: 'slipped'; readonly sensor: Name; readonly byDeg: number }
  /** Share of the repetition's samples at the end of the measuring range, 0 to 1. */
  | { readonly kind: 'saturated'; readonly sensor: Name; readonly share: number }
  /** Share of the repetition's samples in which the sensor said the very same thing again and again, 0 to 1. */
  | { readonly kind: 'stuck'; readonly sensor: Name; readonly share: number }
  /** Share of the repetition's samples that never arrived, 0 to 1. */
  | { readonly kind: 'dropout'; readonly sensor: Name; readonly share: number };

export type DoubtKind = SensorDoubt['kind'];

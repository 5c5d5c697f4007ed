/**
 * A measured quantity with its uncertainty, or why it is not known. `sigma` is one standard deviation of the measuring
 * error in the unit of the value: about 68 % of the errors are smaller, 95 % smaller than two.
 */
export type Measure = Measured | NotKnown;

export interface Measured {
  readonly value: number;
  readonly sigma: number;
}

export interface NotKnown {
  readonly value: null;
  readonly reason: UnknownReason;
}

export const UNKNOWN_REASONS = [
  /** The repetition has no hold long enough to say how steady it was. */
  'no-hold',
  /** Nothing was enrolled or demonstrated to compare with. */
  'no-reference',
  /** No sensor sits where this could be seen. */
  'no-sensor',
  /** Too few samples for the measure to mean anything. */
  'too-short',
  /** Too much of it was interpolated over gaps. */
  'gaps',
  /** The phases of the repetition could not be told apart. */
  'no-phases',
] as const;
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

export const measured = (value: number, sigma: number): Measured => ({ value, sigma });
export const notKnown = (reason: UnknownReason): NotKnown => ({ value: null, reason });
export const isKnown = (measure: Measure): measure is Measured => measure.value !== null;

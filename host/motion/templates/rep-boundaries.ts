import { median } from '../metrics/median.ts';
import type { Exemplar } from './exemplar.ts';
import type { RepTraits } from './rep-traits.ts';

export interface RepPhase {
  readonly phase: 'out' | 'hold' | 'back';
  readonly startS: number;
  readonly endS: number;
}

/** How long before the movement's departure an annotator let the repetition begin, and how long after its return end. */
export interface Margins {
  readonly beforeS: number;
  readonly afterS: number;
}

/**
 * The median over the exemplars of all exercises: their margins are the convention in which boundaries are wanted, and each
 * of them alone is also a slip of the hand.
 */
export function marginsOf(exemplars: readonly Exemplar[]): Margins {
  return {
    beforeS: median(exemplars.map(({ rep, traits }) => traits.departed / rep.track.rateHz)),
    afterS: median(exemplars.map(({ rep, traits }) => (rep.track.count - 1 - traits.returned) / rep.track.rateHz)),
  };
}

/** Out until it arrives, hold until it leaves, back until the end. `fromS`: time of the first sample the traits are of. */
export function phasesOf(
  traits: RepTraits,
  fromS: number,
  rateHz: number,
  startS: number,
  endS: number,
): readonly RepPhase[] {
  const within = (sample: number): number => Math.min(endS, Math.max(startS, fromS + sample / rateHz));
  const arrivedS = within(traits.arrived);
  const leftS = within(traits.left);
  return [
    { phase: 'out', startS, endS: arrivedS },
    { phase: 'hold', startS: arrivedS, endS: leftS },
    { phase: 'back', startS: leftS, endS },
  ];
}

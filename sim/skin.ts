import type { Random } from './random.ts';

/** What a stimulator sees between its pads. */
export interface Skin {
  impedanceOhm(tMs: number): number;
  contact(tMs: number): boolean;
}

/** Gel soaks in: impedance falls to about two thirds within minutes; both pads stay on unless told otherwise. */
export function gelledSkin(random: Random): Skin & { lift(lifted: boolean): void } {
  const dryOhm = random.uniform(1400, 2600);
  let lifted = false;
  return {
    impedanceOhm: (tMs) => (lifted ? 1e6 : dryOhm * (0.67 + 0.33 * Math.exp(-tMs / 180_000))),
    contact: () => !lifted,
    lift: (value) => {
      lifted = value;
    },
  };
}

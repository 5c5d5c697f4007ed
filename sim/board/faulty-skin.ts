import type { SkinLoad } from './output-stage.ts';

/** What may happen to the pads while they are worn. */
export interface SkinFaults {
  /** A pad is off. */
  lifted: boolean;
  /** Impedance over what it would be: 1.5 where a third of a pad has come off. */
  peel: number;
  /** Gel or sweat bridges the pads with this much; null: it does not. */
  shortOhm: number | null;
}

export function faultySkin(skin: SkinLoad): SkinLoad & { readonly faults: SkinFaults } {
  const faults: SkinFaults = { lifted: false, peel: 1, shortOhm: null };
  return {
    faults,
    contact: (tMs) => !faults.lifted && skin.contact(tMs),
    impedanceOhm: (tMs) => (faults.lifted ? 1e6 : (faults.shortOhm ?? skin.impedanceOhm(tMs) * faults.peel)),
  };
}

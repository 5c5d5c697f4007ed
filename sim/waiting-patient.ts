import type { Movement } from './body/movement.ts';

/** Somebody who sits still until asked to begin, and begins again when asked again; never from the middle. */
export interface WaitingPatient extends Movement {
  begin(tS: number): void;
}

export function waitingPatient(script: Movement): WaitingPatient {
  let beganS = Number.POSITIVE_INFINITY;
  return {
    ...script,
    excursionDeg: (tS) => script.excursionDeg(tS - beganS),
    unrest: (tS) => script.unrest(tS - beganS),
    begin: (tS) => {
      const underWay = tS - beganS < script.durationS && Number.isFinite(beganS);
      if (!underWay) beganS = tS;
    },
  };
}

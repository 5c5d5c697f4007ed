import type { Movement } from './body/movement.ts';

/** Somebody who sits still until asked to begin, and begins again when asked again; never from the middle. */
export interface WaitingPatient extends Movement {
  begin(tS: number): void;
}

export function waitingPatient(script: Movement): WaitingPatient {
  const firstRepS = script.reps[0]?.startS ?? 0;
  let beganS = Number.POSITIVE_INFINITY;
  return {
    ...script,
    excursionDeg: (tS) => script.excursionDeg(tS - beganS),
    unrest: (tS) => script.unrest(tS - beganS),
    begin: (tS) => {
      const inScriptS = tS - beganS;
      const underWay = inScriptS > firstRepS && inScriptS < script.durationS;
      if (!underWay) beganS = tS;
    },
  };
}

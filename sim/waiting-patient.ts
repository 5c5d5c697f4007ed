import type { Movement } from './body/movement.ts';

/** Somebody who sits still until asked to begin, and begins again when asked again; never from the middle. */
export interface WaitingPatient extends Movement {
  /** Whoever is in the middle of it for somebody who is still there goes on. */
  begin(tS: number): void;
  /** Nobody is there any more: the repetition under way is the last. */
  leave(tS: number): void;
}

interface Round {
  readonly beganS: number;
  /** Infinity: to the end of the script. */
  untilS: number;
}

export function waitingPatient(script: Movement): WaitingPatient {
  const firstRepS = script.reps[0]?.startS ?? 0;
  const rounds: Round[] = [];
  const inScriptS = (tS: number): number => {
    const round = rounds.findLast(({ beganS }) => beganS <= tS);
    return round && tS < round.untilS ? tS - round.beganS : Number.NEGATIVE_INFINITY;
  };
  return {
    ...script,
    excursionDeg: (tS) => script.excursionDeg(inScriptS(tS)),
    unrest: (tS) => script.unrest(inScriptS(tS)),
    begin: (tS) => {
      const last = rounds.at(-1);
      const sinceS = last && last.untilS === Number.POSITIVE_INFINITY ? tS - last.beganS : 0;
      const underWay = sinceS > firstRepS && sinceS < script.durationS;
      if (underWay) return;
      // The last repetition for somebody who has left is ended first.
      const beganS = last && Number.isFinite(last.untilS) ? Math.max(tS, last.untilS) : tS;
      rounds.push({ beganS, untilS: Number.POSITIVE_INFINITY });
    },
    leave: (tS) => {
      const last = rounds.at(-1);
      if (!last || last.untilS !== Number.POSITIVE_INFINITY) return;
      const sinceS = tS - last.beganS;
      const rep = script.reps.find(({ startS, endS }) => startS < sinceS && sinceS < endS);
      last.untilS = rep ? last.beganS + rep.endS : tS;
    },
  };
}

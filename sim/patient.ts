import { composeMovement, type Movement, type Piece } from './body/movement.ts';
import type { Random } from './random.ts';

/** The script of a simulated session: sets of knee extensions by somebody who tries, and is human about it. */
export interface PatientScript {
  readonly sets: number;
  readonly repsPerSet: number;
  readonly restS: number;
}

export const DEMONSTRATION_SCRIPT: PatientScript = { sets: 2, repsPerSet: 8, restS: 12 };

const SETTLE_S = 4;

export function scriptedMovement(script: PatientScript, random: Random): Movement {
  const pieces: Piece[] = [{ kind: 'rest', durationS: SETTLE_S }];
  for (let set = 0; set < script.sets; set++) {
    if (set > 0) pieces.push({ kind: 'rest', durationS: script.restS });
    for (let rep = 0; rep < script.repsPerSet; rep++) {
      pieces.push(humanRep(rep / script.repsPerSet, random), { kind: 'rest', durationS: random.uniform(0.4, 1.1) });
    }
  }
  return composeMovement(pieces, random.fork('movement'));
}

/** Tiring, the movement becomes a little smaller and faster; now and then one is hurried. */
function humanRep(tired: number, random: Random): Piece {
  const hurried = random.next() < 0.15 ? 0.65 : 1;
  return {
    kind: 'rep',
    romDeg: random.uniform(74, 84) - 4 * tired,
    outS: random.uniform(1.7, 2.2) * hurried,
    holdS: random.uniform(0.8, 1.3) * hurried,
    backS: random.uniform(1.8, 2.4) * hurried,
  };
}

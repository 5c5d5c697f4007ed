import { msToS } from '../protocol/units.ts';
import { movementPrescriptionMark } from './records/movement-prescription.ts';
import type { SessionGap } from './records/summary.ts';
import type { FeedEvent } from './screen/feed.ts';
import type { SessionParams } from './session-params.ts';
import { type PlanState, setUnderWay } from './session-plan.ts';

/** How a session looks from outside: the plan's state for pages and terminal, the angle thinned out for the eye. */

/** The picture moves smoothly at 25 points a second; more only costs the phone's battery. */
const PICTURE_MS = 1000 / 25;

export type PicturedSession = Pick<SessionParams, 'id' | 'exercise' | 'movementPrescription'> & {
  readonly gap?: SessionGap | undefined;
};

export function planPicture(pictured: PicturedSession, state: PlanState, nowMs: number): FeedEvent {
  const { id, exercise, movementPrescription, gap } = pictured;
  const { phase, plan, sets } = state;
  const current = setUnderWay(state);
  const between = phase === 'exercising' && !current;
  const { outS, holdS, backS } = exercise.tempo;
  return {
    kind: 'session',
    session: {
      id,
      phase,
      exercise: { id: exercise.id, name: exercise.name },
      targetDeg: exercise.targetDeg,
      set: between ? sets.length + 1 : Math.max(1, sets.length),
      sets: plan.sets,
      repsInSet: between ? 0 : (sets.at(-1)?.reps ?? 0),
      repsPerSet: Number.isFinite(plan.repsPerSet) ? plan.repsPerSet : 0,
      elapsedS: Math.round(nowMs / 100) / 10,
      wantedTempoS: { out: outS, hold: holdS, back: backS },
      ...(plan.purpose ? { purpose: plan.purpose } : {}),
      ...(plan.side ? { side: plan.side } : {}),
      ...(plan.cuePolicy ? { cuePolicy: plan.cuePolicy } : {}),
      ...(movementPrescription ? { targetFrom: movementPrescriptionMark(movementPrescription) } : {}),
      ...(gap ? { wentOn: { atS: msToS(gap.toMs), gapS: msToS(gap.toMs - gap.fromMs) } } : {}),
      ...(state.waitsForPerson && plan.stimulation ? { waitsForPerson: true as const } : {}),
    },
  };
}

export type AnglePicture = (tMs: Float64Array, angleDeg: Float64Array, filled?: Uint8Array) => FeedEvent | null;

/** Keeps every point that is due; null where none is. */
export function createAnglePicture(): AnglePicture {
  let dueMs = 0;
  return (tMs, angleDeg, filled) => {
    const tS: number[] = [];
    const shownDeg: number[] = [];
    const filledAt: number[] = [];
    for (let i = 0; i < tMs.length; i++) {
      if (tMs[i]! < dueMs) continue;
      dueMs = tMs[i]! + PICTURE_MS - 1;
      if (filled?.[i]) filledAt.push(tS.length);
      tS.push(Math.round(tMs[i]!) / 1000);
      shownDeg.push(Math.round(angleDeg[i]! * 10) / 10);
    }
    if (tS.length === 0) return null;
    return { kind: 'angle', tS, angleDeg: shownDeg, ...(filledAt.length > 0 ? { filled: filledAt } : {}) };
  };
}

/** What to say at the terminal when a phase begins; empty where there is nothing to say. */
export function phaseWords(state: PlanState): string {
  const { phase, sets, plan } = state;
  if (!Number.isFinite(plan.repsPerSet)) return '';
  switch (phase) {
    case 'waiting':
      return '';
    case 'exercising':
      return `set ${setUnderWay(state) ? sets.length : sets.length + 1} of ${plan.sets} begins`;
    case 'resting':
      return `set ${sets.length} done, rest`;
    case 'stimulating':
      return state.waitsForPerson
        ? "exercise done; stimulation is off until the person starts it on the patient's page"
        : 'exercise done; stimulation waits for the button on the band';
    case 'finished':
      return 'session finished';
  }
}

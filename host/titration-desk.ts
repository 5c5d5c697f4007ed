import type { CareMoment, CareOutcome, TitrationView, TitrationWish } from './screen/care.ts';
import {
  TITRATION_BEGUN,
  TITRATION_BUSY,
  TITRATION_LEFT,
  TITRATION_NONE,
  TITRATION_STEPS,
  TITRATION_TAKEN,
  titrationRefusal,
} from './screen/care-words.ts';
import {
  initialTitration,
  type PersonDocument,
  skipDiscomfort,
  stepTitration,
  type TitrationState,
} from './stim/index.ts';

/** One search for a level at a time; what is found goes into the chain, and nothing before that. */
export interface TitrationDesk {
  view(): TitrationView | null;
  /** @throws LimberError where it cannot be recorded */
  take(wish: TitrationWish, moment: CareMoment, site: string): CareOutcome;
}

export function openTitrationDesk(record: (found: PersonDocument<'titration'>) => void): TitrationDesk {
  let state: TitrationState | null = null;

  const advance = (next: TitrationState, site: string): CareOutcome => {
    if (next.refusal !== '') {
      state = next;
      return { taken: false, message: titrationRefusal(next.refusal) };
    }
    // What cannot be recorded was not found: the step stays to be marked again.
    if (next.step === 'done') record(foundBy(next, site));
    state = next;
    return { taken: true, message: next.step === 'done' ? TITRATION_STEPS.done.task : TITRATION_TAKEN };
  };

  return {
    view: () => state && viewOf(state),
    take(wish, { currentUa, flowing }, site) {
      if (wish.kind === 'begin') {
        if (state !== null && state.step !== 'done') return { taken: false, message: TITRATION_BUSY };
        state = initialTitration(wish.from === 'clinician');
        return { taken: true, message: TITRATION_BEGUN };
      }
      if (state === null) return { taken: false, message: TITRATION_NONE };
      if (wish.kind === 'leave') {
        state = null;
        return { taken: true, message: TITRATION_LEFT };
      }
      if (wish.kind === 'skip') return advance(skipDiscomfort(state), site);
      const [next] = stepTitration(state, { step: state.step, currentUa: flowing ? currentUa : 0 });
      return advance(next, site);
    },
  };
}

const foundBy = (state: TitrationState, site: string): PersonDocument<'titration'> => ({
  site,
  sensoryThresholdUa: state.sensoryThresholdUa,
  strongComfortableUa: state.strongComfortableUa,
  discomfortUa: state.discomfortUa,
  settledUa: state.settledUa,
});

function viewOf(state: TitrationState): TitrationView {
  const { step, withClinician, refusal, sensoryThresholdUa, strongComfortableUa, discomfortUa, settledUa } = state;
  const found = [
    { name: 'First felt', currentUa: sensoryThresholdUa },
    { name: 'Strong but comfortable', currentUa: strongComfortableUa },
    { name: 'Uncomfortable', currentUa: discomfortUa ?? 0 },
    { name: 'Comfortable again', currentUa: discomfortUa === null ? 0 : step === 'done' ? settledUa : 0 },
  ];
  return {
    step,
    withClinician,
    refusal: titrationRefusal(refusal),
    found: found.filter(({ currentUa }) => currentUa > 0),
  };
}

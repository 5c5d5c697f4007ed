/**
 * Finding a person's level, after the published procedure (SIT, PMC6188186): sensory threshold, strong but comfortable, with a clinician
 * present a step of discomfort, and back to strong but comfortable. The person says when; the machine never goes up by itself.
 */
export type TitrationStep = 'sensory-threshold' | 'strong-comfortable' | 'discomfort' | 'settled' | 'done';

export interface TitrationState {
  readonly step: TitrationStep;
  /** Decided once at the beginning: the discomfort step is never offered to somebody alone. */
  readonly withClinician: boolean;
  readonly sensoryThresholdUa: number;
  readonly strongComfortableUa: number;
  readonly discomfortUa: number | null;
  readonly settledUa: number;
  /** Why the last mark was not taken; empty when it was. */
  readonly refusal: string;
}

/** "Now", said at the level that the band reports, whole uA. */
export interface TitrationMark {
  readonly step: TitrationStep;
  readonly currentUa: number;
}

export const initialTitration = (withClinician: boolean): TitrationState => ({
  step: 'sensory-threshold',
  withClinician,
  sensoryThresholdUa: 0,
  strongComfortableUa: 0,
  discomfortUa: null,
  settledUa: 0,
  refusal: '',
});

const next = (state: TitrationState, step: TitrationStep, found: Partial<TitrationState>): TitrationState => ({
  ...state,
  ...found,
  step,
  refusal: '',
});

function flawOf(state: TitrationState, { step, currentUa }: TitrationMark): string {
  if (step !== state.step) return `it is the turn of ${state.step}`;
  if (!Number.isSafeInteger(currentUa) || currentUa <= 0) return 'no current flows';
  if (step === 'discomfort' && !state.withClinician) return 'only with a clinician present';
  if (currentUa < state.sensoryThresholdUa) return 'below the level that was first felt';
  if (step === 'discomfort' && currentUa < state.strongComfortableUa) return 'below the level that was comfortable';
  if (state.discomfortUa !== null && currentUa >= state.discomfortUa) return 'still at the level of discomfort';
  return '';
}

/** A mark that cannot be is refused with the reason and changes nothing else. */
export function stepTitration(state: TitrationState, mark: TitrationMark): [TitrationState, TitrationState] {
  const refusal = flawOf(state, mark);
  const after = refusal === '' ? take(state, mark.currentUa) : { ...state, refusal };
  return [after, after];
}

function take(state: TitrationState, currentUa: number): TitrationState {
  switch (state.step) {
    case 'sensory-threshold':
      return next(state, 'strong-comfortable', { sensoryThresholdUa: currentUa });
    case 'strong-comfortable': {
      const found = { strongComfortableUa: currentUa, settledUa: currentUa };
      return next(state, state.withClinician ? 'discomfort' : 'done', found);
    }
    case 'discomfort':
      return next(state, 'settled', { discomfortUa: currentUa });
    case 'settled':
      return next(state, 'done', { settledUa: currentUa });
    case 'done':
      return state;
  }
}

/** The clinician leaves the discomfort step out: what was comfortable stays. */
export function skipDiscomfort(state: TitrationState): TitrationState {
  return state.step === 'discomfort'
    ? next(state, 'done', {})
    : { ...state, refusal: 'there is no discomfort step to leave out' };
}

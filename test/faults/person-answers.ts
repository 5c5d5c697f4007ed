import { SCREENING_QUESTIONS } from '../../host/stim/person/screening-questions.ts';
import type { PutOnRecord } from './lockstep.ts';

/** Of a person against whose stimulation nothing stands. */
export const SCREENED: PutOnRecord = {
  kind: 'screening',
  by: 'patient',
  document: { answers: Object.fromEntries(SCREENING_QUESTIONS.map(({ id }) => [id, false])) },
};

export const padsOpened = (areaMm2: number): PutOnRecord => ({
  kind: 'pad',
  by: 'patient',
  document: { id: 'pair-1', event: 'opened', areaMm2 },
});

export const PADS_USED: PutOnRecord = { kind: 'pad', by: 'gateway', document: { id: 'pair-1', event: 'used' } };

/** What a home of real bands has on record before its first session. */
export const ANSWERED: readonly PutOnRecord[] = [SCREENED, padsOpened(2500)];

/** Bands of a real home say that they are real: their person answers for themselves. */
export const REAL_HOME = {
  simulatedHome: false,
  flashes: (bundle: string): string => bundle.replaceAll(/indexOf\((["'])simulated\1\)/g, "indexOf('no such word')"),
};

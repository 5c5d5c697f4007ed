import { describe, expect, it } from 'vitest';
import { stopReasonWords } from '../../host/screen/ending-words.ts';
import type { StimulationView } from '../../host/screen/feed.ts';
import {
  doseWords,
  HANDS_ON_ADVICE,
  mayFlow,
  stimulationLine,
  stimulationWords,
  unseen,
} from '../../host/screen/stimulation-words.ts';
import { fullDose } from './demo-session.ts';

const STATES: readonly StimulationView['state'][] = [
  'IDLE',
  'ARMED',
  'RAMPING_UP',
  'ACTIVE',
  'PAUSED',
  'RAMPING_DOWN',
  'LOCKOUT',
  'FAULT',
  'UNKNOWN',
];
const active: StimulationView = {
  state: 'ACTIVE',
  currentUa: 12_000,
  prescribedUa: 15_000,
  remainingS: 47.2,
  reason: '',
};

describe('stimulation states in words', () => {
  it('call current possible in the three live states and when nobody knows', () => {
    expect(STATES.filter(mayFlow)).toEqual(['RAMPING_UP', 'ACTIVE', 'RAMPING_DOWN', 'UNKNOWN']);
  });

  it('say "off" or "no current" in no state where current may flow', () => {
    for (const state of STATES.filter(mayFlow)) {
      const { title, detail } = stimulationWords(state);
      expect(`${title} ${detail}`).not.toMatch(/\boff\b(?! if|\.$)|no current/i);
    }
  });

  it('never show what a band last said once the page has lost the gateway', () => {
    expect(unseen({ ...active, state: 'IDLE' }).state).toBe('UNKNOWN');
    expect(stimulationLine(unseen(active))).toBe('Current unknown');
    expect(stimulationWords('UNKNOWN').detail).toContain(HANDS_ON_ADVICE);
  });

  it('fit one line on a small screen', () => {
    expect(stimulationLine(active)).toBe('12.0 mA, 0:48 left');
    expect(stimulationLine({ ...active, state: 'LOCKOUT', currentUa: 0 })).toBe('Current 0.0 mA');
  });
});

describe('stop reasons in words', () => {
  it('know what the bands report, in either spelling', () => {
    expect(stopReasonWords('SESSION_DONE')).toBe('Ran for its full time');
    expect(stopReasonWords('lease-lost')).toBe('Ended because the gateway fell silent');
    expect(stopReasonWords('none')).toBe('No stimulation took place');
    expect(stopReasonWords('')).toBe('No stimulation took place');
  });

  it('show an unknown one as it is', () => {
    expect(stopReasonWords('SUN_SPOTS')).toBe('Sun spots');
    expect(stopReasonWords('constructor')).toBe('Constructor');
  });

  it('sum a dose up for the list', () => {
    expect(doseWords(fullDose())).toBe('60 s at up to 12.0 mA');
    expect(doseWords({ ...fullDose(), on_time_s: 0 })).toBe('None');
  });
});

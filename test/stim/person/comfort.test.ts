import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  COMFORT_HOLDS_MS,
  type ComfortState,
  type Feeling,
  initialComfort,
  noteRaise,
  raiseRefusal,
  stepComfort,
} from '../../../host/stim/person/comfort.ts';
import { SEED } from '../../seeded.ts';

const says = (feeling: Feeling, atMs = 0, levelUa = 10_000) => ({ feeling, atMs, levelUa });
const feels = (feeling: Feeling): ComfortState => stepComfort(initialComfort(), says(feeling))[0];

describe('comfort', () => {
  test('nobody who has not said how it feels goes up', () => {
    expect(raiseRefusal(initialComfort(), 1000, 0)).toBe('COMFORT_UNKNOWN');
  });

  test('a session begins without a word, unfrozen', () => {
    expect(initialComfort()).toEqual({
      feeling: null,
      saidAtMs: Number.MIN_SAFE_INTEGER,
      raisedAtMs: Number.MIN_SAFE_INTEGER,
      frozen: false,
      hastySteps: 0,
    });
  });

  test('a word holds for two minutes and not a moment longer', () => {
    const state = feels('strong-comfortable');
    expect(raiseRefusal(state, 1000, COMFORT_HOLDS_MS - 1)).toBe('');
    expect(raiseRefusal(state, 1000, COMFORT_HOLDS_MS)).toBe('COMFORT_UNKNOWN');
  });

  test('steps of at most 2 mA, a second apart', () => {
    const state = noteRaise(feels('too-weak'), '', 5000);
    expect(raiseRefusal(state, 1000, 5999)).toBe('TOO_SOON');
    expect(raiseRefusal(state, 2000, 6000)).toBe('');
    expect(raiseRefusal(state, 2001, 6000)).toBe('STEP_TOO_LARGE');
    expect(raiseRefusal(state, Number.NaN, 6000)).toBe('STEP_TOO_LARGE');
  });

  test.each<Feeling>(['uncomfortable', 'painful'])(
    'after %s nothing goes up any more, whatever is said and tried',
    (word) => {
      const state = noteRaise(feels(word), 'TOO_SOON', 10);
      const later = stepComfort(state, says('strong-comfortable', 1000))[0];
      expect(raiseRefusal(later, 1000, 5000)).toBe('FROZEN');
    },
  );

  test('uncomfortable: down by 15 % at once, and no way up in this session', () => {
    const [state, act] = stepComfort(initialComfort(), says('uncomfortable'));
    expect(act).toEqual({ kind: 'lower', toUa: 8500 });
    const later = stepComfort(state, says('strong-comfortable', 1000))[0];
    expect(raiseRefusal(later, 1000, 5000)).toBe('FROZEN');
  });

  test('painful: stop; the other words do nothing by themselves', () => {
    expect(stepComfort(initialComfort(), says('painful'))[1]).toEqual({ kind: 'stop' });
    expect(stepComfort(initialComfort(), says('too-weak'))[1]).toEqual({ kind: 'none' });
    expect(stepComfort(initialComfort(), says('strong-comfortable'))[1]).toEqual({ kind: 'none' });
  });

  test('a level that is no multiple is lowered to the microampere below', () => {
    expect(stepComfort(initialComfort(), says('uncomfortable', 0, 10_001))[1]).toEqual({ kind: 'lower', toUa: 8500 });
  });

  test('two minutes are 120,000 ms, counted from the word', () => {
    expect(COMFORT_HOLDS_MS).toBe(120_000);
    const late = stepComfort(initialComfort(), says('too-weak', 500_000))[0];
    expect(raiseRefusal(late, 1000, 619_999)).toBe('');
    expect(raiseRefusal(late, 1000, 620_000)).toBe('COMFORT_UNKNOWN');
  });

  test('somebody whose last word was of discomfort is not comfortable, frozen or not', () => {
    expect(raiseRefusal({ ...feels('uncomfortable'), frozen: false }, 1000, 5000)).toBe('NOT_COMFORTABLE');
  });

  test('four hasty steps are ignored, the fifth ends all increases', () => {
    let state = noteRaise(feels('too-weak'), '', 0);
    for (const [i, refusal] of (['TOO_SOON', 'STEP_TOO_LARGE', 'TOO_SOON', 'STEP_TOO_LARGE'] as const).entries()) {
      state = noteRaise(state, refusal, 10 + i);
      expect(raiseRefusal(state, 1000, 5000)).toBe('');
    }
    expect(raiseRefusal(noteRaise(state, 'TOO_SOON', 20), 1000, 60_000)).toBe('FROZEN');
  });

  test('a step that was refused for want of a word is not hasty', () => {
    let state = feels('too-weak');
    for (let i = 0; i < 9; i++) state = noteRaise(state, 'COMFORT_UNKNOWN', i);
    expect(state).toEqual(feels('too-weak'));
  });

  test('whatever is said and done, no act ever raises the current', () => {
    const words = fc.constantFrom<Feeling>('too-weak', 'strong-comfortable', 'uncomfortable', 'painful');
    const talk = fc.array(fc.record({ feeling: words, atMs: fc.nat(), levelUa: fc.nat(80_000) }));
    fc.assert(
      fc.property(talk, (sentences) => {
        let state = initialComfort();
        for (const sentence of sentences) {
          const [next, act] = stepComfort(state, sentence);
          if (act.kind === 'lower') expect(act.toUa).toBeLessThanOrEqual(sentence.levelUa);
          if (state.frozen) expect(next.frozen).toBe(true);
          state = next;
        }
      }),
      { seed: SEED },
    );
  });
});

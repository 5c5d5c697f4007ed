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

  test('uncomfortable: down by 15 % at once, and no way up in this session', () => {
    const [state, act] = stepComfort(initialComfort(), says('uncomfortable'));
    expect(act).toEqual({ kind: 'lower', toUa: 8500 });
    const later = stepComfort(state, says('strong-comfortable', 1000))[0];
    expect(raiseRefusal(later, 1000, 5000)).toBe('FROZEN');
  });

  test('painful: stop', () => {
    expect(stepComfort(initialComfort(), says('painful'))[1]).toEqual({ kind: 'stop' });
  });

  test('a stuck key is ignored, and five hasty steps end all increases', () => {
    let state = noteRaise(feels('too-weak'), '', 0);
    for (let i = 0; i < 5; i++) state = noteRaise(state, raiseRefusal(state, 1000, 10 + i), 10 + i);
    expect(raiseRefusal(state, 1000, 60_000)).toBe('FROZEN');
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

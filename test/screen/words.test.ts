import { describe, expect, it } from 'vitest';
import type { Cue } from '../../host/motion/movement-event.ts';
import {
  count,
  cueDetail,
  cueText,
  dialRange,
  exerciseName,
  movementWords,
  targetPlace,
  tempoVerdict,
  tempoVerdictWords,
} from '../../host/screen/words.ts';

const CODES: readonly Cue['code'][] = [
  'slower-out',
  'slower-back',
  'hold-longer',
  'further',
  'not-so-far',
  'good',
  'done',
  'steadier',
  'further-than-before',
];
const cue = (code: Cue['code'], measured = 1, wanted = 2): Cue => ({ code, measured, wanted });

describe('cues', () => {
  it('are short sentences, one for each code', () => {
    const texts = CODES.map((code) => cueText(cue(code), 'knee-extension'));
    expect(new Set(texts).size).toBe(CODES.length);
    for (const text of texts) expect(text.split(' ').length).toBeLessThanOrEqual(5);
  });

  it('speak of the movement of the exercise', () => {
    expect(cueText(cue('slower-back'), 'knee-extension')).toBe('Lower more slowly');
    expect(cueText(cue('slower-back'), 'elbow-flexion')).toBe('Straighten more slowly');
    expect(cueText(cue('further'), 'shoulder-abduction')).toBe('Raise a little further');
    expect(cueText(cue('further'), 'some-new-exercise')).toBe('Move out a little further');
  });

  it('give the number behind them in its unit', () => {
    expect(cueDetail(cue('slower-back', 0.84, 2))).toBe('That took 0.8 s. Aim for 2.0 s.');
    expect(cueDetail(cue('further', 52.4, 60))).toBe('You reached 52°. Aim for 60°.');
    expect(cueDetail(cue('not-so-far', 82, 75))).toBe('You reached 82°. Stay under 75°.');
    for (const code of ['good', 'done', 'steadier', 'further-than-before'] as const)
      expect(cueDetail(cue(code))).toBe('');
  });
});

describe('target and tempo', () => {
  const target = { low: 60, high: 75 };

  it('counts the edges of the band as inside', () => {
    expect([59.9, 60, 75, 75.1].map((angle) => targetPlace(angle, target))).toEqual([
      'below',
      'inside',
      'inside',
      'above',
    ]);
  });

  it('forgives thirty percent of a wanted time', () => {
    expect([1.39, 1.41, 2.59, 2.61].map((seconds) => tempoVerdict(seconds, 2))).toEqual([
      'short',
      'good',
      'good',
      'long',
    ]);
    expect(tempoVerdictWords('back', 'short')).toBe('too fast');
    expect(tempoVerdictWords('hold', 'short')).toBe('too short');
  });

  it('leaves room around the target on the dial', () => {
    expect(dialRange(target)).toEqual({ lowDeg: 0, highDeg: 90 });
    expect(dialRange({ low: -10, high: 5 })).toEqual({ lowDeg: -30, highDeg: 90 });
    expect(dialRange({ low: 120, high: 150 })).toEqual({ lowDeg: 0, highDeg: 170 });
  });
});

describe('names', () => {
  it('turns ids into words', () => {
    expect(exerciseName('knee-extension')).toBe('Knee extension');
    expect(movementWords('knee-extension').joint).toBe('knee');
    expect([count(1, 'set'), count(2, 'set')]).toEqual(['1 set', '2 sets']);
  });
});

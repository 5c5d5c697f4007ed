import { expect, test } from 'vitest';
import { movementText, obstacleWords } from '../../host/screen/demonstration-words.ts';
import { canBeMended, doubtWords } from '../../host/screen/doubt-words.ts';

test('an obstacle says what is wrong and what helps', () => {
  expect(obstacleWords({ code: 'peaks-differ', deviationDeg: 12.34, allowedDeg: 10 })).toBe(
    'The peaks differ by ± 12.3°, and at most ± 10.0° shows one movement: leave out what went wrong, or record again.',
  );
  expect(obstacleWords({ code: 'doubtful-sensors', indexes: [2] })).toMatch(/^Repetition 2: a sensor is in doubt\./);
  expect(obstacleWords({ code: 'low-confidence', indexes: [2, 5] })).toMatch(/^Repetitions 2, 5: /);
  expect(obstacleWords({ code: 'too-few', reps: 1, needed: 3 })).toBe('Only 1 repetition left: at least 3 are needed.');
});

test('a movement in one line', () => {
  const tempo = { outS: 1.9, holdS: 1, backS: 2 };
  expect(movementText({ targetDeg: { low: 71, high: 84 }, tempo })).toBe(
    '71 to 84°, out 1.9 s, hold 1.0 s, back 2.0 s',
  );
});

test('a doubt says which band, and what to do', () => {
  expect(doubtWords({ kind: 'swapped', sensor: 'upper-arm', with: 'forearm' })).toBe(
    'The band on the upper arm looks swapped with the one on the forearm: change them over.',
  );
  expect(doubtWords({ kind: 'dropout', sensor: 'shank', share: 0.124 })).toContain('lost 12 % of its samples');
  expect(canBeMended({ kind: 'slipped', sensor: 'thigh' })).toBe(true);
  expect(canBeMended({ kind: 'dropout', sensor: 'thigh' })).toBe(false);
});

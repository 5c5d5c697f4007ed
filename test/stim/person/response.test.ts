import { describe, expect, test } from 'vitest';
import { personDocumentFlaws } from '../../../host/stim/person/person-record.ts';
import { responderEstimate, sessionPain } from '../../../host/stim/person/response.ts';
import { record } from './records.ts';

const moved = (session: string, stimulation: boolean, rating: number, exercise = 'knee-extension') =>
  record('pain', {
    session,
    moment: stimulation ? 'during' : 'before',
    activity: 'movement',
    exercise,
    stimulation,
    rating,
  });
const session = (id: string, off: number, on: number) => [moved(id, false, off), moved(id, true, on)];

describe('response', () => {
  test('pain at rest and with movement, before and after, the same exercise without and with current', () => {
    const records = [
      ...session('s1', 7, 4),
      record('pain', { session: 's1', moment: 'before', activity: 'rest', stimulation: false, rating: 5 }),
      record('pain', { session: 's1', moment: 'after', activity: 'rest', stimulation: false, rating: 3 }),
    ];
    expect(sessionPain(records, 's1')).toEqual({
      session: 's1',
      restBefore: 5,
      restAfter: 3,
      movementOff: 7,
      movementOn: 4,
      exercise: 'knee-extension',
    });
  });

  test('another exercise is no comparison', () => {
    const records = [moved('s1', false, 7, 'squat'), moved('s1', true, 3, 'knee-extension')];
    expect(sessionPain(records, 's1')).toMatchObject({ movementOff: null, movementOn: null });
    expect(responderEstimate(records, ['s1']).verdict).toBe('too-early');
  });

  test.each([
    [7, 4, 'likely'],
    [8, 6, 'unclear'],
    [5, 4, 'unclear'],
    [6, 6, 'unlikely'],
    [2, 0, 'unclear'],
    [5, 7, 'unlikely'],
  ] as const)('movement-evoked pain from %d to %d in the first full session: %s', (off, on, verdict) => {
    expect(responderEstimate(session('s1', off, on), ['s1']).verdict).toBe(verdict);
  });

  test('a session that was cut short says nothing', () => {
    expect(responderEstimate(session('s1', 7, 2), []).verdict).toBe('too-early');
  });

  test('six sessions with little relief propose a review; five do not', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const records = ids.flatMap((id) => session(id, 6, 5));
    expect(responderEstimate(records, ids).reviewProposed).toBe(true);
    expect(responderEstimate(records, ids.slice(1)).reviewProposed).toBe(false);
  });
});

test('what is no rating, no finding or no reason is refused with the place of the flaw', () => {
  expect(
    personDocumentFlaws('pain', { session: 's', moment: 'before', activity: 'rest', stimulation: false, rating: 11 }),
  ).toEqual([expect.stringContaining('rating')]);
  expect(personDocumentFlaws('skin', { site: 'knee-left', finding: 'fine' })).toHaveLength(1);
  expect(personDocumentFlaws('override', { of: 'skin-lock', id: '*', reason: '' })).toEqual([
    expect.stringContaining('reason'),
  ]);
});

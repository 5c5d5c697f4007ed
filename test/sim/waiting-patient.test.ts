import { expect, test } from 'vitest';
import { DEMONSTRATION_SCRIPT, scriptedMovement } from '../../sim/patient.ts';
import { seededRandom } from '../../sim/random.ts';
import { type WaitingPatient, waitingPatient } from '../../sim/waiting-patient.ts';
import { SEED } from '../seeded.ts';

const script = scriptedMovement(DEMONSTRATION_SCRIPT, seededRandom(SEED));
const [first, , third] = script.reps;
const STEP_S = 0.01;
/** At a minimum-jerk pace nobody's shank is faster. */
const FASTEST_DEG_S = 250;

/** Beginnings of movements between two moments. */
function repsBetween(patient: WaitingPatient, fromS: number, toS: number): number[] {
  const began: number[] = [];
  for (let tS = fromS; tS < toS; tS += STEP_S) {
    const [before, now] = [patient.excursionDeg(tS - STEP_S), patient.excursionDeg(tS)];
    expect(Math.abs(now - before), `a jump at ${tS} s`).toBeLessThan(FASTEST_DEG_S * STEP_S);
    if (before === 0 && now !== 0) began.push(tS);
  }
  return began;
}

test('somebody who was not asked sits still', () => {
  expect(repsBetween(waitingPatient(script), 1, 100)).toEqual([]);
});

test('who is in the middle of it goes on when asked once more', () => {
  const patient = waitingPatient(script);
  patient.begin(10);
  patient.begin(10 + third!.peakS);
  expect(repsBetween(patient, 1, 10 + script.durationS)).toHaveLength(script.reps.length);
});

test('where nobody is left the repetition under way is the last, and the next host sees all of them', () => {
  const patient = waitingPatient(script);
  patient.begin(0);
  patient.leave(third!.peakS);
  patient.leave(third!.peakS + 1);
  expect(repsBetween(patient, 1, 60)).toHaveLength(3);
  patient.begin(60);
  const again = repsBetween(patient, 60, 60 + script.durationS);
  expect(again).toHaveLength(script.reps.length);
  expect(again[0]).toBeCloseTo(60 + first!.startS, 0);
});

test('a host that comes while the last repetition is ended waits for that', () => {
  const patient = waitingPatient(script);
  patient.begin(0);
  patient.leave(third!.startS + 0.5);
  patient.begin(third!.startS + 1);
  expect(repsBetween(patient, third!.endS + STEP_S, third!.endS + script.durationS)).toHaveLength(script.reps.length);
});

test('a host that leaves before the patient has begun leaves somebody who sits still', () => {
  const patient = waitingPatient(script);
  patient.begin(10);
  patient.leave(9);
  expect(repsBetween(patient, 1, 100)).toEqual([]);
});

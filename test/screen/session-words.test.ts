import { describe, expect, it } from 'vitest';
import type { SessionView } from '../../host/screen/feed.ts';
import {
  confidenceWords,
  curveSummary,
  gapWords,
  lostPercent,
  meanAndDeviation,
  patientSummary,
  phaseAdvice,
  phaseHeadline,
  repAnnouncement,
  stimulationSummary,
  wentOnWords,
} from '../../host/screen/session-words.ts';
import { movementWords } from '../../host/screen/words.ts';
import { demoDocument, demoSession, fullDose } from './demo-session.ts';

const demo = demoSession('s-1', 1);
const document = demoDocument(demo, new Date(0));
const target = document.session.target_deg;
const view: SessionView = {
  id: 's-1',
  phase: 'resting',
  exercise: { id: 'knee-extension', name: 'Knee extension' },
  targetDeg: target,
  set: 1,
  sets: 2,
  repsInSet: 5,
  repsPerSet: 8,
  elapsedS: 40,
};

describe('a session in words', () => {
  it('tells the patient what was done', () => {
    const [first, second, third] = patientSummary(demo.reps, view, movementWords('knee-extension'));
    expect(first).toBe('You did 16 repetitions in 2 sets.');
    expect(second).toMatch(/^Your knee moved through \d\d° on average\.$/);
    expect(third).toMatch(/^\d+ of 16 reached the target of 60 to 75°\.$/);
  });

  it('praises nothing where nothing was counted', () => {
    expect(patientSummary([], view, movementWords('knee-extension'))).toEqual([
      'No repetition was counted in this session.',
    ]);
    expect(curveSummary([], target, 65)).toBe('Joint angle in a session of 1:05 minutes; no repetition was counted.');
  });

  it('says how the stimulation ended', () => {
    expect(stimulationSummary(document)).toBe(
      'You had 60 s of stimulation at up to 12.0 mA. It ran for its full time.',
    );
    const none = demoDocument(demo, new Date(0), { ...fullDose(), on_time_s: 0, stop_reason: 'none' });
    expect(stimulationSummary(none)).toBe('There was no stimulation.');
  });

  it('says that a session went on after a restart, and that nothing flows until it is asked for', () => {
    const wentOn = { ...view, wentOn: { atS: 63.58, gapS: 24.02 } };
    const words = 'Your session went on after a restart of the gateway';
    expect(wentOnWords({ ...wentOn, waitsForPerson: true })).toBe(
      `${words}; stimulation begins only when you start it again.`,
    );
    expect(wentOnWords(wentOn)).toBe(`${words}.`);
    expect([wentOnWords(view), wentOnWords({ ...wentOn, phase: 'finished' }), gapWords(view)]).toEqual(['', '', '']);
    expect(gapWords(wentOn)).toMatch(/^went on at 63\.6 s after 24\.0 s without a gateway/);
  });

  it('never announces a set beyond the last', () => {
    expect(phaseAdvice(view)).toBe('Next comes set 2 of 2.');
    expect(phaseAdvice({ ...view, set: 2 })).toBe('Next comes set 2 of 2.');
    expect(phaseHeadline({ ...view, phase: 'exercising' })).toBe('Set 1 of 2');
  });

  it('announces a repetition with its cue', () => {
    expect(repAnnouncement(view, 'Lower more slowly')).toBe('Repetition 5 of 8. Lower more slowly.');
    expect(repAnnouncement(view, '')).toBe('Repetition 5 of 8.');
  });
});

describe('figures', () => {
  it('average with the sample deviation', () => {
    expect(meanAndDeviation([])).toBeUndefined();
    expect(meanAndDeviation([5])).toEqual({ mean: 5, deviation: 0 });
    expect(meanAndDeviation([1, 3])).toEqual({ mean: 2, deviation: Math.SQRT2 });
  });

  it('take lost frames against all that were sent', () => {
    expect(lostPercent({ received: 99, lost: 1, recovered: 5, discarded: 0 })).toBe(1);
    expect(lostPercent({ received: 0, lost: 0, recovered: 0, discarded: 0 })).toBe(0);
  });

  it('put confidence into words', () => {
    expect([0.9, 0.6, 0.2].map(confidenceWords)).toEqual(['high', 'fair', 'low']);
  });
});

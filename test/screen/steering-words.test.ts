import { describe, expect, it } from 'vitest';
import type { DoseDayRow } from '../../host/screen/dose-review.ts';
import { daySummary, everyDay } from '../../host/screen/dose-words.ts';
import type { StimulationView } from '../../host/screen/feed.ts';
import { responseWords, securityWords } from '../../host/screen/review-words.ts';
import {
  feelingHint,
  levelWords,
  restWords,
  riseHint,
  spokenTime,
  stimulationAnnouncement,
} from '../../host/screen/steering-words.ts';

const hand = { askedUa: 12_000, noRise: '', prompt: '', remainderS: 0, restLeftS: 0, ceilingUa: 15_000 } as const;
const active: StimulationView = {
  state: 'ACTIVE',
  currentUa: 12_000,
  prescribedUa: 12_000,
  remainingS: 40,
  reason: '',
  steering: hand,
};

describe('the hand on the current, in words', () => {
  it('says where it is going and what is the most', () => {
    expect(levelWords(active)).toBe('A session begins at 12.0 mA (the mark). At most 15.0 mA for you.');
    const rising = { ...active, currentUa: 4000 };
    expect(levelWords(rising)).toMatch(/^Rising to 12\.0 mA\. /);
  });

  it('counts down to when the word must be said again', () => {
    expect(feelingHint(undefined, false)).toBe('Say how it feels. Only then can it be made stronger.');
    expect(feelingHint(96.2, true)).toBe('Good for another 1:37; then say it again.');
    expect(feelingHint(0, true)).toBe('Say again how it feels before it can be made stronger.');
  });

  it('explains why it does not rise', () => {
    expect(riseHint('')).toBe('Each press changes it by 1 mA.');
    expect(riseHint('Wait a second.')).toBe('Wait a second.');
  });

  it('never rounds a time down', () => {
    expect([1, 10, 11, 119, 120, 121, 840].map(spokenTime)).toEqual([
      '10 s',
      '10 s',
      '20 s',
      '120 s',
      '2 min',
      '3 min',
      '14 min',
    ]);
  });

  it('tells of the rest, of what is left, of both or of neither', () => {
    expect(restWords(0, 0)).toBe('');
    expect(restWords(700, 0)).toBe('The skin rests for another 12 min.');
    expect(restWords(0, 840)).toBe('14 min of this stimulation are left and can be begun now.');
    expect(restWords(700, 840)).toBe(
      'The skin rests for another 12 min; what is left, 14 min, can be begun after that.',
    );
  });

  it('announces states and reasons, and no figure that changes each second', () => {
    const later = { ...active, currentUa: 12_700, remainingS: 39 };
    expect(stimulationAnnouncement(later)).toBe(stimulationAnnouncement(active));
    expect(stimulationAnnouncement({ ...active, state: 'UNKNOWN', reason: 'x' })).toMatch(/Treat it as on/);
  });
});

describe('doses by day', () => {
  const day = (name: string, onTimeMs: number, limitMs: number | null = 180_000): DoseDayRow => ({
    ...{ day: name, onTimeMs, limitMs, sessions: 1, peakUa: 12_000, pulses: 1, note: '' },
  });

  it('leave a gap where nothing was delivered, with the limit that held before', () => {
    const shown = everyDay([day('2026-02-27', 60_000), day('2026-03-02', 30_000, 60_000)]);
    expect(shown.map((one) => [one.day, one.onTimeMs, one.limitMs])).toEqual([
      ['2026-02-27', 60_000, 180_000],
      ['2026-02-28', 0, 180_000],
      ['2026-03-01', 0, 180_000],
      ['2026-03-02', 30_000, 60_000],
    ]);
    expect(everyDay([])).toEqual([]);
  });

  it('say in a sentence what the chart shows', () => {
    expect(daySummary([])).toMatch(/Nothing was delivered/);
    expect(daySummary([day('2026-03-01', 60_000), day('2026-03-02', 200_000)])).toBe(
      '4:20 min on 2 days of the last four weeks; most on 2026-03-02: 3:20 min. 1 day went above the limit.',
    );
  });
});

describe('what a clinician reads', () => {
  it('is no probability, and never a higher ceiling', () => {
    const estimate = { verdict: 'unlikely', reliefPoints: -1, reliefPercent: -20, reviewProposed: true } as const;
    const words = responseWords(estimate).join(' ');
    expect(words).toMatch(/hurt 1 of 10 points more/);
    expect(words).toMatch(/look at the plan/);
    expect(words).not.toMatch(/probab|chance/);
  });

  it('names security events, also those that are new', () => {
    expect(securityWords({ event: 'clock-jump', by_ms: -3_600_000 })).toBe(
      'The clock on the wall was moved by -3600 s',
    );
    expect(securityWords({ event: 'band-enrolled', id: 'stim-1' })).toBe('Band stim-1 was enrolled');
    const refused = { event: 'band-refused', id: 'm-1', at: 'c0:ff:ee:00:00:01', code: 'key-not-proven' };
    expect(securityWords(refused)).toBe(
      'Whoever calls itself m-1 at c0:ff:ee:00:00:01 was refused: it did not show that it has the key',
    );
    expect(securityWords({ ...refused, refused_besides: 40 })).toMatch(/\(40 more times besides/);
    expect(securityWords({ event: 'sun-spot' })).toBe('sun spot');
  });
});

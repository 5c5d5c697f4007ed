import { describe, expect, it, test } from 'vitest';
import {
  awayNote,
  backfillFigure,
  batteryFigure,
  clockFigure,
  intervalFigure,
  linkWords,
  lossFigure,
  overviewWords,
  reconnectFigure,
  recoveredFigure,
  signalFigure,
  signalLevel,
  standSentences,
} from '../../host/screen/link-words.ts';
import { BAND, sevenBands, WELL } from './demo-bands.ts';

const SEVEN = (() => {
  const event = sevenBands();
  return event.kind === 'devices' ? event.devices : [];
})();

test.each([
  [-30, 'strong', 3],
  [-70, 'strong', 3],
  [-71, 'fair', 2],
  [-85, 'fair', 2],
  [-86, 'weak', 1],
  [-127, 'weak', 1],
])('%i dBm is %s, %i bars of three', (signalDbm, word, bars) => {
  expect(signalLevel(signalDbm)).toEqual({ word, bars });
});

describe('what is not known is said to be so, and is never a 0', () => {
  const unknown = { ...BAND, lossPercent: null, recovered: null, batteryPercent: null };
  it.each([signalFigure, intervalFigure, lossFigure, recoveredFigure, clockFigure, batteryFigure])('%o', (figure) => {
    expect(figure(unknown)).toEqual({ text: 'not known', warns: false });
  });
});

describe('a figure says what is out of the ordinary in words', () => {
  it('loss above 2 %', () => {
    expect(lossFigure({ ...BAND, lossPercent: 2 })).toEqual({ text: '2.0 %', warns: false });
    expect(lossFigure({ ...BAND, lossPercent: 2.1 })).toEqual({ text: '2.1 %, high', warns: true });
  });

  it('an interval above 60 ms', () => {
    expect(intervalFigure({ ...BAND, intervalMs: 7.5 })).toEqual({ text: '7.5 ms', warns: false });
    expect(intervalFigure({ ...BAND, intervalMs: 200 })).toEqual({ text: '200 ms, slow', warns: true });
  });

  it('a clock that is no crystal, with how sure that is', () => {
    expect(clockFigure({ ...BAND, clockErrorPpm: -34, clockErrorSigmaPpm: 4 }).text).toBe('−34 ± 4 ppm');
    expect(clockFigure({ ...BAND, clockErrorPpm: 240 })).toEqual({ text: '+240 ppm, odd', warns: true });
  });

  it('no clock error where it could still be anything', () => {
    const { text, warns } = clockFigure({ ...BAND, clockErrorPpm: 240, clockErrorSigmaPpm: 346 });
    expect({ text, warns }).toEqual({ text: 'not known', warns: false });
  });

  it('a weak signal and a low battery', () => {
    expect(signalFigure({ ...BAND, signalDbm: -91 })).toEqual({ text: '−91 dBm, weak', warns: true });
    expect(batteryFigure({ ...BAND, batteryPercent: 14 })).toEqual({ text: '14 %, low', warns: true });
  });

  it('what is lost for good, also where nobody knows how much', () => {
    const none = { framesAwaited: 0, samplesRecovered: 2080, samplesLost: 0 };
    expect(backfillFigure(none)).toEqual({ text: '2080 samples brought in later', warns: false });
    expect(backfillFigure({ ...none, samplesLost: 1 }).text).toBe(
      '2080 samples brought in later, 1 sample lost for good',
    );
    expect(backfillFigure({ ...none, samplesLost: null }).warns).toBe(true);
    expect(backfillFigure({ framesAwaited: 12, samplesRecovered: 0, samplesLost: 0 }).text).toBe('12 frames awaited');
  });
});

describe('the link', () => {
  it('tells for how long it has been away, and how often it came back', () => {
    expect(linkWords({ ...BAND, state: 'down', awayS: 14 })).toBe('○ out of reach for 14 s');
    expect(linkWords({ ...BAND, state: 'down', awayS: 300 })).toBe('○ out of reach for 5 min');
    expect(linkWords(BAND)).toBe('● up');
    const reconnects = { count: 3, lastAt: 'then', longestAwayS: 22 };
    expect(reconnectFigure(reconnects, (iso) => iso).text).toBe('3 times, last then, longest 22 s away');
  });

  it('of all bands in one line, and in sentences that change only when something does', () => {
    expect(overviewWords(SEVEN)).toBe('7 bands: 5 up, 1 out of reach, 1 refused');
    expect(overviewWords(WELL)).toBe('3 bands: 3 up');
    const sentences = standSentences(SEVEN);
    expect(sentences).toBe(
      '71d2-90b3 on the lower leg is out of reach. 0a44-7e19 on the upper arm is heard weakly. 0c11-7d02 on the chest is refused.',
    );
    expect(standSentences(SEVEN.map((band) => ({ ...band, awayS: band.awayS === null ? null : 99 })))).toBe(sentences);
    expect(standSentences(WELL)).toBe('');
  });
});

describe('the patient', () => {
  it('is told which band to bring closer, and that nothing is lost', () => {
    expect(awayNote({ ...BAND, awayS: 3 }, 'left')).toEqual({
      title: 'The band on your left thigh is out of reach.',
      text: 'Bring it closer; what it measures is kept and added later.',
    });
  });

  it('is not told of what comes back at once, nor of the stimulation band, whose state says it', () => {
    expect(awayNote({ ...BAND, awayS: 2 })).toBeUndefined();
    expect(awayNote(BAND)).toBeUndefined();
    expect(awayNote({ ...BAND, kind: 'stim', awayS: 60 })).toBeUndefined();
  });

  it('is told of a band that is not theirs, without a word of keys', () => {
    const note = awayNote({ ...BAND, refused: 'calls itself m-1' });
    expect(`${note?.title} ${note?.text}`).not.toMatch(/key|enrol|m-1/);
  });
});

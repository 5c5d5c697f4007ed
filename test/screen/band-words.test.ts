import { describe, expect, it } from 'vitest';
import {
  bandNotes,
  limbWords,
  pressWords,
  RESET_CAUSES,
  signalWords,
  troubleNote,
} from '../../host/screen/band-words.ts';
import type { DeviceView } from '../../host/screen/feed.ts';
import { PLACEMENTS } from '../../protocol/placement.ts';
import { bandsInTrouble } from './demo-bands.ts';

describe('what is said of a band', () => {
  it('names every place as the person who wears it does, with the side where there is one', () => {
    const said = PLACEMENTS.map((placement) => limbWords(placement, 'left'));
    expect(said).toContain('left lower leg');
    expect(said).toContain('left upper arm');
    expect(said).toContain('chest');
    expect(said.join()).not.toMatch(/shank|sternum|pelvis|-/);
    expect(limbWords('thigh')).toBe('thigh');
  });

  it('tells the patient what measures nothing and what to do, and nothing of what is only cut off', () => {
    const stuck = troubleNote({ kind: 'stuck', forMs: 2000 }, 'thigh', 'right');
    expect(stuck?.title).toBe('The band on your right thigh measures nothing.');
    expect(stuck?.text).toMatch(/Stop moving.*Switch the band off and on/);
    expect(troubleNote({ kind: 'no-sensor' }, 'shank')?.title).toBe('The band on your lower leg measures nothing.');
    expect(troubleNote({ kind: 'saturated', axes: [] }, 'shank')).toBeUndefined();
  });

  it('tells the engineer which axis was cut off, how often, and why a band started anew', () => {
    const event = bandsInTrouble();
    const devices: readonly DeviceView[] = event.kind === 'devices' ? event.devices : [];
    const notes = devices.flatMap(bandNotes);
    expect(notes).toHaveLength(5);
    expect(notes.join('\n')).toContain('gyroscope y 12 samples, acceleration x 3 samples');
    expect(notes.join('\n')).toContain('started anew 2 times, latest cause: watchdog: its program hung');
    expect(signalWords({ kind: 'saturated', axes: [{ axis: 'gyroscope z', samples: 1 }] })).toContain('1 sample');
    expect(new Set(Object.values(RESET_CAUSES)).size).toBe(Object.keys(RESET_CAUSES).length);
  });

  it('says on which limb a button was pressed', () => {
    expect(pressWords('shank', 'left')).toBe('Button pressed: the band on your left lower leg.');
    expect(pressWords('shank', 'left', 'the')).toBe('Button pressed: the band on the left lower leg.');
  });
});

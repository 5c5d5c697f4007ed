import { expect, it } from 'vitest';
import { followMovement } from '../follow.ts';
import { knownKnee } from '../known-knee.ts';
import { interleave } from '../recording.ts';

it('half a minute of swinging the knee by 25 degrees to either side counts nothing, over 10 seeds', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const parts = seed % 2 ? (['rest', 'set', 'fidget', 'rest'] as const) : (['fidget', 'set', 'rest'] as const);
    const knee = knownKnee(seed, { parts, partS: seed % 2 ? 15 : 30, fidgetDeg: 25 });
    const { reps } = followMovement('knee-extension', interleave(knee.recordings));
    expect(reps, `seed ${seed}`).toHaveLength(8);
  }
});

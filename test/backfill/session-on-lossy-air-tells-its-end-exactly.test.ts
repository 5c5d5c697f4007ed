import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { HomeWithGaps, lackingOf, storedSamples, toldLost } from './home-with-gaps.ts';

const SESSIONS = 30;
const SAMPLES_PER_FRAME = 9;

test('whenever a session on lossy air ends, what it lacks up to its last sample is what its document tells as lost or awaited', async () => {
  const rig = new HomeWithGaps({ seed: SEED, board: 'xiao', air: { lossShare: 0.3 } });
  for (let session = 0; session < SESSIONS; session++) {
    const home = await rig.begin();
    // At another moment between two tellings of how its frames come in, which are 250 ms apart.
    await rig.live(1500 + 37 * session);
    const document = await rig.ended(home);
    const { lost = [], awaited_frames = 0 } = document.completion ?? {};
    const lacking = rig.bands.map(({ placement, given }) => {
      const { raw } = storedSamples(rig.store, document.session.id, placement);
      return lackingOf(given, raw).reduce((sum, { count }) => sum + count, 0) - toldLost(document, placement);
    });
    expect(lacking[0]! + lacking[1]!, JSON.stringify(lost)).toBe(SAMPLES_PER_FRAME * awaited_frames);
  }
});

import { expect, test } from 'vitest';
import { seededRandom } from '../../../sim/random.ts';
import { SEED } from '../../seeded.ts';
import { plainBand } from '../../sim/radio/plain-band.ts';
import { pass } from '../../virtual-time.ts';
import { nobleRoom } from './noble-room.ts';

/** As the firmware advertises while somebody may look for it. */
const ADVERTISING_MS = 375;

test('seven bands that were away for seconds or minutes are each up within 5 s after they can be heard again', async () => {
  const random = seededRandom(SEED);
  const bands = Array.from({ length: 7 }, (_, i) =>
    plainBand({ address: `c0:ff:ee:00:02:0${i}`, advertisingMs: ADVERTISING_MS }),
  );
  const { clock, controller, follow, until } = await nobleRoom(bands);
  const followed = bands.map(follow);
  const allAre = (state: string) => () => followed.every(({ states }) => states.at(-1) === state);
  await until(allAre('up'), 15_000);
  const took: number[] = [];
  for (let i = 0; i < 20; i++) {
    const awayMs = 5_000 + random.next() * 20_000;
    for (const { address } of bands) controller.faults.dropLink(address, awayMs);
    const backMs = clock.nowMs() + awayMs;
    await until(allAre('down'), 6_000);
    await pass(clock, backMs - clock.nowMs());
    await until(allAre('up'), 10_000);
    took.push(clock.nowMs() - backMs);
  }
  took.sort((a, b) => a - b);
  console.log(
    `seven back at once, the last up after: median ${took[10]!.toFixed(0)} ms, at most ${took.at(-1)!.toFixed(0)} ms`,
  );
  expect(took.at(-1)).toBeLessThanOrEqual(5_000);
});

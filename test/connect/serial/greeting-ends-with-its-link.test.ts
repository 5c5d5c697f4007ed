import { expect, test } from 'vitest';
import { connectDevice } from '../../../host/connect/device-connection.ts';
import { greet } from '../../../host/connect/greeting.ts';
import { wallTimeline } from '../../../host/connect/wall-timeline.ts';
import { openAt, plugIn, until } from './plugged-band.ts';

/** Of the 10 s for which a silent band is asked. */
const AT_ONCE_MS = 5_000;

test('whoever is asked who it is when its link is closed is asked no longer, and no timer keeps the program alive', async () => {
  const band = await plugIn('silent');
  const { link } = await openAt(band.path);
  const running = new Set<object>();
  const wall = wallTimeline();
  const counted = (cancel: () => void): (() => void) => {
    running.add(cancel);
    return () => {
      running.delete(cancel);
      cancel();
    };
  };
  const timeline = {
    ...wall,
    after: (ms: number, callback: () => void) => counted(wall.after(ms, callback)),
    every: (ms: number, callback: () => void) => counted(wall.every(ms, callback)),
  };
  const refused = expect(greet(connectDevice(link), timeline)).rejects.toMatchObject({ code: 'link/not-up' });
  await until(() => band.received.length > 0);
  const beganMs = performance.now();
  await link.close();
  await refused;
  expect(performance.now() - beganMs).toBeLessThan(AT_ONCE_MS);
  expect(running.size).toBe(0);
});

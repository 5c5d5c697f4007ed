import { beforeEach, expect, test } from 'vitest';
import type { HomeSession } from '../../host/home-session.ts';
import type { SessionDocument } from '../../host/records/session-document.ts';
import type { Store } from '../../host/records/store.ts';
import { createVirtualClock, type VirtualClock } from '../../sim/board/virtual-clock.ts';
import { temporaryStore } from '../records/session-fixture.ts';
import { PretendedBand } from './pretended-band.ts';
import { beginPretended, FRAME_MS } from './pretended-home.ts';

let clock: VirtualClock;
let store: Store;
let said: string[];
let home: HomeSession;
let document: SessionDocument | undefined;
let [thigh, shank, foot]: PretendedBand[] = [];

beforeEach(() => {
  clock = createVirtualClock();
  store = temporaryStore({ wallMs: clock.wallMs });
  said = [];
  document = undefined;
  [thigh, shank, foot] = (['thigh', 'shank', 'foot'] as const).map((one) => new PretendedBand(one, clock.nowMs));
});

function begin(): void {
  const bands = [thigh!, shank!, foot!];
  home = beginPretended({ store, timeline: clock, bands, say: (line) => said.push(line) });
  void home.session.done.then((done) => {
    document = done;
  });
}

async function live(seconds: number, heard: readonly (PretendedBand | undefined)[] = []): Promise<void> {
  for (let ms = 0; ms < 1000 * seconds; ms += FRAME_MS) {
    clock.advanceBy(FRAME_MS);
    for (const band of heard) band!.measure((i) => [i, ms, 1, 0, 0, 8192]);
  }
  await Promise.resolve();
}

test('the deadline is told, the session ends at it, and what the band has of it is awaited', async () => {
  begin();
  await live(3, [thigh, shank]);
  thigh!.reach('down');
  await live(5);
  expect(said).toContain(
    'the session waits 120 s for the band on the thigh (band-thigh); then it ends, and what was done is kept',
  );
  await live(110);
  expect(document).toBeUndefined();
  await live(8);
  expect(said.at(-1)).toBe(
    'the band on the thigh (band-thigh) did not come back within 120 s: the session ends without it',
  );
  expect(document).toMatchObject({ session: { outcome: 'stopped' } });
  expect(home.session.plan().phase).toBe('finished');
  expect(store.decisions('s-1')).toMatchObject([{ kind: 'band-given-up', detail: { device: 'band-thigh' } }]);
  const awayFrames = (1000 * document!.session.duration_s - 3000) / FRAME_MS;
  expect(Math.abs(document!.completion!.awaited_frames - awayFrames)).toBeLessThan(3);
  expect(store.incomplete('band-thigh')).toMatchObject([{ sensor: 'thigh', start: { id: 's-1' } }]);
  expect(store.incomplete('band-shank')).toEqual([]);
});

test('one that was never there while it ran is given up, too', async () => {
  shank!.reach('down');
  begin();
  await live(123, []);
  expect(document).toMatchObject({ session: { outcome: 'stopped' }, reps: [] });
});

test('one that comes back, and one that the exercise does without, end nothing', async () => {
  begin();
  await live(3, [thigh, shank]);
  foot!.reach('down');
  for (let i = 0; i < 2; i++) {
    shank!.reach('down');
    await live(80);
    shank!.reach('up');
    await live(2, [thigh, shank]);
  }
  expect(document).toBeUndefined();
  expect(said.filter((line) => line.includes('waits 120 s')).map((line) => /the (\w+) \(/.exec(line)![1])).toEqual([
    'shank',
    'shank',
  ]);
  home.session.end();
});

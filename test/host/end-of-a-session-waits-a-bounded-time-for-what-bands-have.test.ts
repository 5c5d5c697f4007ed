import { expect, test } from 'vitest';
import { awaitCompletion } from '../../host/session-completion.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';

function waiting(framesAt: (ms: number) => number) {
  const clock = createVirtualClock();
  const said: string[] = [];
  let overMs: number | undefined;
  awaitCompletion(
    clock,
    () => framesAt(clock.nowMs()),
    (line) => said.push(line),
    () => {
      overMs = clock.nowMs();
    },
  );
  clock.advanceBy(60_000);
  return { said, overMs };
}

test('it is over as soon as nothing is to come any more, and says what it waits for every five seconds', () => {
  const { said, overMs } = waiting((ms) => Math.max(0, 700 - ms / 10));
  expect(overMs).toBe(7000);
  expect(said).toEqual([
    'completing the recording: 675 frames are still to come from the bands',
    'completing the recording: 175 frames are still to come from the bands',
  ]);
});

test('after 20 s the rest stays on the bands, and that is said', () => {
  const { said, overMs } = waiting(() => 42);
  expect(overMs).toBe(20_000);
  expect(said.at(-1)).toBe('42 frames stay on the bands; they are fetched when the bands are next connected');
});

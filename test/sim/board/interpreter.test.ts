import { expect, test } from 'vitest';
import { createInterpreter } from '../../../sim/board/interpreter.ts';
import { createVirtualClock } from '../../../sim/board/virtual-clock.ts';
import { seededRandom } from '../../../sim/random.ts';
import { SEED } from '../../seeded.ts';

function bench() {
  const clock = createVirtualClock();
  const errors: unknown[] = [];
  const interpreter = createInterpreter(clock, seededRandom(SEED), (error) => errors.push(error));
  return { clock, interpreter, errors };
}

test('work takes time, and what comes meanwhile waits', () => {
  const { clock, interpreter } = bench();
  const startedMs: number[] = [];
  const job = (): void => {
    startedMs.push(clock.nowMs());
    interpreter.charge(10);
  };
  for (let i = 0; i < 3; i++) interpreter.enqueue(job, 'timer');
  clock.advanceTo(100);
  expect(startedMs[1]! - startedMs[0]!).toBeGreaterThan(10);
  expect(startedMs[2]! - startedMs[1]!).toBeGreaterThan(10);
});

test('time inside a callback goes with its work', () => {
  const { clock, interpreter } = bench();
  let tookMs = 0;
  interpreter.enqueue(() => {
    const beganMs = interpreter.nowMs();
    interpreter.charge(7);
    tookMs = interpreter.nowMs() - beganMs;
  }, 'timer');
  clock.advanceTo(50);
  expect(tookMs).toBe(7);
});

test('a turn takes all events, then all timers that were due', () => {
  const { clock, interpreter } = bench();
  const ran: string[] = [];
  interpreter.enqueue(() => {
    ran.push('timer 1');
    interpreter.enqueue(() => ran.push('late event'), 'event');
  }, 'timer');
  interpreter.enqueue(() => ran.push('timer 2'), 'timer');
  interpreter.enqueue(() => ran.push('event'), 'event');
  clock.advanceTo(50);
  expect(ran).toEqual(['event', 'timer 1', 'timer 2', 'late event']);
});

test('garbage is collected for 9 to 26 ms every few seconds', () => {
  const { clock, interpreter } = bench();
  const gapsMs: number[] = [];
  let last = 0;
  clock.every(5, () =>
    interpreter.enqueue(() => {
      gapsMs.push(clock.nowMs() - last);
      last = clock.nowMs();
    }, 'timer'),
  );
  clock.advanceTo(60_000);
  const pauses = gapsMs.filter((gap) => gap > 9);
  expect(pauses.length).toBeGreaterThan(8);
  expect(Math.max(...pauses)).toBeLessThan(32);
});

test('an error ends its callback only; a reset forgets what waited', () => {
  const { clock, interpreter, errors } = bench();
  let ran = 0;
  interpreter.enqueue(() => {
    throw new Error('broken');
  }, 'event');
  interpreter.enqueue(() => ran++, 'event');
  clock.advanceTo(50);
  expect([ran, errors.length]).toEqual([1, 1]);
  interpreter.stall(1000);
  interpreter.enqueue(() => ran++, 'event');
  interpreter.clear();
  clock.advanceTo(5000);
  expect(ran).toBe(1);
});

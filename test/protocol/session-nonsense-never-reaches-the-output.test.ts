import { expect, test } from 'vitest';
import { SessionScene } from './session-scene.ts';

const NONSENSE = [
  Number.NaN,
  -1,
  -20_000,
  0.5,
  25_001,
  80_001,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];
const FOREIGN = [undefined, null, '20000', true, {}, [20_000]] as unknown as number[];

test.each([...NONSENSE, ...FOREIGN])('a current of %o starts nothing, sets nothing, resumes nothing', (currentUa) => {
  const starting = new SessionScene().arm();
  starting.send('LEASE', { ttlMs: 2_000 });
  expect(starting.send('START', { currentUa }).result).toBe('REFUSED');
  expect(starting.run(1_000).state.currentUa).toBe(0);

  const live = new SessionScene().active();
  live.run(1_000);
  expect(live.send('SET', { currentUa }).result).toBe('REFUSED');
  expect(live.run(1_000).state).toMatchObject({ currentUa: 20_000, targetUa: 20_000, state: 'ACTIVE' });
  live.send('PAUSE');
  expect(live.send('RESUME', { currentUa }).result).toBe('REFUSED');
  expect(live.run(1_000).state).toMatchObject({ currentUa: 0, state: 'PAUSED' });
});

test.each([...NONSENSE.filter((value) => !(value > 0) || value % 1 !== 0 || value >= 2 ** 32), 0, ...FOREIGN])(
  'a lease of %o renews nothing',
  (ttlMs) => {
    const scene = new SessionScene().active();
    const leftMs = scene.state.leaseLeftMs;
    expect(scene.send('LEASE', { ttlMs }).result).toBe('REFUSED');
    expect(scene.state.leaseLeftMs).toBe(leftMs);
  },
);

test.each([Number.NaN, -3, 101, Number.POSITIVE_INFINITY])('a battery of %o percent is an empty one', (percent) => {
  const scene = new SessionScene().active();
  scene.event({ kind: 'BATTERY', percent });
  expect(scene.state).toMatchObject({ batteryPercent: 0, state: 'RAMPING_DOWN', stopReason: 'BATTERY' });
});

test('a counter that is not a number is not echoed as one', () => {
  const scene = new SessionScene();
  expect(scene.send('ARM', { counter: Number.NaN })).toEqual({ counter: 0, result: 'REFUSED', reason: 'MALFORMED' });
});

import { expect, test } from 'vitest';
import { pass } from '../../virtual-time.ts';
import { nobleRoom, numberedBand } from './noble-room.ts';

test('an adapter that is pulled out takes all links down, and plugged in again they are up within 5 s', async () => {
  const bands = [numberedBand(1), numberedBand(2)];
  const { controller, follow, until, clock, failures } = await nobleRoom(bands);
  const followed = bands.map(follow);
  const all = (state: string) => () => followed.every(({ states }) => states.at(-1) === state);
  await until(all('up'));
  for (const awayMs of [300, 5_000, 61_000]) {
    failures.length = 0;
    controller.faults.unplug();
    await until(all('down'), 1_000);
    await pass(clock, awayMs);
    expect(all('down')()).toBe(true);
    controller.faults.plugIn();
    const backMs = clock.nowMs();
    await until(all('up'), 10_000);
    console.log(`adapter away for ${awayMs} ms: all up ${clock.nowMs() - backMs} ms after it is back`);
    // The bands notice by supervision timeout that nobody is there any more, and can be heard only then.
    expect(clock.nowMs() - Math.max(backMs, backMs - awayMs + 4_000)).toBeLessThanOrEqual(5_000);
    expect(failures[0]).toMatchObject({ code: 'link/radio-unavailable' });
    expect(failures.length).toBeLessThan(5);
  }
});

// Noble takes no notice of the event, and would keep connections that are no more.
test('a controller that resets itself is begun with anew, and the links come back', async () => {
  const band = numberedBand(1);
  const { controller, follow, until } = await nobleRoom([band]);
  const { states } = follow(band);
  await until(() => states.at(-1) === 'up');
  controller.faults.hardwareError();
  await until(() => states.at(-1) === 'down', 1_000);
  await until(() => states.at(-1) === 'up', 10_000);
});

test('a controller that answers nothing any more, and does not say so, is noticed and begun with anew', async () => {
  const band = numberedBand(1);
  const { controller, follow, until, failures } = await nobleRoom([band]);
  const { states } = follow(band);
  await until(() => states.at(-1) === 'up');
  controller.faults.stallHost(20_000);
  await until(() => states.at(-1) === 'down', 15_000);
  expect(failures).toContainEqual(expect.objectContaining({ code: 'link/no-answer' }));
  await until(() => states.at(-1) === 'up', 30_000);
});

test('a gateway that stood still for three seconds keeps its links', async () => {
  const band = numberedBand(1);
  const { controller, follow, until, clock } = await nobleRoom([band]);
  const { states } = follow(band);
  await until(() => states.at(-1) === 'up');
  for (let i = 0; i < 5; i++) {
    controller.faults.stallHost(3_000);
    await pass(clock, 4_700);
  }
  expect(states).toEqual(['connecting', 'up']);
});

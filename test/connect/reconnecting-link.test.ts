import { expect, test } from 'vitest';
import { type Dialled, reconnectingLink } from '../../host/connect/reconnecting-link.ts';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Channel, LinkState } from '../../protocol/link.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { pass } from '../virtual-time.ts';

/** Connections as a library gives them, made to fail as libraries do. */
function telephone() {
  const clock = createVirtualClock(0);
  const held = new Set<Dialled>();
  const state = { dials: 0, answers: true, hangs: false, sendHangs: false };
  let packet: (channel: Channel, bytes: Uint8Array) => void = () => {};
  let gone: () => void = () => {};
  const dial = async (givenUp: AbortSignal): Promise<Dialled> => {
    state.dials++;
    if (!state.answers) throw new LimberError('link/no-answer', 'nobody there');
    if (state.hangs) await new Promise((resolve) => givenUp.addEventListener('abort', resolve));
    const dialled: Dialled = {
      payloadBytes: 244,
      onPacket: (listener) => {
        packet = listener;
      },
      onGone: (listener) => {
        gone = listener;
      },
      send: () => (state.sendHangs ? new Promise(() => {}) : Promise.resolve()),
      hangUp: async () => void held.delete(dialled),
    };
    held.add(dialled);
    return dialled;
  };
  const states: LinkState[] = [];
  const link = reconnectingLink({ name: 'band', dial, timeline: clock });
  link.onState((one) => states.push(one));
  return { clock, link, state, states, held, lose: () => gone(), notify: () => packet('status', Uint8Array.of(1)) };
}

test('a band that comes back within a minute is connected again within 5 s of coming back, whenever that is', async () => {
  for (const awayMs of [50, 1_300, 4_000, 17_900, 60_000]) {
    const { clock, link, state, states, lose } = telephone();
    await pass(clock, 20);
    state.answers = false;
    lose();
    await pass(clock, awayMs);
    expect(states.at(-1)).toBe('down');
    state.answers = true;
    const backMs = clock.nowMs();
    while (states.at(-1) !== 'up' && clock.nowMs() < backMs + 60_000) await pass(clock, 10);
    expect(clock.nowMs() - backMs).toBeLessThanOrEqual(5_000);
    await link.close();
  }
});

test('after 1,000 losses one connection is held, a listener hears a packet once, and nothing is due but the present', async () => {
  const { clock, link, state, states, held, lose, notify } = telephone();
  let heard = 0;
  link.onPacket(() => heard++);
  for (let i = 0; i < 1_000; i++) {
    await pass(clock, 10);
    lose();
    await pass(clock, 10);
  }
  await pass(clock, 200);
  expect(states.at(-1)).toBe('up');
  expect(state.dials).toBe(1_001);
  expect(held.size).toBe(1);
  notify();
  expect(heard).toBe(1);
  await link.close();
  expect(held.size).toBe(0);
});

test('a send that the library never settles is refused in words after its deadline, and the connection is made anew', async () => {
  const { clock, link, state, states } = telephone();
  await pass(clock, 20);
  state.sendHangs = true;
  const sent = expect(link.send('command', Uint8Array.of(1))).rejects.toMatchObject({ code: 'link/no-answer' });
  await pass(clock, 4_000);
  await sent;
  expect(states.slice(1)).toEqual(['up', 'down', 'up']);
  expect(state.dials).toBe(2);
  await link.close();
});

test('a link that is closed while it dials lets go of the connection that comes after all', async () => {
  const { clock, link, state, states, held } = telephone();
  state.hangs = true;
  await pass(clock, 20);
  await link.close();
  await pass(clock, 60_000);
  expect(states.at(-1)).toBe('closed');
  expect(held.size).toBe(0);
  expect(state.dials).toBe(1);
});

test('why an attempt failed is told, and attempts go on', async () => {
  const clock = createVirtualClock(0);
  const failures: unknown[] = [];
  const link = reconnectingLink({
    name: 'band',
    timeline: clock,
    dial: () => Promise.reject(new LimberError('link/no-answer', 'nobody there')),
    onFailure: (error) => failures.push(error),
  });
  await pass(clock, 10_000);
  expect(failures.length).toBeGreaterThan(15);
  expect(failures[0]).toMatchObject({ message: 'nobody there' });
  await link.close();
});

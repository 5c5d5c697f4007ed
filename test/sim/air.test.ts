import { expect, test } from 'vitest';
import { createAir, HOME_AIR } from '../../sim/air.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { seededRandom } from '../../sim/random.ts';
import { type LinkUnderTest, testLinkContract } from '../protocol/link-contract.ts';
import { SEED } from '../seeded.ts';

const LOSSLESS = { ...HOME_AIR, lossShare: 0 };

function attached(plan = LOSSLESS) {
  const clock = createVirtualClock();
  const air = createAir('band', clock, plan, seededRandom(SEED));
  const received: { channel: 'command' | 'info' | 'motion' | 'stim' | 'log' | 'status'; bytes: Uint8Array }[] = [];
  air.attach({
    payloadBytes: 50,
    connect: () => {},
    disconnect: () => {},
    write: (channel, bytes) => void received.push({ channel, bytes }),
  });
  return { clock, air, received };
}

async function open(): Promise<LinkUnderTest> {
  const { clock, air, received } = attached();
  return {
    link: air.link,
    notify: air.notify,
    received,
    until: async (condition) => {
      if (!clock.runUntil(condition, clock.nowMs() + 60_000)) throw new Error('never happened');
    },
  };
}

testLinkContract('simulated air', open);

test('a full queue drops notifications without a word, as a SoftDevice does', () => {
  const { clock, air } = attached();
  clock.advanceBy(HOME_AIR.connectMs + 100);
  const heard: number[] = [];
  air.link.onPacket((_, bytes) => heard.push(bytes[0]!));
  for (let i = 0; i < 30; i++) air.notify('motion', Uint8Array.of(i));
  clock.advanceBy(1000);
  expect(heard).toEqual(Array.from({ length: HOME_AIR.queuePackets }, (_, i) => i));
  expect(air.lost()).toBe(30 - HOME_AIR.queuePackets);
});

test('loss comes in bursts and in the share asked for', () => {
  const { clock, air } = attached({ ...HOME_AIR, lossShare: 0.02, burstPackets: 5 });
  clock.advanceBy(HOME_AIR.connectMs + 100);
  const heard: boolean[] = Array.from({ length: 20_000 }, () => false);
  air.link.onPacket((_, bytes) => {
    heard[bytes[0]! | (bytes[1]! << 8)] = true;
  });
  heard.forEach((_, i) => {
    air.notify('motion', Uint8Array.of(i & 255, i >> 8));
    clock.advanceBy(20);
  });
  const lost = heard.filter((arrived) => !arrived).length;
  const bursts = heard.filter((arrived, i) => !arrived && heard[i - 1] !== false).length;
  expect(lost / heard.length).toBeGreaterThan(0.012);
  expect(lost / heard.length).toBeLessThan(0.03);
  expect(lost / bursts).toBeGreaterThan(3.5);
  expect(lost / bursts).toBeLessThan(6.5);
});

test('a drop-out is a state, and the link comes back', () => {
  const { clock, air } = attached();
  const states: string[] = [];
  air.link.onState((state) => states.push(state));
  clock.advanceBy(HOME_AIR.connectMs + 10);
  air.dropOut(5000);
  clock.advanceBy(5010);
  expect(states).toEqual(['connecting', 'up', 'down', 'up']);
});

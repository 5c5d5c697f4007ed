import { expect, test } from 'vitest';
import { type LinkUnderTest, testLinkContract } from '../../protocol/link-contract.ts';
import { openAt, opensAt, placeNamed, plugIn, until } from './plugged-band.ts';

let ports = 0;

async function open(): Promise<LinkUnderTest> {
  const band = await plugIn(`contract-${ports++}`);
  const { link } = await openAt(band.path);
  return { link, notify: band.say, received: band.received, until };
}

testLinkContract('serial on a pseudo-terminal', open);

test('a port that does not exist is refused in words', async () => {
  await expect(opensAt(placeNamed('nothing'))).rejects.toMatchObject({
    code: 'link/port-unavailable',
    message: expect.stringContaining('nothing'),
  });
});

test('it is up when it is there, and stamps packets by the clock of its band', async () => {
  const band = await plugIn('stamped');
  const bandClock = { nowMs: () => 1_234_567, wallMs: () => 0, after: () => () => {}, every: () => () => {} };
  const { link, states } = await openAt(band.path, { timeline: bandClock });
  expect(states).toEqual(['up']);
  const stamps: number[] = [];
  link.onPacket((_channel, _bytes, atMs) => stamps.push(atMs));
  band.say('motion', Uint8Array.of(1));
  await until(() => stamps.length === 1);
  expect(stamps).toEqual([1_234_567]);
});

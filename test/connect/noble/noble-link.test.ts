import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { CHANNELS } from '../../../protocol/link.ts';
import { testLinkContract } from '../../protocol/link-contract.ts';
import { plainBand } from '../../sim/radio/plain-band.ts';
import { nobleRoom } from './noble-room.ts';

testLinkContract('noble in process', async () => {
  const band = plainBand();
  const { transport, clock } = await nobleRoom([band]);
  let isOver = false;
  onTestFinished(() => {
    isOver = true;
  });
  // What the contract awaits takes connection events: time passes by itself.
  void (async () => {
    while (!isOver) {
      clock.advanceBy(1);
      await eventLoopTurn();
    }
  })();
  return {
    link: transport.link(band.address),
    notify: band.notify,
    notifying: CHANNELS.filter((channel) => channel !== 'command'),
    received: band.written,
    until: async (condition) => {
      while (!condition()) await eventLoopTurn();
    },
  };
});

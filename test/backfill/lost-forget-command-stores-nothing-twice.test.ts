import { expect, test } from 'vitest';
import type { DeviceConnection } from '../../host/connect/device-connection.ts';
import { SEED } from '../seeded.ts';
import { HomeWithGaps, lackingBefore, storedSamples } from './home-with-gaps.ts';

test('a band that never hears it shall forget sends its blocks again, and each sample is stored once', async () => {
  const rig = new HomeWithGaps({ seed: SEED, board: 'xiao', air: { lossShare: 0 } });
  let unheard = 0;
  const blocks: number[] = [];
  for (const { connection, placement } of rig.bands) {
    const { send } = connection;
    const deaf: DeviceConnection['send'] = async (command) => {
      if (command.kind !== 'FORGET_LOG') return send(command);
      unheard++;
    };
    Object.assign(connection, { send: deaf });
    if (placement === 'thigh')
      connection.messages$.subscribe((message) => {
        if (message.kind === 'log-block') blocks.push(message.block.number);
      });
  }
  const home = await rig.begin();
  await rig.live(3000);
  for (const breakMs of [6000, 4000]) {
    rig.dropOut(breakMs);
    await rig.live(breakMs + 4000);
    await rig.completed(home);
  }
  await rig.live(1500);
  const document = await rig.ended(home);
  expect(unheard).toBeGreaterThan(2);
  expect(blocks.length).toBeGreaterThan(new Set(blocks).size);
  for (const { placement, given } of rig.bands) {
    const stored = storedSamples(rig.store, document.session.id, placement);
    expect(lackingBefore(given, stored, document.session.duration_s)).toBe(0);
  }
});

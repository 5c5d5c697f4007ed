import { expect, test } from 'vitest';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { readLog } from '../../host/connect/log-reading.ts';
import { linkListeners } from '../../protocol/link-listeners.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';

test('whoever reads the log of a connection that was closed is told that the band does not answer', async () => {
  const clock = createVirtualClock();
  const { onPacket, onState, enterState } = linkListeners('up');
  const link = {
    name: 'band-1',
    payloadBytes: 50,
    onPacket,
    onState,
    send: () => Promise.reject(new Error('closed')),
    close: async () => enterState('closed'),
  };
  const connection = connectDevice(link, { nowMs: clock.nowMs });
  await connection.close();
  const reading = readLog(connection, clock, { tries: 1 }).next();
  await expect(reading).rejects.toMatchObject({ code: 'link/not-up' });
});

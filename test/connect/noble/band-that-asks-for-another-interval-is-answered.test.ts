import { expect, test } from 'vitest';
import { nobleRoom, numberedBand } from './noble-room.ts';

const [ACL, HANDLE, SIGNALLING] = [0x02, 0x40, 5];
const [UPDATE_REQUEST, UPDATE_ANSWER] = [0x12, 0x13];

// On Linux noble leaves the answer to the kernel, which does not see a serial device.
test('asked by the band for 30 ms, the gateway says yes, and the interval in force is told', async () => {
  const band = numberedBand(1);
  const { linkTo, say, told, until } = await nobleRoom([band]);
  const link = await linkTo(band);
  expect(link.intervalMs?.()).toBe(15);
  // 24 * 1.25 ms, no latency, 4 s.
  const request = [UPDATE_REQUEST, 7, 8, 0, 24, 0, 24, 0, 0, 0, 144, 1];
  say([ACL, HANDLE, 0x20, request.length + 4, 0, request.length, 0, SIGNALLING, 0, ...request]);
  const isAnswer = (packet: Uint8Array): boolean =>
    packet[0] === ACL && packet[7] === SIGNALLING && packet[9] === UPDATE_ANSWER && packet[10] === 7;
  await until(() => told.some(isAnswer));
  await until(() => link.intervalMs?.() === 30);
});

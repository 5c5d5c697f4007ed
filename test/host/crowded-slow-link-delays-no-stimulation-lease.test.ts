import { expect, test } from 'vitest';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { greet } from '../../host/connect/greeting.ts';
import { crc32 } from '../../protocol/crc32.ts';
import { beginReassembly, takePacket } from '../../protocol/fragment.ts';
import type { Link } from '../../protocol/link.ts';
import { readEnvelope } from '../../protocol/seal.ts';
import { SIMULATED_LINK_KEY } from '../../protocol/simulation.ts';
import type { VirtualClock } from '../../sim/board/virtual-clock.ts';
import { pass } from '../virtual-time.ts';
import { HomeRig } from './home-rig.ts';

/** Slow enough that what it carries is no flood to the band, which would stop listening. */
const PACKET_MS = 150;

/** One packet after the other, as libraries write them; what was sent first goes first. */
function oneByOne(link: Link, clock: VirtualClock, onHanded: (packet: Uint8Array) => void): Link {
  let freeMs = 0;
  return {
    name: link.name,
    get payloadBytes() {
      return link.payloadBytes;
    },
    onPacket: link.onPacket,
    onState: link.onState,
    close: link.close,
    send: (channel, bytes) => {
      freeMs = Math.max(freeMs, clock.nowMs()) + PACKET_MS;
      return new Promise((resolve, reject) => {
        clock.after(freeMs - clock.nowMs(), () => {
          onHanded(bytes);
          link.send(channel, bytes).then(resolve, reject);
        });
      });
    },
  };
}

test('stimulation goes on over a slow link that is asked for half as much again as it can carry, and a lease waits for one packet at most', async () => {
  const rig = new HomeRig();
  const reassembly = beginReassembly();
  const askedMs = new Map<number, number>();
  const waitedMs: number[] = [];
  const link = oneByOne(rig.device.link, rig.clock, (packet) => {
    const message = takePacket(reassembly, packet, crc32);
    const envelope = message && readEnvelope(message);
    const asked = envelope?.sealed && askedMs.get(envelope.counter);
    if (asked) waitedMs.push(rig.clock.nowMs() - asked);
  });
  const connection = connectDevice(link, { linkKey: () => SIMULATED_LINK_KEY, nowMs: rig.clock.nowMs });
  const noted = {
    ...connection,
    send: (command: Parameters<typeof connection.send>[0]) => {
      if (command.kind === 'LEASE') askedMs.set(command.counter!, rig.clock.nowMs());
      return connection.send(command);
    },
  };
  const greeting = greet(noted, rig.clock);
  await rig.live(3_000);
  rig.devices = [{ connection: noted, hello: await greeting }] as typeof rig.devices;
  const home = await rig.stimulate();
  const cancel = rig.clock.every(200, () => {
    for (let i = 0; i < 2; i++) connection.send({ kind: 'SAY_HELLO' }).catch(() => {});
  });
  waitedMs.length = 0;
  for (let i = 0; i < 10; i++) {
    await pass(rig.clock, 1_000, 5);
    expect(home.stim!.view().state).toBe('ACTIVE');
  }
  expect(waitedMs.length).toBeGreaterThan(15);
  // Its own time on the link, that of the packet under way, and a turn of the test's clock.
  expect(Math.max(...waitedMs)).toBeLessThanOrEqual(2 * PACKET_MS + 10);
  home.stim!.stop();
  await rig.live(600);
  expect(rig.device.board.currentUa()).toBe(0);
  cancel();
}, 30_000);

import type { Placement } from '../protocol/placement.ts';
import { HOME_AIR } from '../sim/air.ts';
import { createVirtualClock } from '../sim/board/virtual-clock.ts';
import { createWorld } from '../sim/world.ts';

/** What two motion bands sent in one simulated session, byte by byte, with the times of arrival. */
export interface CapturedPacket {
  readonly placement: Placement;
  readonly bytes: Uint8Array;
  readonly atMs: number;
}

export interface CapturedSession {
  readonly packets: readonly CapturedPacket[];
  readonly reps: number;
}

export function captureSession(seed: number): CapturedSession {
  const clock = createVirtualClock();
  const { devices, movement } = createWorld({ clock, seed, motionOnly: true, air: { ...HOME_AIR, lossShare: 0 } });
  const packets: CapturedPacket[] = [];
  for (const { link, placement } of devices) {
    link.onPacket((channel, bytes, atMs) => {
      if (channel === 'motion') packets.push({ placement: placement as Placement, bytes: bytes.slice(), atMs });
    });
  }
  clock.advanceBy((movement.durationS + 2) * 1000);
  return { packets, reps: movement.reps.length };
}

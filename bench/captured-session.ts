import { patchMotionFrame, samplesOffset, templateMotionFrame } from '../protocol/generated/device-wire.ts';
import { decodeMotionFrame, SAMPLE_BYTES } from '../protocol/motion-frame.ts';
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

/** @param samplesPerFrame the bands' frames of three samples are packed anew into frames of this many */
export function captureSession(seed: number, samplesPerFrame = 3): CapturedSession {
  const clock = createVirtualClock();
  const { devices, movement } = createWorld({ clock, seed, motionOnly: true, air: { ...HOME_AIR, lossShare: 0 } });
  const packets: CapturedPacket[] = [];
  for (const { link, placement } of devices) {
    link.onPacket((channel, bytes, atMs) => {
      if (channel === 'motion') packets.push({ placement: placement as Placement, bytes: bytes.slice(), atMs });
    });
  }
  clock.advanceBy((movement.durationS + 2) * 1000);
  const repacked = devices.flatMap(({ placement }) =>
    repack(
      packets.filter((packet) => packet.placement === placement),
      samplesPerFrame,
    ),
  );
  return { packets: repacked.sort((a, b) => a.atMs - b.atMs), reps: movement.reps.length };
}

function repack(packets: readonly CapturedPacket[], samplesPerFrame: number): CapturedPacket[] {
  const perPacket = 3;
  const joined = samplesPerFrame / perPacket;
  return Array.from({ length: Math.floor(packets.length / joined) }, (_, sequence) => {
    const group = packets.slice(sequence * joined, (sequence + 1) * joined);
    const bytes = templateMotionFrame(samplesPerFrame * SAMPLE_BYTES, 1);
    group.forEach((packet, i) => {
      const samples = packet.bytes.subarray(samplesOffset(perPacket * SAMPLE_BYTES), 2 + perPacket * SAMPLE_BYTES);
      bytes.set(samples, samplesOffset(samplesPerFrame * SAMPLE_BYTES) + i * perPacket * SAMPLE_BYTES);
    });
    const first = decodeMotionFrame(group[0]!.bytes);
    patchMotionFrame(bytes, sequence, first.ok ? first.value.ticksUs : 0);
    return { placement: group[0]!.placement, bytes, atMs: group.at(-1)!.atMs };
  });
}

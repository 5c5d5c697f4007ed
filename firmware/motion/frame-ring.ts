import { samplesOffset, templateMotionFrame } from '../../protocol/generated/device-wire.ts';

/**
 * Recent frames, each a whole packet in its place of the ring from the start, so that filling one allocates nothing.
 * Place p holds sequences p, p + frames, p + 2 frames …
 */
export interface FrameRing {
  readonly frames: number;
  readonly samplesPerFrame: number;
  readonly packets: Uint8Array[];
  /** Where samples, sequence and ticks begin in a packet. */
  readonly samplesAt: number;
  readonly sequenceAt: number;
  readonly ticksAt: number;
}

const SAMPLE_BYTES = 12;
/** Behind the samples: sequence and ticks with their tags, configuration. */
const FIELDS_BYTES = 12;

const packetBytes = (samples: number): number =>
  samplesOffset(samples * SAMPLE_BYTES) + samples * SAMPLE_BYTES + FIELDS_BYTES;

/** 50 bytes take 3 samples, 128 take 9, 244 take 19. */
export function samplesThatFit(payloadBytes: number): number {
  let samples = 1;
  while (packetBytes(samples + 1) <= payloadBytes) samples++;
  return samples;
}

/** Writes a sequence into a packet of the ring: little endian, 32 bits. */
export function numberPacket(ring: FrameRing, packet: Uint8Array, sequence: number): void {
  for (let i = 0; i < 4; i++) packet[ring.sequenceAt + i] = (sequence >> (8 * i)) & 255;
}

export function createFrameRing(payloadBytes: number, frames: number, configurationId: number): FrameRing {
  const samplesPerFrame = samplesThatFit(payloadBytes);
  const samplesBytes = samplesPerFrame * SAMPLE_BYTES;
  const samplesAt = samplesOffset(samplesBytes);
  const packets: Uint8Array[] = [];
  for (let i = 0; i < frames; i++) packets.push(templateMotionFrame(samplesBytes, configurationId));
  return {
    frames: frames,
    samplesPerFrame: samplesPerFrame,
    packets: packets,
    samplesAt: samplesAt,
    sequenceAt: samplesAt + samplesBytes + 1,
    ticksAt: samplesAt + samplesBytes + 6,
  };
}

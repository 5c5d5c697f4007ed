import { partText } from '../../protocol/generated/device-wire.ts';

/**
 * Recent frames, each a whole packet in its place of the ring from the start, so that filling one allocates nothing.
 * Place p holds sequences p, p + frames, p + 2 frames …
 */
export interface FrameRing {
  readonly samplesPerFrame: number;
  readonly packets: Uint8Array[];
  /** Where samples, sequence and ticks begin in a packet. */
  readonly samplesAt: number;
  readonly sequenceAt: number;
  readonly ticksAt: number;
}

const SAMPLE_BYTES = 12;
/** Tag and length of the samples; sequence and ticks with their tags, configuration with its own. */
const AROUND_BYTES = 14;
/** The length of 128 bytes and more takes another byte. */
const SHORT_PAYLOAD = 141;
/** Sequence (tag 0x15), ticks (0x1d), configuration (0x20). */
const BEHIND = '\x15\0\0\0\0\x1d\0\0\0\0 ';

/** 50 bytes take 3 samples, 128 take 9, 244 take 19. */
export function samplesThatFit(payloadBytes: number): number {
  const room = payloadBytes - AROUND_BYTES - (payloadBytes > SHORT_PAYLOAD ? 1 : 0);
  return Math.floor(room / SAMPLE_BYTES);
}

export function createFrameRing(payloadBytes: number, frames: number, configurationId: number): FrameRing {
  const samplesPerFrame = samplesThatFit(payloadBytes);
  const samplesBytes = samplesPerFrame * SAMPLE_BYTES;
  const samples = partText(10, E.toString(new Uint8Array(samplesBytes)));
  const packets: Uint8Array[] = [];
  for (let i = 0; i < frames; i++)
    packets.push(E.toUint8Array(samples + BEHIND + String.fromCharCode(configurationId)));
  return {
    samplesPerFrame: samplesPerFrame,
    packets: packets,
    samplesAt: samples.length - samplesBytes,
    sequenceAt: samples.length + 1,
    ticksAt: samples.length + 6,
  };
}

import { partText } from '../../protocol/generated/device-wire.ts';

const SAMPLE_BYTES = 12;
/** Tag and length of the samples; sequence and ticks with their tags, configuration with its own. */
const AROUND_BYTES = 14;
/** The length of 128 bytes and more takes another byte. */
const SHORT_PAYLOAD = 141;
/** Sequence (tag 0x15), ticks (0x1d), configuration (0x20). */
const BEHIND = '\x15\0\0\0\0\x1d\0\0\0\0 ';
/** Before the end of a packet: what is in BEHIND, and the configuration. */
export const SEQUENCE_FROM_END = 11;
export const TICKS_FROM_END = 6;
export const TAIL_BYTES = 12;

/** 50 bytes take 3 samples, 128 take 9, 244 take 19. */
export function samplesThatFit(payloadBytes: number): number {
  return Math.floor((payloadBytes - AROUND_BYTES - (payloadBytes > SHORT_PAYLOAD ? 1 : 0)) / SAMPLE_BYTES);
}

/** A whole packet without its numbers: it is filled in place, frame after frame, which allocates nothing. */
export function emptyFrame(samplesPerFrame: number, configurationId: number): Uint8Array {
  return E.toUint8Array(
    partText(10, E.toString(new Uint8Array(samplesPerFrame * SAMPLE_BYTES))) +
      BEHIND +
      String.fromCharCode(configurationId),
  );
}

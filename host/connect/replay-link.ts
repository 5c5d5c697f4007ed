import { patchMotionFrame, samplesOffset, templateMotionFrame } from '../../protocol/generated/device-wire.ts';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Link } from '../../protocol/link.ts';
import { linkListeners } from '../../protocol/link-listeners.ts';
import type { MotionConfiguration } from '../../protocol/motion-configuration.ts';
import { AXES_PER_SAMPLE, SAMPLE_BYTES } from '../../protocol/motion-frame.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import type { EvenStretch } from './resample.ts';

export interface ReplayLink extends Link {
  /** Settles when the last frame was handed over. */
  readonly ended: Promise<void>;
}

export interface ReplayOptions {
  readonly name: string;
  readonly stretches: readonly EvenStretch[];
  readonly configuration: MotionConfiguration;
  readonly timeline: Timeline;
  /** 50 is what the smallest band has. */
  readonly payloadBytes?: number;
}

/** The overhead of a frame is 14 bytes, 15 where the samples' length takes two bytes. */
const samplesPerFrame = (payloadBytes: number): number =>
  Math.floor((payloadBytes - (payloadBytes - 14 < 128 ? 14 : 15)) / SAMPLE_BYTES);

/** A recording as a band would have sent it: the band's own frames, written by the band's own encoder, at the times of their last samples. */
export function replayLink(options: ReplayOptions): ReplayLink {
  const { name, timeline, configuration, payloadBytes = 50 } = options;
  const listeners = linkListeners('up');
  const frames = framesOf(options.stretches, configuration, samplesPerFrame(payloadBytes));
  const beganMs = timeline.nowMs();
  const { promise: ended, resolve: finish } = Promise.withResolvers<void>();
  const emitNext = (): void => {
    const { value, done } = frames.next();
    if (done || listeners.state() === 'closed') {
      finish();
      return;
    }
    // The recordings of one session share their time axis, which begins at 0: one that begins later is replayed later.
    const dueMs = beganMs + value.endS * 1000;
    timeline.after(Math.max(0, dueMs - timeline.nowMs()), () => {
      listeners.emitPacket('motion', value.packet, timeline.nowMs());
      emitNext();
    });
  };
  emitNext();
  return {
    name,
    payloadBytes,
    ended,
    onPacket: listeners.onPacket,
    onState: listeners.onState,
    handsOverAtOnce: true,
    // A recording can't be asked anything; commands fall away as they would at a band out of reach of questions.
    send: async () => {
      if (listeners.state() !== 'up') throw new LimberError('link/not-up', `The replay of ${name} is over.`);
    },
    close: async () => {
      listeners.enterState('closed');
      finish();
    },
  };
}

function* framesOf(
  stretches: readonly EvenStretch[],
  configuration: MotionConfiguration,
  perFrame: number,
): Generator<{ packet: Uint8Array; endS: number }, void> {
  let sequence = 0;
  for (const { firstS, count, samplesRaw } of stretches) {
    for (let from = 0; from < count; from += perFrame) {
      const size = Math.min(perFrame, count - from);
      const beginS = firstS + from / configuration.rateHz;
      const packet = templateMotionFrame(size * SAMPLE_BYTES, configuration.id);
      const at = from * AXES_PER_SAMPLE * 2;
      packet.set(
        new Uint8Array(samplesRaw.buffer, samplesRaw.byteOffset + at, size * SAMPLE_BYTES),
        samplesOffset(size * SAMPLE_BYTES),
      );
      patchMotionFrame(packet, sequence, Math.round(beginS * 1e6) >>> 0);
      sequence = (sequence + 1) >>> 0;
      yield { packet, endS: beginS + (size - 1) / configuration.rateHz };
    }
  }
}

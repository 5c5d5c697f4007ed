import { uuidOf } from '../../protocol/gatt.ts';
import type { MotionBoard } from '../boards/board.ts';
import type { Imu } from '../imu/imu.ts';
import type { MotionSettings } from '../imu/motion-settings.ts';
import { MOTION } from '../radio/gatt-service.ts';
import { tableOf } from '../radio/outlet.ts';
import { emptyFrame, SEQUENCE_FROM_END, samplesThatFit, TICKS_FROM_END } from './frame-ring.ts';

/** From FIFO blocks to frames, live and resent. */
export interface MotionStream {
  /** How often the IMU must be pumped, in ms. */
  readonly pumpMs: number;
  /** A newer request replaces an older one: the host asks again for what is still missing. */
  askForResend(from: number, count: number): void;
  nextSequence(): number;
  oldestSequence(): number;
}

/** So often what was measured is handed on to be recorded, in samples. */
const SAMPLES_PER_LOOK = 72;

/**
 * Starts `imu` and streams. Everything is a variable of this one function, and a frame takes no call that it can do
 * without: an Espruino looks up near names first and pays six tokens' time for a call. The ring is one array of bytes with frames n,
 * n + ringFrames, … at the same place, each filled where it lies; packets are views of it, two variables each instead of eight.
 * @param id of the configuration @param first the sequence of the first frame: numbers go on when the configuration changes.
 * @param record gets the frames since the last look at the clock
 */
export function streamMotion(
  imu: Imu,
  settings: MotionSettings,
  board: MotionBoard,
  id: number,
  first: number,
  record: (ring: Uint8Array, frameBytes: number, from: number, next: number) => void,
): MotionStream {
  let untilLook = 0;
  let next = first;
  const ringFrames = board.ringFrames;
  const packets: Uint8Array[] = [];
  const samplesPerFrame = samplesThatFit(board.payloadBytes);
  let empty = emptyFrame(samplesPerFrame, id);
  // Behind the tag and the length, which is one byte or two.
  const samplesAt = empty[1] > 127 ? 3 : 2;
  const word = new Uint32Array(1);
  const wordBytes = new Uint8Array(word.buffer);
  const frameBytes = empty.length;
  const sequenceAt = frameBytes - SEQUENCE_FROM_END;
  const ticksAt = frameBytes - TICKS_FROM_END;
  const characteristic: CharacteristicValue = { value: '', notify: 1 };
  const update = NRF.updateServices;
  const services = tableOf(uuidOf(1), tableOf(uuidOf(MOTION), characteristic));
  const frameUs = (1e6 * samplesPerFrame) / settings[0];
  const now = getTime;
  const framesPerLook = Math.floor(SAMPLES_PER_LOOK / samplesPerFrame);
  const ring = new Uint8Array(ringFrames * frameBytes);
  for (let i = 0; i < ringFrames; i++) {
    ring.set(empty, i * frameBytes);
    packets.push(new Uint8Array(ring.buffer, i * frameBytes, frameBytes));
  }
  // Given back: a scope is kept with all that is in it.
  empty = packets[0];
  let lookedAt = first;
  let resendLeft = 0;
  let resendFrom = 0;

  /** Once in `framesPerLook`, and at every frame while some are resent. */
  function look(): void {
    const since = next - lookedAt;
    if (since >= framesPerLook) {
      record(ring, frameBytes, lookedAt, next);
      lookedAt = next;
      untilLook = framesPerLook - 1;
    }
    if (!resendLeft) return;
    if (resendFrom >= oldestSequence() && resendFrom < next) {
      characteristic.value = packets[resendFrom % ringFrames];
      update(services);
    }
    resendFrom++;
    resendLeft--;
    untilLook = 0;
  }
  function oldestSequence(): number {
    return Math.max(first, next - ringFrames);
  }
  function emitBlock(block: Uint8Array): void {
    if (untilLook-- < 1) look();
    const packet = packets[next % ringFrames];
    packet.set(block, samplesAt);
    word[0] = next;
    packet.set(wordBytes, sequenceAt);
    word[0] = now() * 1e6 - frameUs;
    packet.set(wordBytes, ticksAt);
    characteristic.value = packet;
    update(services);
    next++;
  }

  imu.start(settings, samplesPerFrame, emitBlock);
  return {
    // A little faster than frames come, so that a late look seldom finds two.
    pumpMs: Math.min(24.5, 2550 / settings[0]),
    askForResend(from, count) {
      resendFrom = from;
      resendLeft = Math.min(count, ringFrames);
      untilLook = 0;
    },
    nextSequence: () => next,
    oldestSequence: oldestSequence,
  };
}

import type { MotionBoard } from '../boards/board.ts';
import type { Imu } from '../imu/imu.ts';
import type { MotionSettings } from '../imu/motion-settings.ts';
import type { Outlet } from '../radio/outlet.ts';
import { createFrameRing } from './frame-ring.ts';

/** From FIFO blocks to frames, live and resent. */
export interface MotionStream {
  /** How often the IMU must be pumped, in ms. */
  readonly pumpMs: number;
  /** A newer request replaces an older one: the host asks again for what is still missing. */
  askForResend(from: number, count: number): void;
  nextSequence(): number;
  oldestSequence(): number;
}

/**
 * When samples were taken, in microseconds of the device clock: the IMU runs on its own oscillator (percents off its nominal rate) and
 * JavaScript looks at its FIFO at odd moments, up to a sample late; the newest of those that wait is half a period old on average. A
 * second-order tracking loop learns the true period and smooths the moments; it settles within 20 s. A look costs as much as a frame.
 */
const SAMPLES_PER_LOOK = 72;
const PHASE_GAIN = 0.25;
const PERIOD_GAIN = 0.03125;

/**
 * Starts `imu` and streams. Everything is a variable of this one function, and a frame takes no call that it can do
 * without: an Espruino looks up near names first and pays six tokens' time for a call.
 * @param id of the configuration @param first the sequence of the first frame: numbers go on when the configuration changes.
 * @param record gets the frames since the last look at the clock
 */
export function streamMotion(
  imu: Imu,
  settings: MotionSettings,
  board: MotionBoard,
  id: number,
  first: number,
  outlet: Outlet,
  record: (packets: readonly Uint8Array[], from: number, next: number) => void,
): MotionStream {
  let untilLook = 0;
  let next = first;
  const ringFrames = board.ringFrames;
  const ring = createFrameRing(board.payloadBytes, ringFrames, id);
  const packets = ring.packets;
  const samplesAt = ring.samplesAt;
  const sequenceAt = ring.sequenceAt;
  const word = new Uint32Array(1);
  let nextUs = 0;
  const wordBytes = new Uint8Array(word.buffer);
  const ticksAt = ring.ticksAt;
  const characteristic = outlet.characteristic;
  const update = NRF.updateServices;
  const services = outlet.services;
  const samplesPerFrame = ring.samplesPerFrame;
  const framesPerLook = Math.floor(SAMPLES_PER_LOOK / samplesPerFrame);
  let frameUs = 0;
  let lookedAt = first;
  let resendLeft = 0;
  let resendFrom = 0;
  let periodUs = 1e6 / settings[0];
  let overruns = 0;

  /** Once in `framesPerLook`, and at every frame while some are resent. */
  function look(): void {
    const since = next - lookedAt;
    if (!frameUs || since >= framesPerLook) {
      const isUnbroken = since && overruns === imu.overruns();
      // The block in hand is older than what waits.
      const samples = imu.samplesWaiting() + samplesPerFrame;
      const errorUs = getTime() * 1e6 - (samples - 0.5) * periodUs - nextUs;
      nextUs += isUnbroken ? errorUs * PHASE_GAIN : errorUs;
      if (isUnbroken) periodUs += (errorUs * PERIOD_GAIN) / (since * samplesPerFrame);
      overruns = imu.overruns();
      frameUs = periodUs * samplesPerFrame;
      untilLook = framesPerLook;
      if (since) record(packets, lookedAt, next);
      lookedAt = next;
    }
    if (!resendLeft) return;
    if (resendFrom >= oldestSequence() && resendFrom < next) outlet.emit(packets[resendFrom % ringFrames]);
    resendFrom++;
    resendLeft--;
    untilLook = 1;
  }
  function oldestSequence(): number {
    return Math.max(first, next - ringFrames);
  }
  function emitBlock(block: Uint8Array): void {
    if (!untilLook) look();
    const packet = packets[next % ringFrames];
    packet.set(block, samplesAt);
    word[0] = next;
    packet.set(wordBytes, sequenceAt);
    word[0] = nextUs;
    packet.set(wordBytes, ticksAt);
    characteristic.value = packet;
    update(services);
    next++;
    untilLook--;
    nextUs += frameUs;
  }

  imu.start(settings, samplesPerFrame, emitBlock);

  return {
    // A little faster than frames come, so that a late look seldom finds two.
    pumpMs: Math.floor((900 * samplesPerFrame) / settings[0]),
    askForResend(from, count) {
      resendFrom = from;
      resendLeft = Math.min(count, ringFrames);
      untilLook = 0;
    },
    nextSequence: () => next,
    oldestSequence: oldestSequence,
  };
}

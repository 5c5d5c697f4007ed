import type { Imu } from '../imu/imu.ts';
import type { MotionSettings } from '../imu/motion-settings.ts';
import type { Outlet } from '../radio/outlet.ts';
import { createFrameRing, numberPacket } from './frame-ring.ts';
import { beginSampleClock, type SampleClock, trackSampleClock } from './sample-clock.ts';

/** From FIFO blocks to frames, live and resent. */
export interface MotionStream {
  /** How often the IMU must be pumped, in ms. */
  readonly pumpMs: number;
  /** A newer request replaces an older one: the host asks again for what is still missing. */
  askForResend(from: number, count: number): void;
  nextSequence(): number;
  oldestSequence(): number;
}

/** The sample clock is corrected at every eighth frame only: that costs as much as a frame. */
const FRAMES_PER_LOOK = 8;

/**
 * Starts `imu` and streams. Everything is a variable of this one function, and a frame takes no call that it can do
 * without: an Espruino looks up near names first and pays six tokens' time for a call.
 * @param first the sequence of the first frame: numbers go on when the configuration changes.
 */
export function streamMotion(
  imu: Imu,
  settings: MotionSettings,
  payloadBytes: number,
  ringFrames: number,
  first: number,
  outlet: Outlet,
): MotionStream {
  const ring = createFrameRing(payloadBytes, ringFrames, settings.id);
  const packets = ring.packets;
  const samplesAt = ring.samplesAt;
  const sequenceAt = ring.sequenceAt;
  const ticksAt = ring.ticksAt;
  const ticks = new Uint32Array(1);
  const ticksBytes = new Uint8Array(ticks.buffer);
  const characteristic = outlet.characteristic;
  const services = outlet.services;
  const update = NRF.updateServices;
  let next = first;
  let nextUs = 0;
  let frameUs = 0;
  let untilLook = 0;
  let carries = true;
  let resendLeft = 0;
  let resendFrom = 0;
  let clock: SampleClock | null = null;
  let overruns = 0;

  function look(): void {
    const nowUs = getTime() * 1e6;
    // The block in hand is older than what waits.
    const samples = imu.samplesWaiting() + ring.samplesPerFrame;
    if (clock && overruns === imu.overruns()) {
      clock.nextUs = nextUs;
      trackSampleClock(clock, nowUs, samples, FRAMES_PER_LOOK * ring.samplesPerFrame);
    } else clock = beginSampleClock(nowUs, samples, settings.rateHz);
    overruns = imu.overruns();
    nextUs = clock.nextUs;
    frameUs = clock.periodUs * ring.samplesPerFrame;
    untilLook = FRAMES_PER_LOOK - (next % FRAMES_PER_LOOK);
    // The upper bytes of a place's number change once in 256 frames.
    carries = next - first < ringFrames || (next & 255) < ringFrames;
  }
  function resend(): void {
    if (resendFrom >= oldestSequence() && resendFrom < next) outlet.emit(packets[resendFrom % ringFrames]);
    resendFrom++;
    resendLeft--;
  }
  function oldestSequence(): number {
    return Math.max(first, next - ringFrames);
  }
  function emitBlock(block: Uint8Array): void {
    if (!untilLook) look();
    const packet = packets[next % ringFrames];
    packet.set(block, samplesAt);
    packet[sequenceAt] = next;
    if (carries) numberPacket(ring, packet, next);
    ticks[0] = nextUs;
    packet.set(ticksBytes, ticksAt);
    characteristic.value = packet;
    update(services);
    next++;
    untilLook--;
    nextUs += frameUs;
    if (resendLeft) resend();
  }

  imu.start(settings, ring.samplesPerFrame, emitBlock);

  return {
    // A little faster than frames come, so that a late look seldom finds two.
    pumpMs: Math.floor((900 * ring.samplesPerFrame) / settings.rateHz),
    askForResend(from, count) {
      resendFrom = from;
      resendLeft = Math.min(count, ringFrames);
    },
    nextSequence: () => next,
    oldestSequence: oldestSequence,
  };
}

import { type DeviceClock, initialDeviceClock, toHostMs } from './device-clock.ts';

/**
 * What a band's clock is known to read, for a gateway that goes on with the session: the band lives on by the same crystal, and the
 * session's clock by the machine's. Begun anew, it would take the late first frames of a gateway that starts for frames in time.
 */
export interface KeptClock {
  readonly deviceMs: number;
  readonly lastTicksUs: number;
  readonly arrivedMs: number;
  /** Where the mapping in use was at that moment, and the line that it approaches. */
  readonly hostMs: number;
  readonly offsetMs: number;
  readonly drift: number;
  readonly driftSigma: number;
  readonly beganMs: number;
}

export function keptClock(clock: DeviceClock): { clock?: KeptClock } {
  const { deviceMs, lastTicksUs, arrivedMs, drift, driftSigma, beganMs } = clock;
  if (Number.isNaN(deviceMs)) return {};
  const offsetMs = clock.offsetMs + drift * (deviceMs - clock.lineAtMs);
  const hostMs = toHostMs(clock, deviceMs);
  return { clock: { deviceMs, lastTicksUs, arrivedMs, hostMs, offsetMs, drift, driftSigma, beganMs } };
}

export function clockAsKept(kept: KeptClock): DeviceClock {
  const { deviceMs, lastTicksUs, arrivedMs, hostMs, offsetMs, drift, driftSigma, beganMs } = kept;
  return {
    ...initialDeviceClock(),
    deviceMs,
    lastTicksUs,
    arrivedMs,
    anchorDeviceMs: deviceMs,
    anchorHostMs: hostMs,
    latestHostMs: hostMs,
    lineAtMs: deviceMs,
    offsetMs,
    drift,
    driftSigma,
    beganMs,
    secondFromMs: deviceMs,
    secondsDeviceMs: [deviceMs],
    secondsOffsetMs: [offsetMs],
    recentDeviceMs: [deviceMs],
    recentOffsetMs: [offsetMs],
  };
}

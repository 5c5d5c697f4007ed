/** Microseconds of the device's own clock, modulo 2^32: what frames and telemetry are stamped with. */
export function deviceTicksUs(): number {
  return (getTime() * 1e6) >>> 0;
}

/** How long ago a stamp was made, if that is less than 71 minutes. */
export function heardAgeMs(ticks: number): number {
  return Math.floor(((deviceTicksUs() - ticks) >>> 0) / 1000);
}

/** Microseconds of the device's own clock, modulo 2^32: what frames and telemetry are stamped with. */
export function deviceTicksUs(): number {
  return (getTime() * 1e6) >>> 0;
}

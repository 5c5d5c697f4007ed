/** Sampling goes on after a lost connection, so that a short break loses only what ring and log cannot hold. */
export const LINGER_BEATS = 60;
/** A press begins a recording without a host: half an hour. */
export const RECORDING_BEATS = 1800;
export const BEAT_MS = 1000;
export const SLEEPING_BEAT_MS = 5000;
/** A found band is connected in a second or two; one that sleeps, in ten. */
export const ADVERTISING_MS = 375;
export const SLEEPING_ADVERTISING_MS = 2000;
/** Ten of a sleeping band's beats: nothing this firmware does takes a tenth of it. */
export const WATCHDOG_S = 50;
export const SLOW_INTERVAL_MS = 200;

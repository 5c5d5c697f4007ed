/** One repetition: out (towards the target), hold (near the peak), back. Times in ms on the session's clock. */
export interface Rep {
  /** Counted from 1 within the session. */
  readonly index: number;
  readonly startMs: number;
  /** When the peak was reached and the hold began. */
  readonly peakMs: number;
  readonly endMs: number;
  /** Range of motion: largest minus smallest joint angle between start and end, degrees. */
  readonly romDeg: number;
  /** Joint angle at the peak, degrees. */
  readonly peakDeg: number;
  readonly tempoS: Tempo;
  /** How far the angle can be trusted, 0 to 1: falls with interpolated samples and with an uncertain joint axis. */
  readonly confidence: number;
}

/** Durations of the phases of one repetition, in seconds. */
export interface Tempo {
  readonly outS: number;
  readonly holdS: number;
  readonly backS: number;
}

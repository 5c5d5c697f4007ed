/**
 * Where an edge takes its time from: the wall clock or a simulator's virtual clock. Pure rooms never see it; they are
 * handed the time as an argument.
 */
export interface Timeline {
  /** Monotonic milliseconds since the timeline began. */
  nowMs(): number;
  /** UTC milliseconds that label records; never used to time a dose. */
  wallMs(): number;
  after(delayMs: number, callback: () => void): Cancel;
  every(periodMs: number, callback: () => void): Cancel;
}

export type Cancel = () => void;

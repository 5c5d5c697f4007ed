/** Values of one sample of one sensor: gyr x, y, z (rad/s), acc x, y, z (m/s^2), in the sensor's own frame. */
export const TRACK_VALUES = 6;

/** Several sensors of one session on one even grid. Sensor names are free text. */
export interface Track {
  readonly sensors: readonly string[];
  readonly rateHz: number;
  /** Time of the first sample on the recording's own axis, seconds. */
  readonly t0S: number;
  readonly count: number;
  /** For each sensor, TRACK_VALUES values a sample; a stretch without samples holds NaN. */
  readonly values: readonly Float64Array[];
}

/** One repetition somebody was seen doing: what it is called, whose it is, and its samples from start to end. */
export interface EnrolledRep {
  /** Free text; comes back unchanged. */
  readonly exercise: string;
  /** "correct", "fast", "low-amplitude" or whatever the clinician calls it. */
  readonly execution: string;
  /** Whether it is the person's own. */
  readonly isOwn: boolean;
  readonly person: string;
  /** The same sensors in the same order and the same rate as the session's track; exactly the enrolled interval. */
  readonly track: Track;
}

/** A stretch of a session's track: first sample, and the one behind the last. */
export interface Segment {
  readonly from: number;
  readonly to: number;
}

/** What a segment was recognised as. */
export interface RepKind {
  readonly exercise: string;
  readonly execution: string;
  /** 0 to 1. */
  readonly confidence: number;
}

export const timeAtS = (track: Track, sample: number): number => track.t0S + sample / track.rateHz;

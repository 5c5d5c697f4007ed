/** The most recent angles, for the dial and the moving trace. Overwrites its oldest samples: its memory never grows. */
export interface Trace {
  /** @param filled indices of those that were drawn over a gap */
  add(tS: readonly number[], angleDeg: readonly number[], filled?: readonly number[]): void;
  latest(): number | undefined;
  /** Samples of the last `seconds`, oldest first; times relative to the newest, so from -seconds to 0. */
  recent(seconds: number): RecentAngles;
  onChange(listener: () => void): () => void;
}

export interface RecentAngles {
  readonly agoS: readonly number[];
  readonly angleDeg: readonly number[];
  /** Not measured: a line over a short gap. */
  readonly isFilled: readonly boolean[];
}

/** Twenty seconds at 104 Hz, and room to spare. */
const CAPACITY = 2400;

export function createTrace(capacity = CAPACITY): Trace {
  const times = new Float64Array(capacity);
  const angles = new Float64Array(capacity);
  const fills = new Uint8Array(capacity);
  const listeners = new Set<() => void>();
  let added = 0;
  const at = (index: number): number => index % capacity;

  return {
    add(tS, angleDeg, filled = []) {
      const begins = tS[0];
      // A session that starts over begins a new trace.
      if (begins !== undefined && added > 0 && begins < times[at(added - 1)]!) added = 0;
      for (let i = 0; i < tS.length; i += 1) {
        times[at(added)] = tS[i]!;
        angles[at(added)] = angleDeg[i]!;
        fills[at(added)] = filled.includes(i) ? 1 : 0;
        added += 1;
      }
      for (const listener of listeners) listener();
    },
    latest: () => (added === 0 ? undefined : angles[at(added - 1)]),
    recent(seconds) {
      const nowS = added === 0 ? 0 : times[at(added - 1)]!;
      let first = Math.max(0, added - capacity);
      while (first < added && times[at(first)]! < nowS - seconds) first += 1;
      const indices = Array.from({ length: added - first }, (_, i) => at(first + i));
      return {
        agoS: indices.map((i) => times[i]! - nowS),
        angleDeg: indices.map((i) => angles[i]!),
        isFilled: indices.map((i) => fills[i] === 1),
      };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The most recent angles, for the dial and the moving trace. Overwrites its oldest samples: its memory never grows. */
export interface Trace {
  add(tS: readonly number[], angleDeg: readonly number[]): void;
  latest(): number | undefined;
  /** Samples of the last `seconds`, oldest first; times relative to the newest, so from -seconds to 0. */
  recent(seconds: number): { readonly agoS: number[]; readonly angleDeg: number[] };
  onChange(listener: () => void): () => void;
}

/** Twenty seconds at 104 Hz, and room to spare. */
const CAPACITY = 2400;

export function createTrace(capacity = CAPACITY): Trace {
  const times = new Float64Array(capacity);
  const angles = new Float64Array(capacity);
  const listeners = new Set<() => void>();
  let added = 0;
  const at = (index: number): number => index % capacity;

  return {
    add(tS, angleDeg) {
      const begins = tS[0];
      // A session that starts over begins a new trace.
      if (begins !== undefined && added > 0 && begins < times[at(added - 1)]!) added = 0;
      for (let i = 0; i < tS.length; i += 1) {
        times[at(added)] = tS[i]!;
        angles[at(added)] = angleDeg[i]!;
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
      return { agoS: indices.map((i) => times[i]! - nowS), angleDeg: indices.map((i) => angles[i]!) };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

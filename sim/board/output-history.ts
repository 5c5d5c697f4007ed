/** A stretch of output: what flows from a moment on, until the next. */
export interface Output {
  /** Peak of the pulse's largest segment. */
  readonly currentUa: number;
  /** Time at that peak that carries the absolute charge of one whole pulse. Direct current: 1,000,000 at 1 Hz. */
  readonly absoluteUs: number;
  readonly rateHz: number;
}

/** What went through the skin, of whatever shape: what a test believes, whatever the firmware says. */
export interface OutputHistory {
  note(tMs: number, output: Output): void;
  /** Output current at a moment of the near past. */
  currentUaAt(tMs: number): number;
  peakUa(): number;
  /** Whole pulses delivered so far. */
  pulses(): number;
  /** Absolute charge of all phases so far. */
  chargeNc(): number;
}

interface Change {
  readonly tMs: number;
  readonly currentUa: number;
}

/** Accesses of a busy interpreter lie ahead of the clock, so that an observer may ask for a moment before the last change. */
const KEPT_CHANGES = 512;

export function createOutputHistory(): OutputHistory {
  const changes: Change[] = [{ tMs: Number.NEGATIVE_INFINITY, currentUa: 0 }];
  let lastMs = 0;
  let last: Output = { currentUa: 0, absoluteUs: 0, rateHz: 0 };
  let peakUa = 0;
  let pulses = 0;
  let chargeNc = 0;
  return {
    note: (tMs, output) => {
      if (last.currentUa > 0) {
        const made = ((tMs - lastMs) / 1000) * last.rateHz;
        pulses += made;
        chargeNc += (made * last.currentUa * last.absoluteUs) / 1000;
      }
      lastMs = tMs;
      const before = last;
      last = output;
      if (output.currentUa === before.currentUa) return;
      peakUa = Math.max(peakUa, output.currentUa);
      changes.push({ tMs, currentUa: output.currentUa });
      if (changes.length > KEPT_CHANGES) changes.splice(0, KEPT_CHANGES / 2);
    },
    currentUaAt: (tMs) => changes.findLast((change) => change.tMs <= tMs)?.currentUa ?? 0,
    peakUa: () => peakUa,
    pulses: () => Math.floor(pulses),
    chargeNc: () => Math.round(chargeNc),
  };
}

/** What went through the skin: what a test believes, whatever the firmware says. */
export interface OutputHistory {
  note(tMs: number, currentUa: number, phaseUs: number, rateHz: number): void;
  /** Output current at a moment of the near past. */
  currentUaAt(tMs: number): number;
  peakUa(): number;
  /** Whole pulses delivered so far. */
  pulses(): number;
  /** Absolute charge of both phases so far. */
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
  let lastUa = 0;
  let peakUa = 0;
  let pulses = 0;
  let chargeNc = 0;
  return {
    note: (tMs, currentUa, phaseUs, rateHz) => {
      const made = lastUa > 0 ? ((tMs - lastMs) / 1000) * rateHz : 0;
      pulses += made;
      chargeNc += (made * 2 * lastUa * phaseUs) / 1000;
      lastMs = tMs;
      if (currentUa === lastUa) return;
      lastUa = currentUa;
      peakUa = Math.max(peakUa, currentUa);
      changes.push({ tMs, currentUa });
      if (changes.length > KEPT_CHANGES) changes.splice(0, KEPT_CHANGES / 2);
    },
    currentUaAt: (tMs) => changes.findLast((change) => change.tMs <= tMs)?.currentUa ?? 0,
    peakUa: () => peakUa,
    pulses: () => Math.floor(pulses),
    chargeNc: () => Math.round(chargeNc),
  };
}

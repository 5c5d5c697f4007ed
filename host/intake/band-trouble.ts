import { SIGNAL_AXES, type SignalAxis, type SignalHealth } from './signal-health.ts';

/** Why what a motion band sends is not, or not all, a measurement. A fact; the sentence is the screen's. */
export type BandTrouble =
  /** The band itself says that its sensor does not answer (configuration 0). */
  | { readonly kind: 'no-sensor' }
  /** Six counts that do not change any more. */
  | { readonly kind: 'stuck'; readonly forMs: number }
  /** Samples at the end of the range since the session began, by axis; only those that have any. */
  | { readonly kind: 'saturated'; readonly axes: readonly { readonly axis: SignalAxis; readonly samples: number }[] };

/** A second of the very same six counts: the noise of a working sensor is several counts, sample by sample. */
const STUCK_MS = 1000;

/** Nothing measured at all comes before something cut off. */
export function bandTrouble(configurationId: number, signal: SignalHealth | undefined): BandTrouble | null {
  if (configurationId === 0) return { kind: 'no-sensor' };
  if (signal === undefined) return null;
  if (signal.stillMs >= STUCK_MS) return { kind: 'stuck', forMs: signal.stillMs };
  const axes = SIGNAL_AXES.flatMap((axis, i) => {
    const samples = signal.railed[i] ?? 0;
    return samples > 0 ? [{ axis, samples }] : [];
  });
  return axes.length > 0 ? { kind: 'saturated', axes } : null;
}

/** Whether a band in this trouble measures nothing, so that nothing it says is counted on. */
export const measuresNothing = (trouble: BandTrouble | null | undefined): boolean =>
  trouble?.kind === 'no-sensor' || trouble?.kind === 'stuck';

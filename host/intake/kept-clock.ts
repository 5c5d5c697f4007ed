import { type DelayLine, onLine } from './delay-line.ts';
import { type DeviceClock, initialDeviceClock } from './device-clock.ts';
import { noteMoment } from './moments.ts';

/**
 * What a band's clock is known to read, for a gateway that goes on with the session: the band lives on by the same oscillators, and the
 * session's clock by the machine's. Begun anew, it would take the late first frames of a gateway that starts for frames in time.
 */
export interface KeptClock extends Omit<DeviceClock, 'samples' | 'band'> {
  readonly samples: KeptLine;
  readonly band: KeptLine;
}

/** The line as it lies, without the moments that it was laid through. */
type KeptLine = Pick<DelayLine, 'lastMs' | 'notedMs' | 'lineAtMs' | 'offsetMs' | 'drift' | 'driftSigma'>;

export function keptClock(clock: DeviceClock): { clock?: KeptClock } {
  if (Number.isNaN(clock.sequence)) return {};
  return { clock: { ...clock, samples: keptLine(clock.samples), band: keptLine(clock.band) } };
}

export function clockAsKept(kept: KeptClock): DeviceClock {
  const { samples, band } = initialDeviceClock();
  return { ...kept, samples: lineAsKept(samples, kept.samples), band: lineAsKept(band, kept.band) };
}

const keptLine = ({ lastMs, notedMs, lineAtMs, offsetMs, drift, driftSigma }: DelayLine): KeptLine => ({
  lastMs,
  notedMs,
  lineAtMs,
  offsetMs,
  drift,
  driftSigma,
});

function lineAsKept(initial: DelayLine, kept: KeptLine): DelayLine {
  const line = { ...initial, ...kept, pieceFromMs: kept.lastMs };
  const offsetMs = onLine(line, kept.lastMs) - kept.lastMs;
  noteMoment(line.pieces, kept.lastMs, offsetMs);
  if (line.plan.recentMs > 0) noteMoment(line.recent, kept.lastMs, offsetMs);
  return line;
}

import { PHASE_US, RATE_MHZ, SEGMENT_BYTES, SEGMENTS, SEGMENTS_MAX, TABLE } from './front-end-registers.ts';

/** One pulse as the front-end would make it, at the amplitude's full level. */
export interface PulsePattern {
  /** The front-end delivers this pattern; otherwise nothing. */
  readonly sane: boolean;
  readonly rateHz: number;
  /** Largest share of the amplitude, 0 to 1. */
  readonly peakShare: number;
  /** Times at full level that carry the same charge: all segments, and the largest run of one sign. */
  readonly absoluteUs: number;
  readonly phaseUs: number;
}

interface Segment {
  /** -1 to 1 */
  readonly share: number;
  readonly widthUs: number;
}

/** No current of one sign may last longer. */
const PHASE_CAP_US = 500;

function segmentsOf(registers: Uint8Array): Segment[] {
  const view = new DataView(registers.buffer);
  const count = Math.min(registers[SEGMENTS]!, SEGMENTS_MAX);
  if (count === 0) {
    const widthUs = view.getUint16(PHASE_US, true);
    return [
      { share: 1, widthUs },
      { share: -1, widthUs },
    ];
  }
  return Array.from({ length: count }, (_, i) => {
    const at = TABLE + i * SEGMENT_BYTES;
    return { share: view.getInt16(at, true) / 1000, widthUs: view.getUint16(at + 2, true) };
  });
}

/** Longest current without a change of sign, and the largest charge of one sign; a gap ends the first, not the second. */
function longestRun(segments: readonly Segment[]): { us: number; chargeUs: number } {
  let sign = 0;
  let us = 0;
  let charge = 0;
  const longest = { us: 0, chargeUs: 0 };
  let chargeSign = 0;
  for (const { share, widthUs } of segments) {
    us = Math.sign(share) === sign ? us + widthUs : widthUs;
    sign = Math.sign(share);
    if (sign !== 0 && sign !== chargeSign) charge = 0;
    if (sign !== 0) chargeSign = sign;
    charge += Math.abs(share) * widthUs;
    if (sign !== 0) longest.us = Math.max(longest.us, us);
    longest.chargeUs = Math.max(longest.chargeUs, charge);
  }
  return longest;
}

export function readPattern(registers: Uint8Array): PulsePattern {
  const segments = segmentsOf(registers);
  const rateHz = (registers[RATE_MHZ]! | (registers[RATE_MHZ + 1]! << 8) | (registers[RATE_MHZ + 2]! << 16)) / 1000;
  const widthUs = segments.reduce((sum, segment) => sum + segment.widthUs, 0);
  const run = longestRun(segments);
  const fits = rateHz > 0 && widthUs * rateHz < 1e6 && registers[SEGMENTS]! <= SEGMENTS_MAX;
  const inRange = segments.every(({ share, widthUs: us }) => Math.abs(share) <= 1 && us > 0);
  return {
    sane: fits && inRange && run.us <= PHASE_CAP_US && run.chargeUs > 0,
    rateHz,
    peakShare: Math.max(...segments.map(({ share }) => Math.abs(share))),
    absoluteUs: segments.reduce((sum, segment) => sum + Math.abs(segment.share) * segment.widthUs, 0),
    phaseUs: run.chargeUs,
  };
}

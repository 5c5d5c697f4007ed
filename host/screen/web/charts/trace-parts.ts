import type { RecentAngles } from '../feed/trace.ts';

/** The moving trace, taken apart: what was measured, what was filled in over a short gap, and where nothing came. */
export interface TraceParts {
  readonly agoS: number[];
  /** Null where the line is broken. */
  readonly measuredDeg: (number | null)[];
  /** From the last measured angle before a gap to the first one behind it; null elsewhere. */
  readonly filledDeg: (number | null)[];
  readonly holes: Hole[];
}

export interface Hole {
  readonly fromS: number;
  readonly toS: number;
}

/** Angles come 25 times a second; intake fills up to a second. */
const HOLE_S = 0.3;

export function traceParts({ agoS, angleDeg, isFilled }: RecentAngles): TraceParts {
  const parts: TraceParts = { agoS: [], measuredDeg: [], filledDeg: [], holes: [] };
  for (const [i, toS] of agoS.entries()) {
    const fromS = agoS[i - 1];
    const isAfterHole = fromS !== undefined && toS - fromS > HOLE_S;
    if (isAfterHole) {
      parts.holes.push({ fromS, toS });
      add(parts, (fromS + toS) / 2, null, null);
    }
    const nearFilled = isFilled[i] || (isFilled[i - 1] && !isAfterHole) || isFilled[i + 1];
    const deg = angleDeg[i] ?? null;
    add(parts, toS, isFilled[i] ? null : deg, nearFilled ? deg : null);
  }
  return parts;
}

function add(parts: TraceParts, agoS: number, measuredDeg: number | null, filledDeg: number | null): void {
  parts.agoS.push(agoS);
  parts.measuredDeg.push(measuredDeg);
  parts.filledDeg.push(filledDeg);
}

/** What the marks mean; empty where there is none to see. */
export function gapWords({ filledDeg, holes }: TraceParts): string {
  const words = [
    ...(filledDeg.some((deg) => deg !== null) ? ['Dotted: filled in.'] : []),
    ...(holes.length > 0 ? ['Hatched: no signal.'] : []),
  ];
  return words.join(' ');
}

/** One stretch of constant current, positive or negative; 0 is a gap. */
export interface Segment {
  /** Whole microamperes, signed. */
  readonly currentUa: number;
  /** Whole microseconds. */
  readonly widthUs: number;
}

/** A segment as prescribed: its part of the level in thousandths, signed, so that the level alone sets the strength. */
export interface PatternPart {
  readonly sharePermille: number;
  readonly widthUs: number;
}

export function symmetricBiphasic(phaseUs: number): PatternPart[] {
  return [
    { sharePermille: 1000, widthUs: phaseUs },
    { sharePermille: -1000, widthUs: phaseUs },
  ];
}

/**
 * The longest run of one sign, its gaps left out: a long phase cut into segments stays a long phase, and so does one that ends a pulse
 * and begins the next. 0 without current.
 */
export function longestRunUs(pattern: readonly Segment[]): number {
  const flowing = pattern.filter(({ currentUa }) => currentUa !== 0);
  let sign = 0;
  let runUs = 0;
  let mostUs = 0;
  for (const { currentUa, widthUs } of [...flowing, ...flowing]) {
    runUs = Math.sign(currentUa) === sign ? runUs + widthUs : widthUs;
    sign = Math.sign(currentUa);
    mostUs = Math.max(mostUs, runUs);
  }
  return mostUs;
}

/** The pattern at a level. Currents are rounded away from 0: a dose is never understated. */
export function atLevel(parts: readonly PatternPart[], levelUa: number): Segment[] {
  return parts.map((part) => {
    const exact = (part.sharePermille * levelUa) / 1000;
    return { currentUa: Math.sign(exact) * Math.ceil(Math.abs(exact)), widthUs: part.widthUs };
  });
}

/** The phase width where the pattern is two equal and opposite phases, which travels as that one number; else null. */
export function symmetricPhaseUs(parts: readonly PatternPart[]): number | null {
  if (parts.length !== 2) return null;
  const [first, second] = parts as readonly [PatternPart, PatternPart];
  const mirrored = Math.abs(first.sharePermille) === 1000 && first.sharePermille === -second.sharePermille;
  return mirrored && first.widthUs === second.widthUs ? first.widthUs : null;
}

/** Of a front-end's table, wearable.proto Command.pattern. */
export const SEGMENTS_MAX = 32;
const SEGMENT_BYTES = 4;
const WIDTH_MAX_US = 0xffff;
/** Microseconds of a second times millihertz of a hertz. */
const US_MILLIHERTZ = 1e9;

export const patternWidthUs = (parts: readonly PatternPart[]): number =>
  parts.reduce((sumUs, part) => sumUs + part.widthUs, 0);

/** Why no band can form this pulse at this rate, in words; empty where one can. */
export function patternFlaw(parts: readonly PatternPart[], rateMillihertz: number): string {
  const widthUs = patternWidthUs(parts);
  if (parts.length > SEGMENTS_MAX)
    return `a band forms at most ${SEGMENTS_MAX} segments, this pattern has ${parts.length}`;
  if (parts.some((part) => part.widthUs > WIDTH_MAX_US)) return `a band forms segments of at most ${WIDTH_MAX_US} us`;
  if (widthUs * rateMillihertz >= US_MILLIHERTZ)
    return `a pattern of ${widthUs} us does not fit between pulses at ${rateMillihertz / 1000} Hz`;
  return '';
}

/** As in Command.pattern, share in permille (int16 LE) and width in us (uint16 LE); empty for a symmetric pulse. */
export function patternBytes(parts: readonly PatternPart[]): Uint8Array {
  if (symmetricPhaseUs(parts) !== null) return new Uint8Array(0);
  const view = new DataView(new ArrayBuffer(parts.length * SEGMENT_BYTES));
  parts.forEach(({ sharePermille, widthUs }, i) => {
    view.setInt16(i * SEGMENT_BYTES, sharePermille, true);
    view.setUint16(i * SEGMENT_BYTES + 2, widthUs, true);
  });
  return new Uint8Array(view.buffer);
}

/** The longest segment with current: of a symmetric pulse its phase. */
export const longestPhaseUs = (parts: readonly PatternPart[]): number =>
  Math.max(0, ...parts.filter((part) => part.sharePermille !== 0).map((part) => part.widthUs));

import { deflateSync, inflateSync } from 'node:zlib';

/** The joint angle of a session, thinned out for a chart. */
export interface AngleCurve {
  /** ms on the session's clock. */
  readonly tMs: Float64Array;
  readonly angleDeg: Float64Array;
}

/** 20 points a second: three to a pixel column for a 10 s window, and a session's curve stays under 100 kB. */
export const CURVE_PERIOD_MS = 50;
const CENTI = 100;
const DEFLATE = { level: 1 };

/** Which of these samples to keep so that kept ones are at least a period apart; `nextMs` is when the next is due. */
export function thinOut(nextMs: number, tMs: Float64Array): readonly [nextMs: number, kept: readonly number[]] {
  const kept: number[] = [];
  let due = nextMs;
  for (let i = 0; i < tMs.length; i++) {
    if (tMs[i]! < due) continue;
    kept.push(i);
    // On the grid, so that rates that are no multiple of the period average 20 Hz; after a gap the grid starts anew.
    due = tMs[i]! - due < CURVE_PERIOD_MS ? due + CURVE_PERIOD_MS : tMs[i]! + CURVE_PERIOD_MS;
  }
  return [due, kept];
}

/** Count u32, then times as u32 ms, then angles as i16 hundredths of a degree, little endian, deflated. */
export function encodeCurve(curve: AngleCurve): Uint8Array {
  const count = curve.tMs.length;
  const view = new DataView(new ArrayBuffer(4 + 6 * count));
  view.setUint32(0, count, true);
  for (let i = 0; i < count; i++) {
    view.setUint32(4 + 4 * i, Math.round(curve.tMs[i]!), true);
    view.setInt16(4 + 4 * count + 2 * i, Math.round(curve.angleDeg[i]! * CENTI), true);
  }
  return deflateSync(new Uint8Array(view.buffer), DEFLATE);
}

/** Times come back in whole ms, angles in hundredths of a degree. */
export function decodeCurve(chunks: Iterable<Uint8Array>): AngleCurve {
  const tMs: number[] = [];
  const angleDeg: number[] = [];
  for (const chunk of chunks) {
    const bytes = inflateSync(chunk);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const count = view.getUint32(0, true);
    for (let i = 0; i < count; i++) {
      tMs.push(view.getUint32(4 + 4 * i, true));
      angleDeg.push(view.getInt16(4 + 4 * count + 2 * i, true) / CENTI);
    }
  }
  return { tMs: Float64Array.from(tMs), angleDeg: Float64Array.from(angleDeg) };
}

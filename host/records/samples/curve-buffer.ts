import type { Database } from '../database.ts';
import { thinOut } from './angle-curve.ts';
import { CHUNK_MS } from './chunk-buffer.ts';
import { deleteCurves, insertCurve } from './chunk-rows.ts';

/** Points of the curve that no whole chunk holds yet; the first ones may be in the database, in rows of these ids. */
export interface CurveBuffer {
  nextMs: number;
  tMs: number[];
  angleDeg: number[];
  stored: number;
  parts: number[];
}

export const emptyCurveBuffer = (): CurveBuffer => ({
  nextMs: Number.NEGATIVE_INFINITY,
  tMs: [],
  angleDeg: [],
  stored: 0,
  parts: [],
});

/** Keeps 20 points a second. @returns whether a chunk is full */
export function fillCurve(buffer: CurveBuffer, tMs: Float64Array, angleDeg: Float64Array): boolean {
  const [nextMs, kept] = thinOut(buffer.nextMs, tMs);
  buffer.nextMs = nextMs;
  for (const i of kept) {
    buffer.tMs.push(tMs[i]!);
    buffer.angleDeg.push(angleDeg[i]!);
  }
  return buffer.tMs.length > 0 && buffer.tMs.at(-1)! - buffer.tMs[0]! >= CHUNK_MS;
}

/** The whole chunk, in place of the parts of it that were stored before. */
export function insertWholeCurve(database: Database, sessionId: string, buffer: CurveBuffer): void {
  deleteCurves(database, buffer.parts);
  insertCurve(database, sessionId, pointsFrom(buffer, 0));
}

/** What is not in the database yet. Returns the id of its row. */
export const insertCurvePart = (database: Database, sessionId: string, buffer: CurveBuffer): number =>
  insertCurve(database, sessionId, pointsFrom(buffer, buffer.stored));

const pointsFrom = ({ tMs, angleDeg }: CurveBuffer, from: number) => ({
  tMs: Float64Array.from(tMs.slice(from)),
  angleDeg: Float64Array.from(angleDeg.slice(from)),
});

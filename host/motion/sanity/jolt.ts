import { gToMs2 } from '../../../protocol/units.ts';
import type { SampleBlock } from '../samples.ts';

/** A fall, or a violent movement, as one band feels it. No fall detector for care: it only pauses a stimulation and has somebody asked. */
export interface JoltState {
  /** When the sensor began to weigh next to nothing; null while it weighs something. */
  readonly fallingSinceMs: number | null;
  /** When a fall that was long enough ended. */
  readonly fellAtMs: number | null;
  readonly shakenSinceMs: number | null;
}

/**
 * Bourke, O'Brien, Lyons 2007 (Gait & Posture 26:194): falls of young adults onto mats went below 0.41 g and rose above 3.52 g at the
 * trunk, 2.74 g at the thigh (figures from memory). The times are this project's: the shortest with which no exercise and no walking
 * in the recordings at hand sets it off; legs that are dropped onto a bed fall for up to 160 ms.
 */
const FREE_FALL_MS2 = gToMs2(0.4);
const FREE_FALL_MS = 180;
const IMPACT_MS2 = gToMs2(2.74);
const IMPACT_WITHIN_MS = 1000;
const SHAKEN_MS2 = gToMs2(3.52);
const SHAKEN_MS = 150;

export const initialJolt = (): JoltState => ({ fallingSinceMs: null, fellAtMs: null, shakenSinceMs: null });

const isOver = (squareMs4: number, limitMs2: number): boolean => squareMs4 > limitMs2 * limitMs2;

const isQuiet = ({ fallingSinceMs, fellAtMs, shakenSinceMs }: JoltState): boolean =>
  fallingSinceMs === null && fellAtMs === null && shakenSinceMs === null;

/** @returns whether a fall that ends in an impact, or a violent movement that lasts, is in this block */
export function stepJolt(state: JoltState, block: SampleBlock): [JoltState, boolean] {
  const { count, tMs, accMs2, filled } = block;
  let next = state;
  let felt = false;
  for (let i = 0; i < count; i++) {
    // What intake made up over a gap is no evidence of anything.
    if (filled[i] === 1) continue;
    const squareMs4 = accMs2[3 * i]! ** 2 + accMs2[3 * i + 1]! ** 2 + accMs2[3 * i + 2]! ** 2;
    // Nearly every sample of a quiet person.
    if (isQuiet(next) && isOver(squareMs4, FREE_FALL_MS2) && !isOver(squareMs4, IMPACT_MS2)) continue;
    const [after, hit] = feel(next, tMs[i]!, squareMs4);
    next = after;
    felt ||= hit;
  }
  return [next, felt];
}

function feel(state: JoltState, atMs: number, squareMs4: number): [JoltState, boolean] {
  const falling = !isOver(squareMs4, FREE_FALL_MS2);
  const fallingSinceMs = falling ? (state.fallingSinceMs ?? atMs) : null;
  const fell = fallingSinceMs !== null && atMs - fallingSinceMs >= FREE_FALL_MS;
  const lately = state.fellAtMs !== null && atMs - state.fellAtMs <= IMPACT_WITHIN_MS;
  const fellAtMs = fell ? atMs : lately ? state.fellAtMs : null;
  const shakenSinceMs = isOver(squareMs4, SHAKEN_MS2) ? (state.shakenSinceMs ?? atMs) : null;
  const landed = fellAtMs !== null && isOver(squareMs4, IMPACT_MS2);
  const shaken = shakenSinceMs !== null && atMs - shakenSinceMs >= SHAKEN_MS;
  if (landed || shaken) return [initialJolt(), true];
  return [{ fallingSinceMs, fellAtMs, shakenSinceMs }, false];
}

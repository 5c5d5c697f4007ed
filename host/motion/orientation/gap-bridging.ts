import type { SampleBlock } from '../samples.ts';
import { emptyLike } from './block-part.ts';

/**
 * Samples that were lost, put back before orientation. Limbs turn smoothly: through three samples on either side runs a
 * polynomial that keeps to the rate over a short gap far better than a straight line (a third of its error at 50 ms,
 * measured on BROAD); the longer the gap, the fewer samples say anything about its middle.
 */
export interface BridgedSamples {
  readonly block: SampleBlock;
  /** Where each of the samples given stands in the block. */
  readonly places: Int32Array;
}

/** Longer than this stays open: orientation learns anew. */
export const LONGEST_MS = 500;
/** As many samples on either side as lie within so many ms together. */
const REACHES = [
  { each: 3, withinMs: 150 },
  { each: 2, withinMs: 200 },
] as const;

interface Gap {
  /** The samples in front of it and behind it. */
  readonly before: number;
  readonly after: number;
  readonly missing: number;
}

/** Time steps of more than one and a half periods are gaps; samples marked as filled are put in anew. */
export function bridgeGaps(block: SampleBlock, periodMs: number): BridgedSamples {
  const gaps = gapsOf(block, periodMs);
  const count = block.count + gaps.reduce((sum, { missing }) => sum + missing, 0);
  const bridged = emptyLike(block, count);
  const places = new Int32Array(block.count);
  let added = 0;
  let next = 0;
  for (let i = 0; i < block.count; i++) {
    places[i] = i + added;
    copySample(block, i, bridged, i + added);
    const gap = gaps[next];
    if (gap?.before !== i) continue;
    added += gap.missing;
    next++;
  }
  for (const gap of gaps) fillGap(block, gap, bridged, places[gap.before]! + 1, true);
  for (const gap of filledRuns(block)) fillGap(block, gap, bridged, places[gap.before]! + 1, false);
  return { block: bridged, places };
}

function gapsOf({ tMs, count }: SampleBlock, periodMs: number): Gap[] {
  const gaps: Gap[] = [];
  for (let i = 1; i < count; i++) {
    const stepMs = tMs[i]! - tMs[i - 1]!;
    if (stepMs <= 1.5 * periodMs || stepMs > LONGEST_MS) continue;
    gaps.push({ before: i - 1, after: i, missing: Math.round(stepMs / periodMs) - 1 });
  }
  return gaps;
}

/** Runs of samples that somebody else filled in, between measured ones. */
function filledRuns({ filled, count, tMs }: SampleBlock): Gap[] {
  const gaps: Gap[] = [];
  for (let i = 1; i < count; i++) {
    if (filled[i] !== 1) continue;
    let after = i;
    while (after < count && filled[after] === 1) after++;
    const isBetween = after < count && filled[i - 1] !== 1 && tMs[after]! - tMs[i - 1]! <= LONGEST_MS;
    if (isBetween) gaps.push({ before: i - 1, after, missing: after - i });
    i = after;
  }
  return gaps;
}

/** @param setsTimes false where the samples have their times already */
function fillGap(source: SampleBlock, gap: Gap, into: SampleBlock, from: number, setsTimes: boolean): void {
  const { tMs } = source;
  const nodes = nodesOf(source, gap);
  const [beforeMs, afterMs] = [tMs[gap.before]!, tMs[gap.after]!];
  for (let n = 0; n < gap.missing; n++) {
    const to = from + n;
    if (setsTimes) into.tMs[to] = beforeMs + ((n + 1) / (gap.missing + 1)) * (afterMs - beforeMs);
    into.filled[to] = 1;
    const share = (into.tMs[to]! - beforeMs) / (afterMs - beforeMs);
    for (let axis = 0; axis < 3; axis++) {
      into.gyroRadS[3 * to + axis] = polynomial(tMs, source.gyroRadS, nodes, axis, into.tMs[to]!);
      const [a, b] = [source.accMs2[3 * gap.before + axis]!, source.accMs2[3 * gap.after + axis]!];
      into.accMs2[3 * to + axis] = a + share * (b - a);
    }
    into.magUt?.fill(0, 3 * to, 3 * to + 3);
  }
}

/** Measured samples around a gap, as many as its length allows. */
function nodesOf({ tMs, filled, count }: SampleBlock, { before, after }: Gap): number[] {
  const measured = (from: number, step: number, wanted: number): number[] => {
    const found: number[] = [];
    for (let i = from; i >= 0 && i < count && found.length < wanted; i += step) if (filled[i] !== 1) found.push(i);
    return found;
  };
  for (const { each, withinMs } of REACHES) {
    const nodes = [...measured(before, -1, each).reverse(), ...measured(after, 1, each)];
    const areApart = nodes.every((node, i) => i === 0 || tMs[node]! > tMs[nodes[i - 1]!]!);
    if (nodes.length === 2 * each && areApart && tMs[nodes.at(-1)!]! - tMs[nodes[0]!]! <= withinMs) return nodes;
  }
  return [before, after];
}

/** Lagrange's polynomial through the nodes of one axis, at a time. */
function polynomial(
  tMs: Float64Array,
  values: Float64Array,
  nodes: readonly number[],
  axis: number,
  atMs: number,
): number {
  let sum = 0;
  for (const node of nodes) {
    let weight = 1;
    for (const other of nodes) if (other !== node) weight *= (atMs - tMs[other]!) / (tMs[node]! - tMs[other]!);
    sum += weight * values[3 * node + axis]!;
  }
  return sum;
}

function copySample(source: SampleBlock, from: number, into: SampleBlock, to: number): void {
  into.tMs[to] = source.tMs[from]!;
  into.filled[to] = source.filled[from]!;
  for (let axis = 0; axis < 3; axis++) {
    into.gyroRadS[3 * to + axis] = source.gyroRadS[3 * from + axis]!;
    into.accMs2[3 * to + axis] = source.accMs2[3 * from + axis]!;
    if (source.magUt && into.magUt) into.magUt[3 * to + axis] = source.magUt[3 * from + axis]!;
  }
}

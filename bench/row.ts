/** One line of the bench: a figure, a named peer measured in the same run on the same input, and what the project wants. */
export interface BenchRow {
  readonly name: string;
  readonly figure: number;
  readonly unit: string;
  readonly peer: string;
  readonly peerFigure: number;
  /** The figure's advantage: peer over figure where less is better, figure over peer where more is. */
  readonly ratio: number;
  /** "ratio >= 4", "figure <= 3"; empty where nothing was asked. */
  readonly wanted: string;
  readonly reached: boolean;
  readonly note?: string;
}

export function lessIsBetter(
  row: Omit<BenchRow, 'ratio' | 'wanted' | 'reached'>,
  wanted: { readonly ratioAtLeast?: number; readonly figureAtMost?: number } = {},
): BenchRow {
  const ratio = row.peerFigure / row.figure;
  const { ratioAtLeast, figureAtMost } = wanted;
  const words = [
    ratioAtLeast === undefined ? '' : `ratio >= ${ratioAtLeast.toFixed(2)}`,
    figureAtMost === undefined ? '' : `figure <= ${figureAtMost}`,
  ];
  const reached = ratio >= (ratioAtLeast ?? 0) && row.figure <= (figureAtMost ?? Number.POSITIVE_INFINITY);
  return { ...row, ratio, wanted: words.filter(Boolean).join(', '), reached };
}

export function moreIsBetter(row: Omit<BenchRow, 'ratio' | 'wanted' | 'reached'>, figureAtLeast: number): BenchRow {
  return {
    ...row,
    ratio: row.figure / row.peerFigure,
    wanted: `figure >= ${figureAtLeast}`,
    reached: row.figure >= figureAtLeast,
  };
}

/**
 * Runs both in turn, several times, and keeps the fastest of each: what else the machine does slows both alike.
 * @returns ns per item
 */
export function compareNs(
  items: number,
  ours: () => void,
  peer: () => void,
  rounds = 9,
): { readonly oursNs: number; readonly peerNs: number } {
  let oursNs = Number.POSITIVE_INFINITY;
  let peerNs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    oursNs = Math.min(oursNs, timeNs(ours) / items);
    peerNs = Math.min(peerNs, timeNs(peer) / items);
  }
  return { oursNs, peerNs };
}

function timeNs(work: () => void): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) * 1000;
}

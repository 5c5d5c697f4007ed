import type { PtedSession } from './sessions.ts';

/** A repetition found in a session: samples, the end exclusive; null where nothing was told. */
export interface PtedFound {
  readonly exercise: number;
  readonly execution: number | null;
  readonly start: number;
  readonly end: number;
}

export interface PtedScore {
  readonly f1Exercise: number;
  readonly f1Execution: number;
  /** Shares of the blocks of ten that were counted exactly, and within one. */
  readonly exact: number;
  readonly withinOne: number;
}

const BLOCK_ENDS = [2450, 3940, Number.POSITIVE_INFINITY] as const;
const REPS_PER_BLOCK = 10;

interface BlockScore {
  readonly found: number;
  readonly exercise: number;
  readonly execution: number;
}

/** As score_pted.py: per block of ten, at most ten can be right; what lies in a block is told by its centre. */
export function scorePted(
  sessions: readonly PtedSession[],
  foundOf: (session: PtedSession) => readonly PtedFound[],
): PtedScore {
  const blocks = sessions.flatMap((session) => blockScores(session, foundOf(session)));
  const sum = (of: (block: BlockScore) => number): number => blocks.reduce((total, block) => total + of(block), 0);
  const wanted = REPS_PER_BLOCK * blocks.length;
  const found = sum((block) => block.found);
  const share = (isIn: (block: BlockScore) => boolean): number => blocks.filter(isIn).length / blocks.length;
  return {
    f1Exercise: (2 * sum((block) => block.exercise)) / (found + wanted),
    f1Execution: (2 * sum((block) => block.execution)) / (found + wanted),
    exact: share((block) => block.found === REPS_PER_BLOCK),
    withinOne: share((block) => Math.abs(block.found - REPS_PER_BLOCK) <= 1),
  };
}

function blockScores({ exercise }: PtedSession, all: readonly PtedFound[]): BlockScore[] {
  return BLOCK_ENDS.map((end, block) => {
    const start = BLOCK_ENDS[block - 1] ?? 0;
    const here = all.filter((one) => start <= (one.start + one.end) / 2 && (one.start + one.end) / 2 < end);
    const right = here.filter((one) => one.exercise === exercise);
    const executed = right.filter((one) => one.execution === block + 1);
    const most = (list: readonly PtedFound[]): number => Math.min(REPS_PER_BLOCK, list.length);
    return { found: here.length, exercise: most(right), execution: most(executed) };
  });
}

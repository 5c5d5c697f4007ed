/** What a band measured between its pads while current flowed; ohm in steps of 10, and how often. A plain object. */
export type ImpedanceCounts = Readonly<Record<number, number>>;

export interface ImpedanceSummary {
  readonly minOhm: number;
  readonly medianOhm: number;
  readonly maxOhm: number;
}

export interface MeasuredFrame {
  readonly currentUa: number;
  /** 0: not measured. */
  readonly impedanceOhm: number;
}

const STEP_OHM = 10;

export const initialImpedance = (): ImpedanceCounts => ({});

/** Without current nothing is measured that says anything of the pads. */
export function stepImpedance(counts: ImpedanceCounts, { currentUa, impedanceOhm }: MeasuredFrame): ImpedanceCounts {
  if (currentUa === 0 || impedanceOhm === 0) return counts;
  const ohm = Math.round(impedanceOhm / STEP_OHM) * STEP_OHM;
  return { ...counts, [ohm]: (counts[ohm] ?? 0) + 1 };
}

/** Null where nothing was measured. Whole ohm, rounded to 10; the median is the lower one of two. */
export function impedanceSummary(counts: ImpedanceCounts): ImpedanceSummary | null {
  const steps = Object.entries(counts)
    .map(([ohm, times]) => ({ ohm: Number(ohm), times }))
    .sort((a, b) => a.ohm - b.ohm);
  const [first] = steps;
  if (first === undefined) return null;
  return { minOhm: first.ohm, medianOhm: medianOf(steps), maxOhm: steps.at(-1)!.ohm };
}

function medianOf(steps: readonly { readonly ohm: number; readonly times: number }[]): number {
  let left = steps.reduce((sum, { times }) => sum + times, 0) / 2;
  for (const { ohm, times } of steps) {
    left -= times;
    if (left <= 0) return ohm;
  }
  return 0;
}

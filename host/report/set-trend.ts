import type { SetMetricsRecord } from '../records/metrics-record.ts';
import type { SessionDocument } from '../records/session-document.ts';

/** How the range ran over a set: a straight line through its repetitions. */
export interface SetTrend {
  readonly set: number;
  /** What the set's repetitions show together. */
  readonly metrics: SetMetricsRecord;
  /** From the first to the last repetition by the line, and half the width of its 95 % interval, degrees. */
  readonly changeDeg: number;
  readonly uncertaintyDeg: number;
  /** The line's values at the first and at the last repetition. */
  readonly fromDeg: number;
  readonly toDeg: number;
}

/** The trend over each set that is long enough for one; sessions stored before sets had metrics have none. */
export function setTrends({ session, reps }: SessionDocument): SetTrend[] {
  const numbers = [...new Set(reps.map((rep) => rep.set))].sort((a, b) => a - b);
  return numbers.flatMap((set, i) => {
    const metrics = session.sets[i]?.metrics;
    const drift = metrics?.rom_drift_deg;
    if (metrics === undefined || drift === undefined || drift.value === null) return [];
    const roms = reps.filter((rep) => rep.set === set).map((rep) => rep.rom_deg);
    // The line of least squares passes through the middle.
    const middle = roms.reduce((sum, rom) => sum + rom, 0) / roms.length;
    const half = drift.value / 2;
    return [
      {
        set,
        metrics,
        changeDeg: drift.value,
        uncertaintyDeg: 2 * drift.sigma,
        fromDeg: middle - half,
        toDeg: middle + half,
      },
    ];
  });
}

export const isBeyondNoise = ({ changeDeg, uncertaintyDeg }: SetTrend): boolean => Math.abs(changeDeg) > uncertaintyDeg;

export function trendWords(trend: SetTrend): string {
  const { set, changeDeg, uncertaintyDeg } = trend;
  const by = `${Math.abs(changeDeg).toFixed(1)} ± ${uncertaintyDeg.toFixed(1)}°`;
  if (!isBeyondNoise(trend)) return `Set ${set}: no change of range beyond its uncertainty (${by}).`;
  return `Set ${set}: the range ${changeDeg < 0 ? 'fell' : 'rose'} by ${by} from first to last repetition.`;
}

import { LATE } from '../../host/intake/handed-on.ts';
import type { LossRecord } from '../../host/records/session-document.ts';
import type { Store } from '../../host/records/store.ts';
import type { SampleTape } from './sample-tape.ts';

export interface SampleAccount {
  /** What the sensor gave from the first stored sample to the last. */
  readonly given: number;
  readonly stored: number;
  readonly late: number;
  readonly lacking: number;
  /** Of those: what the document tells as lost, and why. */
  readonly told: number;
  /** In words; empty where each sample is stored as it was given, or told as lost. */
  readonly flaws: readonly string[];
}

export interface AccountPlan {
  readonly store: Store;
  readonly session: string;
  readonly sensor: string;
  readonly tape: SampleTape;
  readonly lost: readonly LossRecord[];
  /** How often the band says that its sensor's memory ran over. */
  readonly overruns: number;
}

const AXES = 6;
const FLAWS_MOST = 3;

interface Stored {
  readonly tMs: number;
  readonly counts: Int16Array;
  readonly isLate: boolean;
}

/** Each sample of a sensor beside what the records have of it: nothing twice, nothing invented, nothing lost without a word. */
export function accountSamples(plan: AccountPlan): SampleAccount {
  const { sensor, overruns } = plan;
  const stored = storedOf(plan);
  const { given, lacking, flaws } = follow(plan, stored);
  const told = plan.lost.reduce((sum, loss) => sum + (loss.sensor === sensor ? (loss.samples ?? 0) : 0), 0);
  if (lacking !== told) flaws.push(`${sensor}: ${lacking} samples are not stored, ${told} are told as lost`);
  if (overruns > 0) flaws.push(`${sensor}: its sensor's memory ran over ${overruns} times`);
  if (stored.length === 0) flaws.push(`${sensor}: nothing is stored`);
  const late = stored.filter(({ isLate }) => isLate).length;
  return { given, stored: stored.length, late, lacking, told, flaws };
}

/** From one stored sample to the next where the sensor gave it. */
function follow({ tape, sensor }: AccountPlan, stored: readonly Stored[]) {
  const flaws: string[] = [];
  let [at, first, found] = [0, -1, 0];
  let beforeMs = Number.NEGATIVE_INFINITY;
  for (const { tMs, counts } of stored) {
    const place = tape.find(counts, at);
    const moment = `${sensor}: the sample at ${tMs.toFixed(0)} ms`;
    if (place < 0) flaws.push(`${moment} was stored twice, out of order, or never given`);
    if (tMs <= beforeMs) flaws.push(`${moment} is no later than the one before it`);
    if (flaws.length >= FLAWS_MOST) break;
    beforeMs = tMs;
    if (place < 0) continue;
    if (first < 0) first = place;
    at = place + 1;
    found++;
  }
  const given = at - Math.max(0, first);
  return { given, lacking: given - found, flaws };
}

function storedOf({ store, session, sensor }: AccountPlan): Stored[] {
  const samples = [...store.rawSamples(session, sensor)].flatMap(({ tMs, raw, marks }) =>
    Array.from(tMs, (t, i) => ({
      tMs: t,
      counts: raw.subarray(AXES * i, AXES * (i + 1)),
      isLate: marks?.[i] === LATE,
    })),
  );
  return samples.sort((a, b) => a.tMs - b.tMs);
}

import type { DoubtRecord } from '../records/metrics-record.ts';
import { doubtWords } from '../screen/doubt-words.ts';

/** Repetitions with the doubts about each, each doubt once in plain words and how many repetitions it concerns. */
export function doubtLines(reps: readonly { readonly doubts: readonly DoubtRecord[] }[]): string[] {
  const alike = new Map<string, DoubtRecord[]>();
  for (const doubt of reps.flatMap(({ doubts }) => doubts)) {
    const key = [doubt.kind, doubt.sensor, doubt.with].join();
    alike.set(key, [...(alike.get(key) ?? []), doubt]);
  }
  return [...alike.values()].map((doubts) => {
    const worst = doubts.reduce((most, one) => (sizeOf(one) > sizeOf(most) ? one : most));
    return `${doubtWords(worst)} (${doubts.length} of ${reps.length} repetitions)`;
  });
}

const sizeOf = ({ by_deg, share }: DoubtRecord): number => by_deg ?? share ?? 0;

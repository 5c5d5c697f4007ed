import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/** Whole processes, several one after the other: what nobody begins last, when the other worker has nothing left to do. */
const LONG = /\/test\/(cli\/|[^/]*-in-browser\.)/;

/** A fresh clone knows no durations: vitest would begin with the longest texts. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

import type { Reason } from '../dose/constraint.ts';

/** What a person's own facts allow at most: the constraint chain takes it like any other rule, so it can only tighten. */
export interface Tightening extends Reason {
  /** 0 refuses. */
  readonly mostUa: number;
}

export function forbid(rule: string, text: string, source: string): Tightening {
  return { rule, text, source, mostUa: 0 };
}

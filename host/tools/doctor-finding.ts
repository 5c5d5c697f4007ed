export type Verdict = 'ok' | 'warn' | 'fail';

/** What goes into a support file: flags, counts, versions and words of a list, never a sentence. */
export type Shared = Readonly<Record<string, boolean | number | string | null>>;

/** What one look at the machine found. */
export interface Finding {
  readonly verdict: Verdict;
  /** One line: what is. */
  readonly text: string;
  /** What to do; where there is nothing to do, absent. */
  readonly advice?: string;
  readonly shared: Shared;
}

export const ok = (text: string, shared: Shared = {}): Finding => ({ verdict: 'ok', text, shared });
export const warn = (text: string, advice: string, shared: Shared = {}): Finding => ({
  verdict: 'warn',
  text,
  advice,
  shared,
});
export const fail = (text: string, advice: string, shared: Shared = {}): Finding => ({
  verdict: 'fail',
  text,
  advice,
  shared,
});

/** The outcome of reading bytes from outside: bad bytes are a fact to be counted, never an exception. */
export type Decoded<Value> = { readonly ok: true; readonly value: Value } | Discarded;

export interface Discarded {
  readonly ok: false;
  /** Why, for the engineer's log: "samples are not whole", "no such configuration". */
  readonly reason: string;
}

export const decoded = <Value>(value: Value): Decoded<Value> => ({ ok: true, value });
export const discarded = (reason: string): Discarded => ({ ok: false, reason });

/** What the exit code says, beside 0 for "done". */
export const EXIT = {
  failed: 1,
  badArguments: 2,
  /** `dose check`, `plan` and `sign`: the prescription may not be delivered. `forget`: what was delivered still counts. */
  refused: 3,
  /** `audit verify`: the chain of records is not what was written. */
  broken: 4,
  /** Somebody ended the one session that was asked for (a shell's word for Ctrl-C); what was done of it is kept. */
  cutShort: 130,
} as const;

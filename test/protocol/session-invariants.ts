/** The reference's invariants by id, and what this project adds; a monitor counts how often each was really judged. */
export const INVARIANTS = {
  I1: 'output only in the live states',
  I2: 'output within prescription, pad and hard ceilings, whatever was asked',
  I3: 'output rises in a tick only, and within the slope',
  I4: 'output needs a lease of the last 2.5 s',
  I5: 'live only after ARM, button and START in this boot, in time',
  I6: 'FAULT is left by its own acknowledgement only',
  I7: 'STOP stops, from anybody',
  I8: 'what is unauthentic, replayed, of another boot or host changes nothing',
  I8b: 'the counter never falls',
  I9: 'session, sessions, day, total and rest are kept',
  I10: 'dose counters are exact and never fall',
  I11: 'a restart is never live nor armed',
  I11b: 'a fault survives a restart',
  I12: 'a resumed session begins at 0',
  I13: 'no number is anything but whole and at least 0',
  I14: 'each transition is noted once, with origin and cause',
  I15: 'a tick does what it should; without input output ends',
  I16: 'net charge of every pulse within 2 % and 200 nC',
  I17: 'replaying the log gives the same log',
  I19: 'lead off, output 0',
  I20: 'the target rises by one step, 1 s apart',
  SEAL: 'nothing beyond what the prescription in force allows',
  HOST: 'a host that is not the one that armed only stops; stale commands do nothing',
} as const;

export type InvariantId = keyof typeof INVARIANTS;

export class Violation extends Error {
  readonly id: InvariantId;

  constructor(id: InvariantId, text: string) {
    super(`${id} ${text}`);
    this.id = id;
  }
}

export class Tally {
  readonly counts = Object.fromEntries(Object.keys(INVARIANTS).map((id) => [id, 0])) as Record<InvariantId, number>;

  hold(id: InvariantId, holds: boolean, text: string): void {
    this.counts[id]++;
    if (!holds) throw new Violation(id, text);
  }
}

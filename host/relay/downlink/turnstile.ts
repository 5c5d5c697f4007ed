import { LimberError } from '../../../protocol/limber-error.ts';
import type { AuditLog } from '../../records/chain/audit-record.ts';
import { type Allowance, fullAllowance, takeOne } from './allowance.ts';

/** Bounds what whoever can publish at the broker may cost: work, disk, messages and records of the chain. */
export interface Turnstile {
  /** Whether there is time for one more message; what is not looked at is counted. */
  lookAt(): boolean;
  /** One that changed nothing. @param why a rule's name */
  count(why: string): void;
  /** The same, and whether it may be answered. */
  answer(why: string): boolean;
  /** Writes the counts since the last time into the chain. */
  note(): void;
}

/** A gateway that was away for a week finds its messages at once. */
const LOOKS: Allowance = { most: 500, eachMs: 50 };
const ANSWERS: Allowance = { most: 20, eachMs: 60_000 };
const NOTE_EVERY_MS = 3_600_000;

/** @param upMs only goes forward */
export function turnstile(audit: Pick<AuditLog, 'append'>, upMs: () => number): Turnstile {
  let looks = fullAllowance(LOOKS, upMs());
  let answers = fullAllowance(ANSWERS, upMs());
  let notedAtMs = Number.NEGATIVE_INFINITY;
  let counts: Record<string, number> = {};
  const note = (): void => {
    if (Object.keys(counts).length === 0) return;
    notedAtMs = upMs();
    try {
      audit.append({ person: '', by: 'gateway', kind: 'downlink', document: { what: 'turned-away', counts } });
      counts = {};
    } catch (error) {
      // A full disk: they are kept for the next time.
      if (!(error instanceof LimberError)) throw error;
    }
  };
  const count = (why: string): void => {
    counts[why] = (counts[why] ?? 0) + 1;
    if (upMs() - notedAtMs >= NOTE_EVERY_MS) note();
  };
  return {
    lookAt() {
      const [state, granted] = takeOne(LOOKS, looks, upMs());
      looks = state;
      if (!granted) count('too-many');
      return granted;
    },
    count,
    answer(why) {
      count(why);
      const [state, granted] = takeOne(ANSWERS, answers, upMs());
      answers = state;
      return granted;
    },
    note,
  };
}

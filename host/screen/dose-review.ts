/** What the clinician's page shows of somebody's stimulation: facts of the audit chain with the words for them. It opens nothing. */
export interface DoseReview {
  /** Pseudonym. */
  readonly person: string;
  readonly prescription: PrescriptionFacts | null;
  /** Newest first. */
  readonly decisions: readonly DecisionRow[];
  /** Oldest first. */
  readonly days: readonly DoseDayRow[];
  /** Newest first. */
  readonly titrations: readonly TitrationRow[];
  readonly doubts: readonly string[];
  /** Newest first. */
  readonly pain: readonly PainRow[];
  /** Sentences; no probability. */
  readonly response: readonly string[];
  /** What stands against a stimulation now. */
  readonly standing: readonly StandingRow[];
  /** What clinicians let pass, newest first. */
  readonly allowed: readonly {
    readonly at: string;
    readonly by: string;
    readonly what: string;
    readonly reason: string;
  }[];
  readonly chain: ChainState;
}

export interface PrescriptionFacts {
  readonly id: string;
  readonly revision: number;
  /** Key id; null where nobody signed. */
  readonly signedBy: string | null;
  readonly acceptedAt: string;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly expired: boolean;
  readonly withdrawn: boolean;
  /** The band that it is sealed for. */
  readonly device: string;
  readonly place: string;
  readonly levelUa: number;
  readonly ceilingUa: number;
  readonly phaseUs: number;
  readonly rateHz: number;
  readonly padAreaMm2: number;
  readonly sessionMs: number;
  readonly dayMs: number;
  readonly sessionsPerDay: number;
  /** Null: sleep is allowed. */
  readonly presenceMs: number | null;
}

export interface DecisionRow {
  readonly at: string;
  readonly sessionId: string;
  readonly allowed: boolean;
  /** The rule that permitted least, in words; empty where nothing was refused. */
  readonly strictest: string;
  readonly source: string;
  /** Everything else that spoke against it. */
  readonly others: readonly string[];
  /** Name and value of everything it was decided on. */
  readonly inputs: readonly (readonly [string, string])[];
}

export interface DoseDayRow {
  /** Local, like 2026-03-01. */
  readonly day: string;
  readonly onTimeMs: number;
  /** Null where none is known. */
  readonly limitMs: number | null;
  readonly sessions: number;
  readonly peakUa: number;
  readonly pulses: number;
  /** How sure it is, and anything that is odd; empty where the band counted it to the end. */
  readonly note: string;
}

export interface TitrationRow {
  readonly at: string;
  readonly place: string;
  readonly sensoryUa: number;
  readonly comfortableUa: number;
  readonly discomfortUa: number | null;
  readonly settledUa: number;
}

export interface PainRow {
  readonly session: string;
  readonly at: string;
  readonly exercise: string;
  readonly restBefore: number | null;
  readonly restAfter: number | null;
  readonly movementOff: number | null;
  readonly movementOn: number | null;
  readonly movementAfter: number | null;
}

export interface StandingRow {
  readonly what: string;
  /** What opens it: words where nobody can, or where the patient does it. */
  readonly how: string;
  /** To be run on the clinician's machine, the gateway ended; null where no command opens it. */
  readonly command: string | null;
}

export interface ChainState {
  readonly intact: boolean;
  readonly records: number;
  /** SHA-256 of the latest record, hex; empty where the chain is broken. */
  readonly head: string;
  /** What is wrong; empty where nothing is. */
  readonly why: string;
}

/** What an engineer looks at: who tried what, and whether the record holds. */
export interface SecurityReview {
  readonly chain: ChainState;
  /** Newest first. */
  readonly events: readonly { readonly at: string; readonly by: string; readonly text: string }[];
  /** Commands that the band refused, and how often, by reason. */
  readonly refused: readonly { readonly reason: string; readonly words: string; readonly times: number }[];
}

export interface DoseReviews {
  /** Undefined where nothing is known of such a person. */
  review(person: string): DoseReview | undefined;
  security(): SecurityReview;
}

import type { PrescribedMovement } from '../motion/demonstration.ts';

/** What a demonstration would prescribe, or every reason why it can't. */
export interface DemonstrationProposal {
  readonly movement: PrescribedMovement | null;
  /** Sentences; empty where there is a movement. */
  readonly obstacles: readonly string[];
}

/** One version of what an exercise asks of a person. */
export interface PrescriptionRow {
  readonly version: number;
  readonly movement: PrescribedMovement;
  readonly prescribedBy: string;
  /** ISO 8601, UTC. */
  readonly prescribedAt: string;
  readonly demonstratedAt: string;
  readonly sessionId: string;
  /** Names under which other repetitions of the exercise are enrolled besides; the same in all versions. */
  readonly alsoEnrolled?: readonly string[];
}

/** What a clinician makes of a demonstration. */
export interface PrescribeOrder {
  readonly leftOut: readonly number[];
  readonly by: string;
  /** What the repetitions are; nothing given: "correct". */
  readonly execution?: string;
}

export interface PrescribeOutcome {
  readonly prescribed: boolean;
  readonly message: string;
}

/** Demonstrations as the clinician's page needs them; undefined where no stored session has the id. */
export interface Demonstrations {
  proposal(sessionId: string, leftOut: readonly number[]): DemonstrationProposal | undefined;
  /** With another execution than "correct" nothing is prescribed: later repetitions like these are told by that name. */
  prescribe(sessionId: string, order: PrescribeOrder): PrescribeOutcome | undefined;
  /** Newest first: the first is in force. */
  prescriptions(person: string, exercise: string): readonly PrescriptionRow[];
}

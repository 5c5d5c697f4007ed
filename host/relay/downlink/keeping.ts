import { exerciseById } from '../../motion/index.ts';
import { insertInbox } from '../../records/inbox.ts';
import type { Store } from '../../records/store.ts';
import { type DownMessage, personOf } from './down-message.ts';
import type { Judgement } from './judge.ts';
import { type DoorParts, takePrescription, withdrawPrescription } from './prescription-door.ts';
import { because, type Reason } from './reason.ts';

export interface KeepParts extends DoorParts {
  readonly store: Store;
}

/** A message that a trusted clinician signed, and what became of it. */
export interface KeptMessage {
  /** Its id. */
  readonly of: string;
  readonly message: DownMessage;
  readonly verdict: 'accepted' | 'refused';
  readonly reasons: readonly Reason[];
  /** UTC, ms. */
  readonly judgedAtMs: number;
}

/** Its effect, its row and its record in the chain; part of the caller's transaction. */
export function keepJudged(
  parts: KeepParts,
  judgement: Exclude<Judgement, { kind: 'TurnedAway' }>,
  judgedAtMs: number,
): KeptMessage {
  const { message } = judgement;
  const reasons = judgement.kind === 'Refused' ? judgement.reasons : takeEffect(parts, message, judgedAtMs);
  const verdict = reasons.length === 0 ? 'accepted' : 'refused';
  // Nobody gets a key of records because a message spoke of them.
  const person = reasons.some(({ rule }) => rule === 'unknown-person') ? '' : personOf(message);
  const { message_id: messageId, kind, signer, counter } = message;
  insertInbox(parts.store.database, {
    messageId,
    kind,
    person,
    signer,
    counter,
    receivedAtMs: judgedAtMs,
    verdict,
    document: { message, reasons: reasons.map(({ rule, text }) => ({ rule, text })) },
  });
  const rules = reasons.map(({ rule }) => rule);
  const document = { what: 'received', message_id: messageId, kind, counter, verdict, reasons: rules };
  parts.store.audit.append({ person, by: `clinician:${signer}`, kind: 'downlink', document });
  return { of: messageId, message, verdict, reasons, judgedAtMs };
}

/** Why it could not be done; plans, messages and settings take effect by being stored. */
function takeEffect(parts: KeepParts, message: DownMessage, nowMs: number): readonly Reason[] {
  switch (message.kind) {
    case 'prescription':
      return takePrescription(parts, message, nowMs);
    case 'withdrawal':
      return withdrawPrescription(parts, message);
    case 'plan':
      return exerciseById(message.body.exercise)
        ? []
        : [because('unknown-exercise', 'the library has no such exercise')];
    default:
      return [];
  }
}

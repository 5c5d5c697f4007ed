import { type Database, transact } from '../../records/database.ts';
import { highestCounter, latestAuditMs, latestReceivedMs, readInbox } from '../../records/inbox.ts';
import { latestRestoration } from '../../records/upkeep/restored-entry.ts';
import type { SignatureCheck } from '../../stim/index.ts';
import { enqueue } from '../outbox.ts';
import { parseTopic } from '../topic.ts';
import { type Answer, ackOf } from './ack-message.ts';
import { canonicalJson } from './canonical-json.ts';
import { type DownKind, type DownMessage, personOf } from './down-message.ts';
import { type JudgeContext, judge } from './judge.ts';
import { type KeepParts, type KeptMessage, keepJudged } from './keeping.ts';
import { turnstile } from './turnstile.ts';

export interface DownlinkParts extends KeepParts {
  readonly site: string;
  /** Whose word counts. */
  readonly signatures: SignatureCheck;
  /** Whom this gateway serves beside those it has records of. Pseudonyms. */
  readonly people: readonly string[];
  /** The machine's clock, UTC, ms: who sends a message lives in no simulated time. */
  readonly nowMs: () => number;
  /** Only goes forward, ms. */
  readonly upMs: () => number;
}

/** What an accepted message has changed. */
export interface DownEffect {
  readonly kind: DownKind;
  /** Pseudonym; empty for the whole site. */
  readonly person: string;
  /** Of a prescription that came or was withdrawn: its band. */
  readonly device?: string;
}

/** The way in from a broker. Nothing that comes here starts or raises a stimulation: at most it ends one. */
export interface Downlink {
  /**
   * Judged, stored with its effect and answered in one transaction; once this returns the broker may forget the message.
   * @throws LimberError where it cannot be stored: then nothing was, and it is to come again
   */
  receive(topic: string, payload: Uint8Array): void;
  /** Told once it is stored. */
  onEffect(listener: (effect: DownEffect) => void): () => void;
  /** Writes down how many were turned away. */
  close(): void;
}

export function openDownlink(parts: DownlinkParts): Downlink {
  const { store, nowMs, upMs } = parts;
  const { database } = store;
  const listeners = new Set<(effect: DownEffect) => void>();
  const gate = turnstile(store.audit, upMs);
  // Simulated time runs ahead of the clock on the wall: its records say nothing about that.
  let latestMs = Math.max(latestReceivedMs(database), store.simulated ? 0 : latestAuditMs(database));
  const answerIfAllowed = (why: string, answer: Answer): void => {
    if (gate.answer(why)) enqueue(database, ackOf(answer), nowMs());
  };
  const takeIn = (topic: string, payload: Uint8Array): void => {
    const judgement = judge(topic, payload, contextOf(parts, latestMs));
    const judgedAtMs = Math.max(nowMs(), latestMs);
    if (judgement.kind === 'TurnedAway') {
      const { answerTo: of, reasons } = judgement;
      const why = reasons[0]?.rule ?? 'form';
      if (of === null) gate.count(why);
      else
        answerIfAllowed(why, {
          ...sender(parts),
          of,
          payload,
          verdict: 'refused',
          reasons,
          judgedAtMs,
          isSigned: false,
        });
      return;
    }
    const { verdict } = transact(database, () => {
      const kept = keepJudged(parts, judgement, judgedAtMs);
      enqueue(database, ackOf(answerOf(parts, kept, payload)), nowMs());
      return kept;
    });
    latestMs = judgedAtMs;
    if (verdict === 'accepted') for (const tell of listeners) tell(effectOf(judgement.message));
  };
  return {
    receive(topic, payload) {
      if (!gate.lookAt()) return;
      const before = keptBefore(database, topic);
      if (before === undefined) takeIn(topic, payload);
      else if (isSame(before, payload)) answerIfAllowed('repeated', answerOf(parts, before, payload));
      else gate.count('id-known');
    },
    onEffect(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => gate.note(),
  };
}

const contextOf = (parts: DownlinkParts, latestKnownMs: number): JudgeContext => ({
  site: parts.site,
  nowMs: parts.nowMs(),
  latestKnownMs,
  knowsPerson: (person) => isKnown(parts, person),
  signatures: parts.signatures,
  highestCounter: (signer) => highestCounter(parts.store.database, signer),
  restoredAtMs: latestRestoration(parts.store.audit)?.wallMs,
});

const isKnown = ({ store, people }: DownlinkParts, person: string): boolean =>
  people.includes(person) ||
  store.people().includes(person) ||
  store.prescriptions.accepted().some((one) => one.person === person);

/** Under the id of the topic: that is the one that was judged. */
function keptBefore(database: Database, topic: string): KeptMessage | undefined {
  const parsed = parseTopic(topic);
  if (parsed?.kind !== 'down') return undefined;
  const entry = readInbox(database, parsed.message);
  if (entry === undefined) return undefined;
  const { messageId: of, verdict, receivedAtMs: judgedAtMs } = entry;
  return { of, verdict, judgedAtMs, ...(entry.document as Pick<KeptMessage, 'message' | 'reasons'>) };
}

/** Of a person who was forgotten nothing but the id is left. */
const isSame = ({ message }: Partial<KeptMessage>, payload: Uint8Array): boolean =>
  message !== undefined && Buffer.from(canonicalJson(message)).equals(payload);

const sender = ({ site, store: { simulated } }: DownlinkParts) => ({ site, simulated });

const answerOf = (
  parts: DownlinkParts,
  { of, verdict, reasons, judgedAtMs }: KeptMessage,
  payload: Uint8Array,
): Answer => ({
  ...sender(parts),
  of,
  payload,
  verdict,
  reasons,
  judgedAtMs,
  isSigned: true,
});

function effectOf(message: DownMessage): DownEffect {
  const { kind } = message;
  const effect = { kind, person: personOf(message) };
  if (kind === 'withdrawal') return { ...effect, device: message.body.device };
  if (kind !== 'prescription') return effect;
  const { device } = message.body.prescription.prescription as { readonly device: string };
  return { ...effect, device };
}

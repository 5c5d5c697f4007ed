import { randomBytes } from 'node:crypto';
import { CHALLENGE_BYTES } from '../../protocol/firmware-manifest.ts';
import type { Acknowledgement, Hello, UpdateState } from '../../protocol/message.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import type { CommandToSend, DeviceConnection, DeviceMessage } from '../connect/device-connection.ts';
import { heard } from '../connect/link-key-proof.ts';
import { fitsBandTag, type TaggedKind, taggedPayload } from '../connect/link-tag.ts';

/** What came back: how the update stands, that the band has started anew, or that it does not know the command. */
export type Answer =
  | { readonly kind: 'state'; readonly state: UpdateState }
  | { readonly kind: 'restarted'; readonly hello: Hello }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'done' };

export type NumberedCommand = CommandToSend & { readonly counter: number };

export interface HandQuestion {
  readonly askedWithinMs: number;
  /** From the question on. */
  readonly decidedWithinMs: number;
  /** That the band asks; nothing given: whatever it answers. */
  readonly isAsked?: (answer: Answer) => boolean;
  /** The hand was there, or not in time. */
  readonly isDecided: (answer: Answer) => boolean;
}

/** Both heard from before the command goes out: a host that was busy finds that the band asks and what was decided in one piece. */
export interface HandAnswers {
  readonly asked: Promise<Answer | undefined>;
  readonly decided: Promise<Answer | undefined>;
}

/** Commands of an update and what a band says to them. */
export interface UpdateTalk {
  /** The latest hello. */
  hello(): Hello;
  /** One command, and the first answer that `fits`; undefined where none comes in time. */
  ask(command: CommandToSend, withinMs: number, fits?: (answer: Answer) => boolean): Promise<Answer | undefined>;
  askTagged(kind: TaggedKind, body: Uint8Array, withinMs: number): Promise<Answer | undefined>;
  /** One command that the wearer's hand is to confirm. */
  askHand(command: NumberedCommand, question: HandQuestion): HandAnswers;
  /** With a tag by the link key, under the next number. */
  tagged(kind: TaggedKind, body: Uint8Array): NumberedCommand;
  nextCounter(): number;
  /** Who it is now: with another connection its salt is another one, and the hello that said so may have been lost. */
  freshHello(withinMs: number): Promise<Hello | undefined>;
  /** Tells HEALTHY. @returns whether the band has shown that it has the link key; undefined: no answer */
  tellHealthy(withinMs: number): Promise<boolean | undefined>;
}

interface TalkParams {
  readonly connection: DeviceConnection;
  readonly timeline: Timeline;
  readonly linkKey: Uint8Array;
  readonly hello: Hello;
}

export function createUpdateTalk({ connection, timeline, linkKey, hello: first }: TalkParams): UpdateTalk {
  let counter = 0;
  const hello = (): Hello => connection.hello() ?? first;
  const nextCounter = (): number => {
    counter = Math.max(counter, connection.sealedUpTo()) + 1;
    return counter;
  };
  const send = (command: CommandToSend): void => {
    // A link that is down now is tried again: nothing else is told of a lost packet either.
    connection.send({ boot: hello().boot, ...command }).catch(() => {});
  };
  const answerIn = (message: DeviceMessage, number: number, boot: number): Answer | undefined => {
    if (message.kind === 'update') return { kind: 'state', state: message.update };
    if (message.kind === 'hello' && message.hello.boot !== boot) return { kind: 'restarted', hello: message.hello };
    const answer = answerTo(message, number);
    if (!answer) return undefined;
    return answer.result === 'REFUSED' ? { kind: 'refused', reason: answer.reason } : { kind: 'done' };
  };
  const listen = (withinMs: number, number: number, fits: (answer: Answer) => boolean): Promise<Answer | undefined> => {
    const { boot } = hello();
    return heard(connection, timeline, withinMs, (message) => {
      const answer = answerIn(message, number, boot);
      return answer && fits(answer) ? answer : undefined;
    });
  };
  const ask = (
    command: NumberedCommand,
    withinMs: number,
    fits: (answer: Answer) => boolean = () => true,
  ): Promise<Answer | undefined> => {
    const answered = listen(withinMs, command.counter, fits);
    send(command);
    return answered;
  };
  const tagged = (kind: TaggedKind, body: Uint8Array): NumberedCommand => {
    const number = nextCounter();
    return { kind, counter: number, payload: taggedPayload(kind, number, body, linkKey, hello().salt) };
  };
  return {
    hello,
    nextCounter,
    tagged,
    ask: (command, withinMs, fits) => ask({ ...command, counter: nextCounter() }, withinMs, fits),
    askTagged: (kind, body, withinMs) => ask(tagged(kind, body), withinMs),
    askHand: (command, { askedWithinMs, decidedWithinMs, isAsked, isDecided }) => {
      const decided = listen(askedWithinMs + decidedWithinMs, command.counter, isDecided);
      return { asked: ask(command, askedWithinMs, isAsked), decided };
    },
    freshHello: (withinMs) => {
      const said = heard(connection, timeline, withinMs, (message) =>
        message.kind === 'hello' ? message.hello : undefined,
      );
      send({ kind: 'SAY_HELLO', counter: nextCounter() });
      return said;
    },
    tellHealthy: async (withinMs) => {
      const number = nextCounter();
      const challenge = new Uint8Array(randomBytes(CHALLENGE_BYTES));
      const { salt } = hello();
      const payload = taggedPayload('HEALTHY', number, challenge, linkKey, salt);
      const answered = heard(connection, timeline, withinMs, (message) => answerTo(message, number));
      send({ kind: 'HEALTHY', counter: number, payload });
      const answer = await answered;
      return answer && fitsBandTag(number, challenge, linkKey, salt, answer.proof);
    },
  };
}

const answerTo = (message: DeviceMessage, counter: number): Acknowledgement | undefined =>
  message.kind === 'acknowledgement' && message.acknowledgement.counter === counter
    ? message.acknowledgement
    : undefined;

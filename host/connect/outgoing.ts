import { LimberError } from '../../protocol/limber-error.ts';
import { limit } from '../../protocol/limits.ts';
import type { Link } from '../../protocol/link.ts';
import type { Command } from '../../protocol/message.ts';

export type CommandToSend = Partial<Command> & Pick<Command, 'kind'>;

export interface OutgoingParams {
  readonly link: Link;
  /** Seals and cuts a command: asked when its turn has come, and again where a STOP has cut in. */
  readonly cut: (command: CommandToSend) => readonly Uint8Array[];
  readonly nowMs: () => number;
}

export interface OutgoingCounts {
  readonly waiting: number;
  /** Given up for newer ones: gaps that stay gaps. */
  readonly resendsDropped: number;
  /** Commands of stimulation that waited so long that nobody may obey them any more. */
  readonly expired: number;
}

export interface Outgoing {
  /** Settles when all of it was handed to the link, or when a newer command has taken its place; rejects where it cannot be sent. */
  send(command: CommandToSend): Promise<void>;
  counts(): OutgoingCounts;
  close(): void;
}

interface Waiting {
  readonly command: CommandToSend;
  readonly rank: number;
  readonly untilMs: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

type Kind = Command['kind'];

/** Who goes first: STOP, what stimulates or has a number, what a session or a person asks, what was missed, what was kept. */
const STOP = 0;
const STIMULATION = 1;
const SESSION = 2;
const RESEND = 3;
const LOG = 4;
const STIMULATING: readonly Kind[] = ['LEASE', 'ARM', 'START', 'SET', 'PAUSE', 'RESUME', 'ACK_FAULT', 'PRESCRIBE'];
const RANKS: Readonly<Partial<Record<Kind, number>>> = {
  STOP,
  RESEND,
  READ_LOG: LOG,
  FORGET_LOG: LOG,
  ...Object.fromEntries(STIMULATING.map((kind) => [kind, STIMULATION])),
};
/** Nothing that lets current flow may come behind a STOP that it was asked before. */
const ENDED_BY_STOP: readonly Kind[] = ['LEASE', 'ARM', 'START', 'SET', 'RESUME'];
/** The band obeys these for as long as a lease lasts; what waited longer would only be refused. */
const EXPIRING: readonly Kind[] = ['LEASE', 'START', 'SET', 'RESUME'];
/** Of one rank; a band whose link takes nothing for seconds is not asked for more. */
const WAITING_MAX = 16;

/** Numbers are to rise on the wire: a band refuses a seal whose number is older than its latest, so none of them overtakes another. */
const rankOf = ({ kind, counter }: CommandToSend): number =>
  kind !== 'STOP' && counter ? STIMULATION : (RANKS[kind] ?? SESSION);

/** A lease with a challenge is a question: it has its answer, and no other takes its place. */
const isPlain = ({ kind, challenge }: CommandToSend): boolean =>
  !challenge?.length && (kind === 'LEASE' || kind === 'SET');

const lifeMs = ({ kind, ttlMs, challenge }: CommandToSend): number => {
  if (!EXPIRING.includes(kind) || challenge?.length) return Number.POSITIVE_INFINITY;
  return kind === 'LEASE' ? (ttlMs ?? 0) : limit('leaseMs').hard;
};

/**
 * All that goes to one band, one message after the other: packets of two messages never mix. However slow the link is, memory is bounded,
 * and a command of stimulation waits for no more than the message under way; STOP for no more than the packet.
 */
export const openOutgoing = (params: OutgoingParams): Outgoing => new Outbound(params);

class Outbound implements Outgoing {
  readonly #params: OutgoingParams;
  #waiting: Waiting[] = [];
  #isBusy = false;
  #resendsDropped = 0;
  #expired = 0;

  constructor(params: OutgoingParams) {
    this.#params = params;
  }

  counts = (): OutgoingCounts => ({
    waiting: this.#waiting.length,
    resendsDropped: this.#resendsDropped,
    expired: this.#expired,
  });

  send(command: CommandToSend): Promise<void> {
    if (this.#params.link.handsOverAtOnce) return this.#handOver(command);
    return new Promise((resolve, reject) => {
      const untilMs = this.#params.nowMs() + lifeMs(command);
      this.#take({ command, rank: rankOf(command), untilMs, resolve, reject });
      void this.#work();
    });
  }

  close(): void {
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure('is closed'));
  }

  /** No packet of a link like this waits: nothing is to be put in order. */
  async #handOver(command: CommandToSend): Promise<void> {
    const { link, cut } = this.#params;
    await Promise.all(cut(command).map((packet) => link.send('command', packet)));
  }

  #take(entry: Waiting): void {
    const { command, rank } = entry;
    if (rank === STOP) this.#replace((kind) => kind === 'STOP' || ENDED_BY_STOP.includes(kind));
    if (this.#isWaiting(command)) {
      entry.resolve();
      return;
    }
    const alike = this.#waiting.filter((other) => other.rank === rank);
    const last = alike.at(-1);
    // Behind others only: between them its place says what it was meant for.
    if (last && isPlain(command) && isPlain(last.command) && last.command.kind === command.kind) this.#leave(last);
    else if (alike.length >= WAITING_MAX) {
      if (rank === RESEND) {
        this.#resendsDropped++;
        this.#leave(alike[0]!);
      } else if (command.kind !== 'LEASE') {
        entry.reject(this.#failure('takes no more commands'));
        return;
      }
    }
    this.#waiting.push(entry);
  }

  /** Asked again under its number it is the same command. */
  #isWaiting({ kind, counter }: CommandToSend): boolean {
    return !!counter && this.#waiting.some(({ command }) => command.kind === kind && command.counter === counter);
  }

  #replace(isReplaced: (kind: Kind) => boolean): void {
    for (const entry of this.#waiting.filter(({ command }) => isReplaced(command.kind))) this.#leave(entry);
  }

  #leave(entry: Waiting): void {
    this.#waiting.splice(this.#waiting.indexOf(entry), 1);
    entry.resolve();
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let entry = this.#next(); entry; entry = this.#next()) {
      try {
        if (await this.#transmit(entry)) entry.resolve();
      } catch (error) {
        entry.reject(error);
      }
    }
    this.#isBusy = false;
  }

  #next(): Waiting | undefined {
    const nowMs = this.#params.nowMs();
    for (const late of this.#waiting.filter(({ untilMs }) => nowMs >= untilMs)) {
      this.#expired++;
      this.#waiting.splice(this.#waiting.indexOf(late), 1);
      late.reject(this.#failure(`took nothing while this ${late.command.kind} was valid`));
    }
    const rank = Math.min(...this.#waiting.map((entry) => entry.rank));
    const at = this.#waiting.findIndex((entry) => entry.rank === rank);
    return at < 0 ? undefined : this.#waiting.splice(at, 1)[0];
  }

  /** @returns false where a STOP has cut in: the rest is nothing to the band, and the message waits again or is over with it */
  async #transmit(entry: Waiting): Promise<boolean> {
    const { link, cut } = this.#params;
    const packets = cut(entry.command);
    for (const [i, packet] of packets.entries()) {
      await link.send('command', packet);
      const cutsIn = i < packets.length - 1 && entry.rank !== STOP && this.#waiting.some(({ rank }) => rank === STOP);
      if (!cutsIn) continue;
      if (ENDED_BY_STOP.includes(entry.command.kind)) return true;
      this.#waiting.unshift(entry);
      return false;
    }
    return true;
  }

  #failure(what: string): LimberError {
    return new LimberError('link/no-answer', `${this.#params.link.name} ${what}.`);
  }
}

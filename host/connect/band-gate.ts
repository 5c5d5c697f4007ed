import { Subject } from 'rxjs';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Link, LinkState } from '../../protocol/link.ts';
import { linkListeners } from '../../protocol/link-listeners.ts';
import type { Hello } from '../../protocol/message.ts';
import type { CommandToSend, DeviceConnection, DeviceMessage } from './device-connection.ts';

/**
 * A connection that nothing comes through before its band was let in: neither frames nor that its link is up. What comes meanwhile is
 * kept for a moment, so that nothing of the right band is lost.
 */
export interface BandGate {
  readonly connection: DeviceConnection;
  /** Proven: what was kept comes first. */
  open(): void;
  /** Asked who it is. */
  wait(): void;
  /** Nothing of it is kept. */
  refuse(): void;
}

/** Half a minute of a motion band at 104 Hz: an intruder fills no memory. */
const KEPT_MOST = 1000;
/** What harms nobody, and what must always get through. */
const ALWAYS_SENT: readonly CommandToSend['kind'][] = ['STOP', 'SAY_HELLO'];
/** An old account of an output is worth nothing; answers are to who proves. */
const NEVER_KEPT: readonly DeviceMessage['kind'][] = ['stimulation', 'acknowledgement'];

/** @param onLink the link has come up anew, whoever is there now is to be asked; or it is gone */
export const bandGate = (inner: DeviceConnection, onLink: (isUp: boolean) => void): BandGate => new Gate(inner, onLink);

class Gate implements BandGate {
  readonly connection: DeviceConnection;
  readonly #inner: DeviceConnection;
  readonly #messages$ = new Subject<DeviceMessage>();
  readonly #listeners = linkListeners('connecting');
  #stand: 'open' | 'waiting' | 'refused' = 'waiting';
  #kept: DeviceMessage[] = [];
  #hello: Hello | undefined;
  /** Undefined before the link has told. */
  #isUp: boolean | undefined;

  constructor(inner: DeviceConnection, onLink: (isUp: boolean) => void) {
    this.#inner = inner;
    this.#hello = inner.hello();
    const heard = inner.messages$.subscribe({
      next: (message) => this.#hear(message),
      complete: () => this.#messages$.complete(),
    });
    const cancelState = inner.link.onState((state) => this.#enter(state, onLink));
    this.connection = {
      ...inner,
      link: gatedLink(inner.link, this.#listeners),
      messages$: this.#messages$.asObservable(),
      hello: () => this.#hello,
      send: (command) => this.#send(command),
      close: async () => {
        cancelState();
        heard.unsubscribe();
        this.#messages$.complete();
        this.#listeners.enterState('closed');
        await inner.close();
      },
    };
  }

  open(): void {
    const kept = this.#kept;
    this.#become('open');
    if (this.#isUp) this.#listeners.enterState('up');
    for (const message of kept) this.#pass(message);
  }

  wait(): void {
    this.#become('waiting');
    if (this.#isUp) this.#listeners.enterState('connecting');
  }

  refuse(): void {
    this.#become('refused');
  }

  #become(stand: 'open' | 'waiting' | 'refused'): void {
    this.#stand = stand;
    this.#kept = [];
  }

  #enter(state: LinkState, onLink: (isUp: boolean) => void): void {
    const isFirst = this.#isUp === undefined;
    this.#isUp = state === 'up';
    if (!this.#isUp) {
      this.#become('waiting');
      this.#listeners.enterState(state);
    }
    if (!isFirst) onLink(this.#isUp);
  }

  #hear(message: DeviceMessage): void {
    if (this.#stand === 'open') this.#pass(message);
    else if (this.#stand === 'waiting' && !NEVER_KEPT.includes(message.kind)) {
      this.#kept.push(message);
      if (this.#kept.length > KEPT_MOST) this.#kept.shift();
    }
  }

  #pass(message: DeviceMessage): void {
    if (message.kind === 'hello') this.#hello = message.hello;
    this.#messages$.next(message);
  }

  async #send(command: CommandToSend): Promise<void> {
    const { link } = this.#inner;
    if (this.#stand !== 'open' && !ALWAYS_SENT.includes(command.kind))
      throw new LimberError('link/not-up', `The band at ${link.name} has not shown that it is the right one.`);
    return this.#inner.send(command);
  }
}

const gatedLink = (link: Link, { onState }: Pick<Link, 'onState'>): Link => ({
  name: link.name,
  get payloadBytes() {
    return link.payloadBytes;
  },
  onPacket: link.onPacket,
  onState,
  send: link.send,
  ...(link.handsOverAtOnce ? { handsOverAtOnce: true } : {}),
  signalDbm: () => link.signalDbm?.() ?? null,
  intervalMs: () => link.intervalMs?.() ?? null,
  close: link.close,
});

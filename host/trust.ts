import { Subscription } from 'rxjs';
import type { Hello } from '../protocol/message.ts';
import type { Timeline } from '../protocol/timeline.ts';
import type { BandRefusals } from './band-refusals.ts';
import { type BandGate, bandGate } from './connect/band-gate.ts';
import { askLinkKeyProof } from './connect/link-key-proof.ts';
import { provesTagKey } from './connect/tag-key-proof.ts';
import type { GreetedDevice } from './device-roster.ts';
import { HOST_ID } from './host-id.ts';
import {
  type Admitted,
  admission,
  type BandClaim,
  idOf,
  type KeyProof,
  type Refused,
  type Via,
} from './keys/band-admission.ts';

/** The link key of a band, or why there is none, in a sentence; `kept`: it was enrolled at this gateway. */
export type LinkKeySource = (
  band: Hello,
) => Promise<
  { readonly kept: boolean; readonly key: Uint8Array } | { readonly kept: boolean; readonly refused: string }
>;

export interface TrustParams {
  readonly keyOf: LinkKeySource;
  /** In real time: a machine needs its moment to answer, however fast simulated bands live. */
  readonly timeline: Timeline;
  readonly refusals: Pick<BandRefusals, 'note'>;
}

/** Who may say something here: a band is let in once it has shown that it is the one that was enrolled, at each connection anew. */
export interface Trust {
  /** For the connections of bands that are to be admitted: what commands to a stim band are sealed with. */
  readonly linkKey: (hello: Hello) => Uint8Array | undefined;
  /**
   * Settles once it is known whether the band is let in. From then on its connection is gated, through reconnects too, and `refused`
   * says how it stands.
   */
  admit(device: GreetedDevice, via: Via): Promise<GreetedDevice>;
}

type FoundKey = Awaited<ReturnType<LinkKeySource>>;

export function bandTrust(params: TrustParams): Trust {
  const stimKeys = new Map<string, Uint8Array>();
  // One after the other: a person is asked for one passphrase at a time.
  let asking: Promise<unknown> = Promise.resolve();
  const keyOf = (hello: Hello): Promise<FoundKey> => {
    const found = asking.then(() => params.keyOf(hello));
    asking = found.catch(() => {});
    return found;
  };
  return {
    linkKey: ({ deviceId, role }) => (role === 'ROLE_STIM' ? stimKeys.get(deviceId) : undefined),
    admit: async (device, via) => {
      if (via === 'process') return device;
      const { hello } = device;
      const found = await keyOf(hello);
      if ('key' in found && hello.role === 'ROLE_STIM') stimKeys.set(hello.deviceId, found.key);
      const band = new BandAtDoor(params, device, via, found);
      // It may have been lost and found again meanwhile: a passphrase takes its time.
      await band.judge(device.connection.hello() ?? hello);
      return band.greeted();
    },
  };
}

const ASK_EVERY_MS = 400;
/** Who was refused may have been unlucky. A stim band hangs up on ten questions a minute that it cannot answer (three for each time). */
const AGAIN_AFTER_MS = 30_000;

class BandAtDoor {
  readonly #params: TrustParams;
  readonly #device: GreetedDevice;
  readonly #claim: Pick<BandClaim, 'at' | 'via' | 'enrolled' | 'before' | 'why'>;
  readonly #key: Uint8Array | undefined;
  readonly #gate: BandGate;
  readonly #subscription = new Subscription();
  /** Until it is let in. */
  #refused: Refused | undefined;
  #isProven = false;
  /** What is waited for. */
  #asked: 'hello' | 'proof' | 'nothing' = 'proof';
  /** Of the connection that was judged last, or is being judged. */
  #salt = '';
  #judgedAtMs = 0;
  /** Another one with each connection and each question: an answer to an earlier one decides nothing. */
  #turn = 0;

  constructor(params: TrustParams, device: GreetedDevice, via: Via, found: FoundKey) {
    this.#params = params;
    this.#device = device;
    this.#key = 'key' in found ? found.key : undefined;
    const enrolled = found.kept ? ('key' in found ? 'kept' : 'unusable') : 'none';
    const why = 'refused' in found ? found.refused : undefined;
    this.#claim = { at: device.connection.link.name, via, enrolled, before: device.hello, why };
    // Before the gate: a hello that says that somebody else is there must not get through.
    const heard = device.connection.messages$.subscribe({
      next: (message) => {
        if (message.kind === 'hello') this.#hear(message.hello);
      },
      complete: () => this.#subscription.unsubscribe(),
    });
    this.#gate = bandGate(device.connection, () => this.#askWho());
    this.#subscription.add(heard);
    this.#subscription.add(params.timeline.every(ASK_EVERY_MS, () => this.#passTime()));
  }

  /** @param hello of the present connection */
  async judge(hello: Hello): Promise<void> {
    const turn = ++this.#turn;
    this.#salt = saltOf(hello);
    this.#asked = 'proof';
    this.#gate.wait();
    const verdict = await this.#verdictOn(hello);
    if (turn !== this.#turn) return;
    this.#asked = 'nothing';
    this.#judgedAtMs = this.#params.timeline.nowMs();
    if (verdict.kind === 'Admitted') this.#letIn();
    else this.#refuse(verdict, hello);
  }

  greeted(): GreetedDevice {
    const words = (): string | undefined => this.#refused?.words;
    const isProven = (): boolean => this.#isProven;
    const { connection } = this.#gate;
    return {
      ...this.#device,
      connection,
      forStop: this.#device.connection,
      get refused() {
        return words();
      },
      get isProven() {
        return isProven();
      },
    };
  }

  /** Asked for a proof only where that decides. */
  async #verdictOn(hello: Hello): Promise<Admitted | Refused> {
    const claim: BandClaim = { ...this.#claim, hello, proven: 'silent' };
    const unproven = admission(claim);
    this.#isProven = false;
    if (unproven.kind === 'Admitted' || unproven.code !== 'key-not-proven') return unproven;
    const proven = await this.#proof(hello);
    this.#isProven = proven === 'proven';
    return admission({ ...claim, proven });
  }

  async #proof(hello: Hello): Promise<KeyProof> {
    const { connection } = this.#device;
    const { timeline } = this.#params;
    if (!this.#key) return 'not-proven';
    if (hello.role !== 'ROLE_STIM') return provesTagKey(connection, timeline, hello, this.#key);
    return (await askLinkKeyProof(connection, timeline, HOST_ID)).proof;
  }

  #letIn(): void {
    this.#refused = undefined;
    this.#gate.open();
  }

  #refuse(verdict: Refused, hello: Hello): void {
    this.#refused = verdict;
    this.#gate.refuse();
    const { code, words } = verdict;
    this.#params.refusals.note({ id: idOf(hello), at: this.#claim.at, code, words });
  }

  /** Whoever is there now has said nothing yet. */
  #askWho(): void {
    this.#turn++;
    this.#asked = 'hello';
    this.#salt = '';
  }

  /** Another salt is another connection, whatever the link between has noticed of it. */
  #hear(hello: Hello): void {
    if (saltOf(hello) !== this.#salt) void this.judge(hello);
  }

  #passTime(): void {
    const isDue = this.#params.timeline.nowMs() - this.#judgedAtMs >= AGAIN_AFTER_MS;
    if (this.#asked === 'nothing' && this.#refused && isDue) this.#askWho();
    // A link that is down takes nothing.
    if (this.#asked === 'hello') this.#device.connection.send({ kind: 'SAY_HELLO' }).catch(() => {});
  }
}

const saltOf = ({ salt }: Hello): string => Buffer.from(salt).toString('hex');

import type { StimulationView } from '../../host/screen/feed.ts';
import type { PrescriptionDocument } from '../../host/stim/prescription/prescription.ts';
import type { Channel, Link, LinkState } from '../../protocol/link.ts';
import type { VirtualClock } from '../../sim/board/virtual-clock.ts';
import { giveBack, type HostProcess, takeHostProcess } from './host-process.ts';
import type { BandName, FromHost, HostPlan, Parcel, PutOnRecord, StoredAccount, Wish } from './lockstep.ts';

/** Whether a packet of the band reaches the host. */
export type Downlink = (channel: Channel, bytes: Uint8Array) => boolean;

/** What the campaign may do to a packet that a host has sent: by default it goes on at once. */
export type Uplink = (channel: Channel, bytes: Uint8Array, pass: (bytes: Uint8Array) => void) => void;

export interface RemoteHostPlan extends Pick<HostPlan, 'dataDir' | 'simulated'> {
  readonly prescription: PrescriptionDocument;
  readonly clock: VirtualClock;
  readonly links: Readonly<{ stim: Link; motion?: Link }>;
}

/** A host in its own process, kept in step with the campaign's clock: its timers run in virtual time, its death is real. */
export class RemoteHost {
  uplink: Uplink = (_, bytes, pass) => pass(bytes);
  downlink: Downlink = () => true;
  /** Added to the wall clock that this host sees. */
  wallOffsetMs = 0;
  view: StimulationView | null = null;
  /** Every state it has shown, in order. */
  readonly shown: string[] = [];
  readonly said: string[] = [];
  readonly errors: string[] = [];
  greeted = false;
  readonly #plan: RemoteHostPlan;
  /** For hosts that are begun from now on. */
  prescription: PrescriptionDocument;
  spoilt: HostPlan['spoilt'] = null;
  records: readonly PutOnRecord[] = [];
  #process: HostProcess | undefined;
  readonly #states: Partial<Record<BandName, LinkState>> = {};
  #inbox: Parcel[] = [];
  #wishes: Wish[] = [];
  #nextDueMs = Number.POSITIVE_INFINITY;
  #frozen = false;
  #hung = false;

  constructor(plan: RemoteHostPlan) {
    this.#plan = plan;
    this.prescription = plan.prescription;
    this.#listen('stim', plan.links.stim);
    if (plan.links.motion) this.#listen('motion', plan.links.motion);
  }

  /** Starts a host process, or the next one on the same directory. */
  async begin(): Promise<void> {
    this.#process = takeHostProcess();
    const { dataDir, simulated, clock, links } = this.#plan;
    const { prescription, spoilt, records } = this;
    const nowMs = clock.nowMs();
    this.greeted = false;
    this.view = null;
    const payloadBytes = { stim: links.stim.payloadBytes, ...(links.motion && { motion: links.motion.payloadBytes }) };
    const clocks = { nowMs, wallMs: this.#wallMs() };
    const plan = {
      dataDir,
      simulated,
      prescription,
      spoilt,
      records,
      payloadBytes,
      links: { ...this.#states },
      ...clocks,
    };
    this.records = [];
    this.#take(await this.#process.ask({ kind: 'begin', plan }));
  }

  wish(name: string, ...values: unknown[]): void {
    this.#wishes.push({ name, values });
    this.#nextDueMs = this.#plan.clock.nowMs();
  }

  /** Until when the clock may go on without this host. */
  nextDueMs(): number {
    return this.#process && !this.#frozen ? this.#nextDueMs : Number.POSITIVE_INFINITY;
  }

  needsTurn(): boolean {
    return (
      this.#process !== undefined &&
      !this.#frozen &&
      (this.#inbox.length > 0 || this.#nextDueMs <= this.#plan.clock.nowMs())
    );
  }

  async turn(): Promise<void> {
    const message = {
      kind: 'turn',
      nowMs: this.#plan.clock.nowMs(),
      wallMs: this.#wallMs(),
      links: { ...this.#states },
      parcels: this.#inbox.splice(0),
      wishes: this.#wishes.splice(0),
      hung: this.#hung,
    } as const;
    this.#hung = false;
    this.#take(await this.#process!.ask(message));
  }

  dataDir(): string {
    return this.#plan.dataDir;
  }

  async account(): Promise<StoredAccount> {
    const { account } = await this.#process!.ask({ kind: 'account' });
    if (!account) throw new Error(`this host has stored nothing: ${this.errors.join('; ')}`);
    return account;
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    await this.#process?.kill();
    this.#process = undefined;
    this.#inbox = [];
    this.#wishes = [];
  }

  /** SIGSTOP: radio and operating system go on without it; with `false` it goes on where it was, late. */
  freeze(frozen: boolean): void {
    this.#process?.freeze(frozen);
    this.#frozen = frozen;
    this.#hung ||= frozen;
    this.#nextDueMs = this.#plan.clock.nowMs();
  }

  async end(): Promise<void> {
    if (!this.#process) return;
    if (this.#frozen) this.freeze(false);
    await this.#process.ask({ kind: 'end' });
    giveBack(this.#process);
    this.#process = undefined;
  }

  #listen(band: BandName, link: Link): void {
    link.onState((state) => {
      this.#states[band] = state;
      this.#nextDueMs = this.#plan.clock.nowMs();
    });
    link.onPacket((channel, bytes) => {
      const comes = this.#process && (band === 'motion' || this.downlink(channel, bytes));
      if (comes) this.#inbox.push({ band, channel, bytes: bytes.slice() });
    });
  }

  #wallMs(): number {
    return this.#plan.clock.wallMs() + this.wallOffsetMs;
  }

  #take(answer: FromHost | null): void {
    if (!answer) return;
    this.#nextDueMs = answer.nextDueMs;
    this.greeted = answer.greeted;
    this.view = answer.view;
    if (answer.view && answer.view.state !== this.shown.at(-1)) this.shown.push(answer.view.state);
    this.said.push(...answer.said);
    this.errors.push(...answer.errors);
    for (const { band, channel, bytes } of answer.parcels) {
      const pass = (passed: Uint8Array): void => void this.#plan.links[band]?.send(channel, passed).catch(() => {});
      if (band === 'stim') this.uplink(channel, bytes, pass);
      else pass(bytes);
    }
  }
}

import { existsSync } from 'node:fs';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { greet } from '../../host/connect/greeting.ts';
import type { GreetedDevice } from '../../host/device-roster.ts';
import { type Gateway, ledgerGuard } from '../../host/gateway.ts';
import { beginHomeSession, type HomeSession } from '../../host/home-session.ts';
import { simulatedPrescription, trustsSimulatedClinician } from '../../host/keys/simulated-clinician.ts';
import { exerciseById } from '../../host/motion/index.ts';
import { databasePath } from '../../host/records/directory-claim.ts';
import { openStore, type Store } from '../../host/records/store.ts';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Link } from '../../protocol/link.ts';
import { type LinkListeners, linkListeners } from '../../protocol/link-listeners.ts';
import type { Hello } from '../../protocol/message.ts';
import { SIMULATED_LINK_KEY } from '../../protocol/simulation.ts';
import { createLateClock, type LateClock } from './late-clock.ts';
import type { BandName, FromHost, HostPlan, Parcel, StoredAccount, ToHost } from './lockstep.ts';
import { THIS_BAND } from './lockstep.ts';

const PERSON = 'simulated-patient';

/** The host of a fault run, in a process of its own: the real session on a link and a clock that the campaign moves. */
class Host {
  readonly #clock: LateClock;
  readonly #listeners = new Map<BandName, LinkListeners>();
  #store: Store | undefined;
  #refused = false;
  readonly #plan: HostPlan;
  #out: Parcel[] = [];
  #said: string[] = [];
  #errors: string[] = [];
  #home: HomeSession | undefined;
  #sessionId = '';

  constructor(plan: HostPlan) {
    this.#plan = plan;
    this.#clock = createLateClock(plan.nowMs, plan.wallMs);
    // The directory belongs to one kind of home from its first day.
    if (!existsSync(databasePath(plan.dataDir))) this.#open(plan.simulated).close();
    const bands = Object.keys(plan.payloadBytes) as BandName[];
    Promise.all(bands.map((band) => this.#greet(band))).then(
      (devices) => this.#begin(devices),
      (error) => this.#errors.push(String(error)),
    );
  }

  turn(message: Extract<ToHost, { kind: 'turn' }>): void {
    for (const [band, state] of Object.entries(message.links)) this.#listeners.get(band as BandName)?.enterState(state);
    this.#clock.moveTo(message.nowMs, message.wallMs, message.hung);
    for (const { band, channel, bytes } of message.parcels) {
      this.#listeners.get(band)?.emitPacket(channel, bytes, message.nowMs);
    }
    for (const { name, values } of message.wishes) this.#wish(name, values);
  }

  answer(withAccount: boolean): FromHost {
    const answer: FromHost = {
      parcels: this.#out,
      nextDueMs: this.#clock.nextDueMs(),
      greeted: this.#home !== undefined || this.#refused,
      view: this.#home?.stim?.view() ?? null,
      said: this.#said,
      account: withAccount ? this.#account() : null,
      errors: this.#errors,
    };
    this.#out = [];
    this.#said = [];
    this.#errors = [];
    return answer;
  }

  close(): void {
    this.#home?.close();
    this.#store?.close();
  }

  fail(error: unknown): void {
    this.#errors.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }

  #open(simulated: boolean): Store {
    return openStore(this.#plan.dataDir, { simulated, wallMs: this.#clock.wallMs });
  }

  /** As the gateway does it: bands that are simulated make it a simulation, and its records must be of that kind. */
  #openFor(simulated: boolean): Store | undefined {
    try {
      const store = this.#open(simulated);
      for (const { kind, by, document } of this.#plan.records) {
        store.audit.append({ person: PERSON, by, kind, document });
      }
      return store;
    } catch (error) {
      if (!(error instanceof LimberError)) throw error;
      this.#refused = true;
      this.#said.push(error.message);
      return undefined;
    }
  }

  async #greet(band: BandName): Promise<GreetedDevice> {
    const linkKey = ({ role }: Hello): Uint8Array | undefined =>
      role === 'ROLE_STIM' ? SIMULATED_LINK_KEY : undefined;
    const connection = connectDevice(this.#link(band), { linkKey });
    const hello = await greet(connection, this.#clock);
    return band === 'motion' ? { connection, hello, placement: 'thigh' } : { connection, hello };
  }

  #link(band: BandName): Link {
    const listeners = linkListeners('connecting');
    this.#listeners.set(band, listeners);
    listeners.enterState(this.#plan.links[band] ?? 'connecting');
    return {
      name: band,
      payloadBytes: this.#plan.payloadBytes[band] ?? 0,
      onPacket: listeners.onPacket,
      onState: listeners.onState,
      send: async (channel, bytes) => {
        if (listeners.state() !== 'up') throw new LimberError('link/not-up', 'The band is not connected.');
        this.#out.push({ band, channel, bytes: bytes.slice() });
      },
      close: async () => listeners.enterState('closed'),
    };
  }

  #begin(devices: readonly GreetedDevice[]): void {
    const { hello } = devices.find((device) => device.hello.role === 'ROLE_STIM')!;
    this.#sessionId = `session-${this.#plan.nowMs.toFixed(0)}`;
    const store = this.#openFor(hello.simulated);
    this.#store = store;
    if (!store) return;
    const stimulationRefused = ledgerGuard(store, this.#plan.dataDir);
    const gateway = {
      store,
      site: 'home',
      stimulationRefused,
      newSessionId: () => this.#sessionId,
    } as unknown as Gateway;
    this.#home = beginHomeSession({
      gateway,
      devices,
      timeline: this.#clock,
      person: PERSON,
      exercise: exerciseById('knee-extension')!,
      plan: { sets: 1, repsPerSet: 1, restS: 0 },
      prescription: this.#prescription(hello.deviceId),
      signatures: trustsSimulatedClinician,
      rateHz: 104,
      say: (line) => this.#said.push(line),
    });
  }

  /** As the clinician signed it, for whatever band it names; a tampered one says more than was signed. */
  #prescription(deviceId: string): unknown {
    const { prescription, spoilt } = this.#plan;
    const device = prescription.device === THIS_BAND ? deviceId : prescription.device;
    const signed = simulatedPrescription(device, prescription);
    if (spoilt === null) return signed;
    return { ...signed, prescription: { ...signed.prescription, level_ua: signed.prescription.level_ua + 1000 } };
  }

  #wish(name: string, values: readonly unknown[]): void {
    const stim = this.#home?.stim as unknown as
      | Record<string, ((...values: unknown[]) => void) | undefined>
      | undefined;
    const wish = stim?.[name];
    if (wish) wish.apply(stim, [...values]);
    else this.#errors.push(`this host knows no wish ${name}`);
  }

  #account(): StoredAccount | null {
    if (!this.#home || !this.#store) return null;
    const { pulses, chargeNc } = this.#store.doseSince(PERSON, 0);
    return {
      decisions: this.#store.decisions(this.#sessionId),
      pulses,
      chargeNc,
      interrupted: this.#store.interrupted.length,
    };
  }
}

let host: Host | undefined;

function obey(message: ToHost): void {
  if (message.kind === 'begin') host = new Host(message.plan);
  else if (message.kind === 'turn') host?.turn(message);
  else if (message.kind === 'end') {
    host?.close();
    host = undefined;
  }
}

process.on('message', (message: ToHost) => {
  try {
    obey(message);
  } catch (error) {
    host?.fail(error);
  }
  // What the session sends hangs on settled promises: they are done before the answer goes out.
  setImmediate(() => process.send?.(host?.answer(message.kind === 'account') ?? null));
});
process.on('unhandledRejection', (error) => host?.fail(error));

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { greet } from '../../host/connect/greeting.ts';
import type { GreetedDevice } from '../../host/device-roster.ts';
import { type Gateway, ledgerGuard } from '../../host/gateway.ts';
import { beginHomeSession, type HomeSession } from '../../host/home-session.ts';
import { bookLateDoses } from '../../host/late-dose.ts';
import { exerciseById } from '../../host/motion/index.ts';
import type { LeftSession } from '../../host/records/left-session.ts';
import { openStore, type Store } from '../../host/records/store.ts';
import type { HostMoment } from '../../host/records/stored-record.ts';
import { chooseLeft, type LeftChoice } from '../../host/session-takeover.ts';
import { DEMONSTRATION_PRESCRIPTION } from '../../host/stim/index.ts';
import { PLACEMENTS } from '../../protocol/placement.ts';
import { SIMULATED_LINK_KEY } from '../../protocol/simulation.ts';
import { createVirtualClock, type VirtualClock } from '../../sim/board/virtual-clock.ts';
import { composeMovement, type Movement, type Piece } from '../../sim/body/movement.ts';
import { seededRandom } from '../../sim/random.ts';
import { createWorld, type SimulatedDevice } from '../../sim/world.ts';
import { SEED } from '../seeded.ts';
import { pass, passUntil } from '../virtual-time.ts';

export const PERSON = DEMONSTRATION_PRESCRIPTION.person;
export const SETS = 2;
export const REPS = 3;
/** From the first word with the bands to the session's first moment, as keys, records and pages take it. */
const STARTING_MS = 1500;

/** Two sets of three, for whoever listens. */
export function twoSets(seed = SEED): Movement {
  const rest = (durationS: number): Piece => ({ kind: 'rest', durationS });
  const set = Array.from({ length: REPS }, (_, i): Piece[] => [
    { kind: 'rep', romDeg: 66 + 6 * i, outS: 1.6, holdS: 0.8, backS: 1.8 },
    rest(0.8),
  ]).flat();
  return composeMovement([rest(4), ...set, rest(8), ...set, rest(400)], seededRandom(seed));
}

export interface KilledHomePlan {
  readonly withStim?: boolean;
  /** Other bands than the simulated patient's. */
  readonly bands?: (clock: VirtualClock) => readonly SimulatedDevice[];
}

/** A gateway that is killed and started again on a copy of its records, while its bands live on; virtual time. */
export class KilledHome {
  readonly clock: VirtualClock = createVirtualClock();
  readonly world: readonly SimulatedDevice[];
  readonly said: string[] = [];
  /** Somebody moved the machine's clock on the wall. */
  wallOffsetMs = 0;
  /** So long the machine ran on with nobody there. */
  idleMs = 0;
  store: Store;
  home: HomeSession | undefined;
  devices: readonly GreetedDevice[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'limber-killed-'));
  #lives = 0;

  constructor({ withStim = false, bands }: KilledHomePlan = {}) {
    const patient = { clock: this.clock, seed: SEED, movement: twoSets(), motionOnly: !withStim };
    this.world = bands?.(this.clock) ?? createWorld(patient).devices;
    this.store = this.#open();
    onTestFinished(() => {
      this.home?.close();
      this.store.close();
      rmSync(this.#folder, { recursive: true });
    });
  }

  #data = (life: number): string => join(this.#folder, String(life));

  #open(): Store {
    return openStore(this.#data(this.#lives), { simulated: true, wallMs: this.clock.wallMs });
  }

  live = (ms: number): Promise<void> => pass(this.clock, ms, 20);

  /** @throws Error where it does not come true within 120 s */
  async until(done: () => boolean): Promise<void> {
    for (let i = 0; !done(); i++) {
      if (i > 1200) throw new Error(`not within 120 s; last said: ${this.said.at(-1)}`);
      await this.live(100);
    }
  }

  moment = (): HostMoment => ({
    wallMs: this.clock.wallMs() + this.idleMs + this.wallOffsetMs,
    upMs: this.clock.nowMs() + this.idleMs,
  });

  async #greet(): Promise<void> {
    const greeted = this.world.map(async ({ link, role, placement }) => {
      const linkKey = () => (role === 'stim' ? SIMULATED_LINK_KEY : undefined);
      const connection = connectDevice(link, { linkKey, nowMs: this.clock.nowMs, keepsMotion: true });
      const worn = PLACEMENTS.find((one) => one === placement);
      return { connection, hello: await greet(connection, this.clock), ...(worn ? { placement: worn } : {}) };
    });
    this.devices = await passUntil(this.clock, Promise.all(greeted), 20);
  }

  /** @param hasPages without them the stimulation of what is gone on with is left out */
  async begin(left?: LeftSession, hasPages = true): Promise<HomeSession> {
    if (this.#lives > 0) for (const { air } of this.world) air.connect();
    await this.#greet();
    await this.live(STARTING_MS);
    await passUntil(this.clock, bookLateDoses(this.devices, this.store, this.clock), 20);
    const { store } = this;
    const gateway = {
      store,
      site: 'home',
      stimulationRefused: ledgerGuard(store, this.#data(this.#lives)),
      newSessionId: () => `session-${this.#lives}`,
    } as unknown as Gateway;
    this.home = beginHomeSession({
      gateway,
      devices: this.devices,
      timeline: this.clock,
      person: PERSON,
      // What is gone on with says itself what it is.
      exercise: exerciseById(left?.start.exercise ?? 'knee-extension')!,
      plan: left ? { sets: 9, repsPerSet: 9, restS: 9 } : { sets: SETS, repsPerSet: REPS, restS: 6 },
      prescription: hasPages ? DEMONSTRATION_PRESCRIPTION : null,
      rateHz: 104,
      clock: { moment: this.moment, speed: 1 },
      ...(left ? { left } : {}),
      say: (line) => this.said.push(line),
    });
    return this.home;
  }

  /** SIGKILL: nothing more is written, nobody listens. What is on disk at this moment is all that stays. */
  kill(noticedAfterMs = 0): void {
    cpSync(this.#data(this.#lives), this.#data(this.#lives + 1), { recursive: true });
    this.home?.close();
    this.store.close();
    this.clock.after(noticedAfterMs, () => {
      for (const { air } of this.world) air.dropOut(Number.POSITIVE_INFINITY);
    });
    this.#lives++;
  }

  /** Another process on the same records. */
  choose(person = PERSON): LeftChoice {
    this.store = this.#open();
    const bands = Object.fromEntries(this.devices.map(({ placement, hello }) => [placement ?? '', hello.deviceId]));
    return chooseLeft(this.store.leftOpen(), { site: 'home', person, now: this.moment(), bands });
  }

  /** Killed, down for so long, and gone on with. */
  async killAndGoOn(downMs: number, noticedAfterMs = 0): Promise<HomeSession> {
    this.kill(noticedAfterMs);
    await this.live(downMs);
    const { goesOn, over } = this.choose();
    if (!goesOn) throw new Error(`does not go on: ${over.map(({ why }) => why).join()}`);
    return this.begin(goesOn);
  }
}

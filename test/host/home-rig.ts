import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { of } from 'rxjs';
import { onTestFinished } from 'vitest';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { greet } from '../../host/connect/greeting.ts';
import type { GreetedDevice } from '../../host/device-roster.ts';
import { type Gateway, ledgerGuard } from '../../host/gateway.ts';
import { beginHomeSession, type HomeSession } from '../../host/home-session.ts';
import { exerciseById } from '../../host/motion/index.ts';
import { openStore, type Store } from '../../host/records/store.ts';
import { DEMONSTRATION_PRESCRIPTION } from '../../host/stim/index.ts';
import { SIMULATED_LINK_KEY } from '../../protocol/simulation.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { createVirtualClock, type VirtualClock } from '../../sim/board/virtual-clock.ts';
import { createWorld, type SimulatedDevice } from '../../sim/world.ts';
import { SEED } from '../seeded.ts';
import { pass } from '../virtual-time.ts';

export const PERSON = DEMONSTRATION_PRESCRIPTION.person;

const NO_BROKER = { status$: of({ connected: false }), publishNow: () => false };

/** A home with one stim band, the built firmware on it, and a store that outlives its gateways; virtual time. */
export class HomeRig {
  readonly clock: VirtualClock = createVirtualClock();
  readonly device: SimulatedDevice;
  readonly said: string[] = [];
  devices: readonly GreetedDevice[] = [];
  /** Somebody moved the gateway's clock on the wall. */
  wallOffsetMs = 0;
  store: Store;
  private readonly dataDir = mkdtempSync(join(tmpdir(), 'limber-home-'));
  private sessions = 0;

  constructor() {
    this.device = createWorld({ clock: this.clock, seed: SEED }).devices.find(({ role }) => role === 'stim')!;
    this.store = this.openStore();
    onTestFinished(() => {
      this.store.close();
      rmSync(this.dataDir, { recursive: true });
    });
  }

  private openStore(): Store {
    return openStore(this.dataDir, { simulated: true, wallMs: this.clock.wallMs });
  }

  /** Packets of one command hang on settled promises. */
  async live(ms: number): Promise<void> {
    await pass(this.clock, ms, 50);
  }

  /** @throws Error where it does not come true within 60 s */
  async until(done: () => boolean): Promise<void> {
    for (let i = 0; !done(); i++) {
      if (i > 600) throw new Error(`not within 60 s; last said: ${this.said.at(-1)}`);
      await this.live(100);
    }
  }

  async greeted(): Promise<readonly GreetedDevice[]> {
    if (this.devices.length > 0) return this.devices;
    const connection = connectDevice(this.device.link, { linkKey: () => SIMULATED_LINK_KEY });
    const greeting = greet(connection, this.clock);
    await this.live(2_000);
    this.devices = [{ connection, hello: await greeting }];
    return this.devices;
  }

  gateway(): Gateway {
    const { store, dataDir } = this;
    const newSessionId = (): string => `session-${++this.sessions}`;
    const stimulationRefused = ledgerGuard(store, dataDir);
    return { store, relay: NO_BROKER, site: 'home', stimulationRefused, newSessionId } as unknown as Gateway;
  }

  timeline(): Timeline {
    return { ...this.clock, wallMs: () => this.clock.wallMs() + this.wallOffsetMs };
  }

  async begin(): Promise<HomeSession> {
    const devices = await this.greeted();
    const home = beginHomeSession({
      gateway: this.gateway(),
      devices,
      timeline: this.timeline(),
      person: PERSON,
      exercise: exerciseById('knee-extension')!,
      plan: { sets: 1, repsPerSet: 1, restS: 0 },
      prescription: DEMONSTRATION_PRESCRIPTION,
      rateHz: 104,
      say: (line) => this.said.push(line),
    });
    await this.live(2_000);
    return home;
  }

  /** Up to the prescribed level. */
  async stimulate(): Promise<HomeSession> {
    const home = await this.begin();
    home.stim!.begin();
    await this.until(() => home.stim!.view().state === 'ACTIVE');
    return home;
  }

  /** The process dies, another one opens the same records. */
  killed(home: HomeSession): void {
    home.close();
    this.store.close();
    this.store = this.openStore();
  }
}

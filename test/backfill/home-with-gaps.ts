import { connectDevice, type DeviceConnection } from '../../host/connect/device-connection.ts';
import { greet } from '../../host/connect/greeting.ts';
import type { GreetedDevice } from '../../host/device-roster.ts';
import type { Gateway } from '../../host/gateway.ts';
import { beginHomeSession, type HomeSession } from '../../host/home-session.ts';
import { LATE } from '../../host/intake/handed-on.ts';
import { exerciseById } from '../../host/motion/index.ts';
import type { SessionDocument } from '../../host/records/session-document.ts';
import type { Store } from '../../host/records/store.ts';
import type { FeedEvent } from '../../host/screen/feed.ts';
import { type Air, type AirPlan, createAir, HOME_AIR } from '../../sim/air.ts';
import { BOARD_KINDS, type BoardName } from '../../sim/board/board-kinds.ts';
import { createFlash, type SimulatedFlash } from '../../sim/board/flash.ts';
import { createBoard, type SimulatedBoard } from '../../sim/board/simulated-board.ts';
import { createVirtualClock, type VirtualClock } from '../../sim/board/virtual-clock.ts';
import { readBuiltFile, readFirmwareBundle } from '../../sim/firmware-bundle.ts';
import { seededRandom } from '../../sim/random.ts';
import { swingingLeg } from '../firmware/log-bench.ts';
import { temporaryStore } from '../records/session-fixture.ts';
import { pass, passUntil } from '../virtual-time.ts';

export interface GapBand {
  readonly placement: 'thigh' | 'shank';
  readonly board: SimulatedBoard;
  readonly flash: SimulatedFlash;
  readonly air: Air;
  readonly connection: DeviceConnection;
  /** Every sample that its sensor gave, in order. */
  readonly given: readonly Int16Array[];
}

export interface GapPlan {
  readonly seed: number;
  readonly board: BoardName;
  readonly air?: Partial<AirPlan>;
}

/** Two bands with the built firmware and its log, a home's session and a real store; virtual time. */
export class HomeWithGaps {
  readonly clock: VirtualClock = createVirtualClock();
  readonly store: Store;
  readonly bands: readonly GapBand[];
  readonly said: string[] = [];
  readonly events: FeedEvent[] = [];
  #devices: readonly GreetedDevice[] = [];
  #sessions = 0;

  constructor({ seed, board, air = {} }: GapPlan) {
    this.store = temporaryStore({ wallMs: this.clock.wallMs });
    this.bands = (['thigh', 'shank'] as const).map((placement, i) =>
      placeBand(this.clock, placement, board, 2 * seed + i, { ...HOME_AIR, ...air }),
    );
  }

  /** All bands at once. */
  dropOut(ms: number): void {
    for (const { air } of this.bands) air.dropOut(ms);
  }

  /** Until nothing is to come from the bands any more, and a moment longer. */
  async completed(home: HomeSession): Promise<void> {
    const isOpen = (): boolean =>
      this.bands.some(({ placement }) => home.session.healthOf(placement)?.completion?.framesAwaited !== 0);
    for (let waited = 0; isOpen(); waited++) {
      if (waited > 240) throw new Error('bands had something to send for two minutes');
      await this.live(500);
    }
  }

  async ended(home: HomeSession): Promise<SessionDocument> {
    home.session.end();
    const document = await home.session.done;
    home.close();
    return document;
  }

  /** A session with one break, completed: the usual case. */
  async sessionWithBreak(beforeMs: number, breakMs: number, behindMs: number): Promise<SessionDocument> {
    const home = await this.begin();
    await this.live(beforeMs);
    this.dropOut(breakMs);
    await this.live(breakMs + behindMs);
    await this.completed(home);
    return this.ended(home);
  }

  /** Of each band: how many samples are not stored, and how many the document says are lost. */
  accountsOf(document: SessionDocument): GapAccount[] {
    return this.bands.map(({ placement, given }) => {
      const stored = storedSamples(this.store, document.session.id, placement);
      const lacking = lackingBefore(given, stored, document.session.duration_s);
      return { stored, lacking, told: toldLost(document, placement) };
    });
  }

  async live(ms: number): Promise<void> {
    await pass(this.clock, ms);
  }

  async begin(): Promise<HomeSession> {
    if (this.#devices.length === 0) {
      const greeted = this.bands.map(async ({ connection, placement }) => {
        const hello = await greet(connection, this.clock);
        return { connection, placement, hello };
      });
      this.#devices = await passUntil(this.clock, Promise.all(greeted));
    }
    const gateway = {
      store: this.store,
      site: 'home',
      stimulationRefused: () => null,
      newSessionId: () => `s-${++this.#sessions}`,
    } as unknown as Gateway;
    const home = beginHomeSession({
      gateway,
      devices: this.#devices,
      timeline: this.clock,
      person: 'p-7',
      exercise: exerciseById('knee-extension')!,
      plan: { sets: 9, repsPerSet: 99, restS: 0 },
      prescription: null,
      rateHz: 104,
      say: (line) => this.said.push(line),
    });
    home.feed$.subscribe((event) => this.events.push(event));
    return home;
  }
}

function placeBand(
  clock: VirtualClock,
  placement: GapBand['placement'],
  kind: BoardName,
  seed: number,
  airPlan: AirPlan,
): GapBand {
  const air = createAir(`band-${placement}`, clock, airPlan, seededRandom(seed));
  const imu = swingingLeg(seed, BOARD_KINDS[kind].imu !== 'kx023');
  const flash = createFlash(BOARD_KINDS[kind].flashBytes, { 'limber.rec': readBuiltFile('log.js') });
  const radio = { notify: air.notify, vanish: () => air.dropOut(1500) };
  const board = createBoard({ bundle: readFirmwareBundle('motion'), board: kind, clock, seed, flash, imu, radio });
  air.attach(board);
  return { placement, board, flash, air, connection: connectDevice(air.link), given: imu.given };
}

export interface GapAccount {
  readonly stored: StoredSamples;
  readonly lacking: number;
  readonly told: number;
}

export interface StoredSamples {
  /** In order of time, six counts a sample. */
  readonly raw: readonly number[];
  readonly tMs: readonly number[];
  readonly late: number;
}

/** What the store has of one band in a session. */
export function storedSamples(store: Store, session: string, sensor: string): StoredSamples {
  const samples = [...store.rawSamples(session, sensor)].flatMap(({ tMs, raw, marks }) =>
    Array.from(tMs, (t, i) => ({ t, raw: [...raw.subarray(6 * i, 6 * i + 6)], isLate: marks?.[i] === LATE })),
  );
  samples.sort((a, b) => a.t - b.t);
  return {
    raw: samples.flatMap((one) => one.raw),
    tMs: samples.map(({ t }) => t),
    late: samples.filter(({ isLate }) => isLate).length,
  };
}

/** How many samples a document says are lost of one band. */
export const toldLost = ({ completion }: SessionDocument, sensor: string): number =>
  (completion?.lost ?? []).reduce((sum, loss) => sum + (loss.sensor === sensor ? (loss.samples ?? 0) : 0), 0);

/** How many samples are not stored between the first one and the end of the last second but one: what is under way is no gap. */
export function lackingBefore(given: readonly Int16Array[], { raw, tMs }: StoredSamples, endS: number): number {
  const settled = tMs.filter((t) => t < 1000 * (endS - 1)).length;
  return lackingOf(given, raw.slice(0, 6 * settled)).reduce((sum, { count }) => sum + count, 0);
}

/** Stretches of samples that the sensor gave between the first and the last of `raw`, and that are not in it. */
export function lackingOf(given: readonly Int16Array[], raw: readonly number[]): { from: number; count: number }[] {
  const all = given.map((sample) => sample.join());
  const stored = Array.from({ length: raw.length / 6 }, (_, i) => raw.slice(6 * i, 6 * i + 6).join());
  const lacking: { from: number; count: number }[] = [];
  let at = all.indexOf(stored[0]!);
  const first = at;
  for (const sample of stored) {
    const next = all.indexOf(sample, at);
    if (next < 0) throw new Error(`sample ${at - first} is none that was taken, or out of order`);
    if (next > at) lacking.push({ from: at - first, count: next - at });
    at = next + 1;
  }
  return lacking;
}

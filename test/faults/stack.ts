import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMONSTRATION_PRESCRIPTION } from '../../host/stim/prescription/demonstration-prescription.ts';
import type { PrescriptionDocument } from '../../host/stim/prescription/prescription.ts';
import type { Command } from '../../protocol/generated/device-wire.ts';
import type { Hello, StimulationFrame } from '../../protocol/message.ts';
import { type Air, createAir } from '../../sim/air.ts';
import { createFlash, type SimulatedFlash } from '../../sim/board/flash.ts';
import { createBoard, type SimulatedBoard } from '../../sim/board/simulated-board.ts';
import { createVirtualClock, type VirtualClock } from '../../sim/board/virtual-clock.ts';
import { readFirmwareBundle } from '../../sim/firmware-bundle.ts';
import { type Random, seededRandom } from '../../sim/random.ts';
import { gelledSkin } from '../../sim/skin.ts';
import { type FallingThigh, fallingThigh } from './falling-thigh.ts';
import { THIS_BAND } from './lockstep.ts';
import { Overheard } from './overheard.ts';
import { RemoteHost, type RemoteHostPlan } from './remote-host.ts';
import { BAND_KEYS, drawAir, type StackPlan, thighBand } from './stack-parts.ts';
import { turnedMs } from './true-output.ts';

const DAY_MS = 86_400_000;
/** From power to advertising, with room; a brown-out may last 600 ms of it. */
const BOOTED_MS = 1100;
const BATTERY_CRITICAL_PERCENT = 5;
const FLASH_BYTES = 2_000_000;

/** Band, air, person and host of one run; everything random hangs on seed and fault. */
export class Stack {
  readonly seed: number;
  readonly random: Random;
  readonly clock: VirtualClock;
  readonly flash: SimulatedFlash;
  readonly board: SimulatedBoard;
  /** What the motion band feels, where one is worn. */
  readonly thigh: FallingThigh;
  readonly air: Air;
  readonly host: RemoteHost;
  readonly levelUa: number;
  batteryPercent = 90;
  /** When the band first read less than it can run on. */
  gaugeReadMs = Number.POSITIVE_INFINITY;
  /** When the fault was brought about. */
  injectedMs = 0;
  /** When flash first refused a write. */
  writeFailedMs = Number.POSITIVE_INFINITY;
  /** Everything that reached the band over the air, as it came. */
  readonly written: Uint8Array[] = [];
  /** When the last of it came. */
  writtenMs = 0;
  /** Those of them that were sealed for the band's present connection. */
  readonly commands: Command[] = [];
  /** Held back in front of the band while this is true of a command. */
  holdsCommand: (command: Command) => boolean = () => false;
  readonly held: { readonly packet: Uint8Array; readonly command: Command }[] = [];
  /** How often the band itself ended the connection. */
  hangUps = 0;
  readonly heard = new Overheard();
  readonly hellos = this.heard.hellos;
  readonly frames = this.heard.frames;
  readonly acknowledgements = this.heard.acknowledgements;
  readonly #plan: StackPlan;
  readonly #links: RemoteHostPlan['links'];
  readonly #dataDir: string;
  readonly hosts: RemoteHost[] = [];
  readonly #passing = this.heard.reader();
  readonly #arriving = this.heard.reader();

  constructor(plan: StackPlan) {
    const { seed, fault } = plan;
    this.seed = seed;
    this.#plan = plan;
    this.random = seededRandom(seed).fork(fault);
    const draw = this.random.fork('plan');
    this.clock = createVirtualClock(Date.UTC(2026, 5, 1) + Math.floor(draw.uniform(0, 365 * DAY_MS)));
    this.levelUa = 500 * Math.floor(draw.uniform(8, 33));
    this.flash = this.#watched(createFlash(FLASH_BYTES, BAND_KEYS));
    this.air = createAir('sim-stim-knee', this.clock, drawAir(draw.fork('air')), this.random.fork('air'));
    this.thigh = fallingThigh(this.random.fork('thigh'));
    this.board = createBoard({
      bundle: (plan.flashes ?? String)(readFirmwareBundle('stim')),
      board: 'xiao',
      clock: this.clock,
      seed: Math.floor(this.random.fork('board').next() * 2 ** 31),
      flash: this.flash,
      skin: gelledSkin(this.random.fork('skin')),
      batteryPercent: () => this.#readGauge(),
      radio: {
        notify: (channel, bytes) => {
          this.air.notify(channel, bytes);
          this.heard.hear(channel, bytes);
        },
        // A radio finds a band again only once its firmware has come up and advertises.
        vanish: () => {
          this.hangUps++;
          this.air.dropOut(this.random.uniform(700, 1500));
        },
      },
    });
    this.air.attach({
      payloadBytes: this.board.payloadBytes,
      connect: () => this.#connect(),
      disconnect: this.board.disconnect,
      write: (_, bytes) => this.#pass(bytes),
    });
    this.#links = {
      stim: this.air.link,
      ...(plan.wearsThigh && { motion: thighBand(this.thigh, this.clock, this.random.fork('thigh band')) }),
    };
    this.#dataDir = mkdtempSync(join(tmpdir(), 'limber-fault-'));
    this.host = this.addHost('first');
  }

  prescription(): PrescriptionDocument {
    const own = this.#plan.prescribe?.(this.clock.wallMs()) ?? {};
    return { ...DEMONSTRATION_PRESCRIPTION, device: THIS_BAND, level_ua: this.levelUa, ...own };
  }

  addHost(name: string): RemoteHost {
    const dataDir = join(this.#dataDir, name);
    const prescription = this.prescription();
    const simulated = this.#plan.simulatedHome ?? true;
    const host = new RemoteHost({ dataDir, simulated, prescription, clock: this.clock, links: this.#links });
    this.hosts.push(host);
    return host;
  }

  /** A packet reaches the band's command characteristic, from whomever. */
  write(packet: Uint8Array): void {
    this.written.push(packet);
    this.writtenMs = this.nowMs();
    const command = this.#arriving(packet);
    if (command) this.commands.push(command);
    this.board.write('command', packet);
  }

  /** What the band last said of itself, heard at its antenna. */
  frame(): StimulationFrame {
    return this.frames.at(-1)!;
  }

  hello(): Hello {
    return this.hellos.at(-1)!;
  }

  /** The true output, past everything that reports it. */
  currentUa(): number {
    return this.board.currentUa();
  }

  /** Since when no current has flowed; the present where it flows. To the microsecond, however coarsely was looked. */
  zeroSinceMs(): number {
    return turnedMs(this.board.output!, this.nowMs(), (ua) => ua === 0);
  }

  /** The moment at which more than this began to flow. @throws Error where it does not */
  async feelsMore(thanUa: number): Promise<number> {
    if (!(await this.until(() => this.currentUa() > thanUa, 100, 0.005))) throw new Error('the fault is not felt');
    return turnedMs(this.board.output!, this.nowMs(), (ua) => ua > thanUa);
  }

  nowMs(): number {
    return this.clock.nowMs();
  }

  async advanceBy(durationMs: number): Promise<void> {
    await this.until(() => false, durationMs);
  }

  /** Runs all processes in step until `isDone`, looked at after each event and every `lookMs`. @returns whether it came about */
  async until(isDone: () => boolean, limitMs: number, lookMs = limitMs): Promise<boolean> {
    const limit = this.nowMs() + limitMs;
    while (!isDone()) {
      if (this.nowMs() >= limit) return false;
      const nextDueMs = Math.min(...this.hosts.map((host) => host.nextDueMs()));
      const horizonMs = Math.min(limit, this.nowMs() + lookMs, Math.max(nextDueMs, this.nowMs()));
      this.clock.runUntil(() => this.hosts.some((host) => host.needsTurn()) || isDone(), horizonMs);
      for (const host of this.hosts) if (host.needsTurn()) await host.turn();
    }
    return true;
  }

  async close(): Promise<void> {
    for (const host of this.hosts) await host.end();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }

  /** A band that is still coming up does not advertise: the link falls again, and is tried later. */
  #connect(): void {
    const upMs = this.nowMs() - this.board.resets.at(-1)!.atMs;
    if (upMs < BOOTED_MS) this.clock.after(0, () => this.air.dropOut(this.random.uniform(700, 1500)));
    else this.board.connect();
  }

  #readGauge(): number {
    if (this.batteryPercent <= BATTERY_CRITICAL_PERCENT) this.gaugeReadMs = Math.min(this.gaugeReadMs, this.nowMs());
    return this.batteryPercent;
  }

  #watched(flash: SimulatedFlash): SimulatedFlash {
    const write: SimulatedFlash['write'] = (name, data) => {
      const taken = flash.write(name, data);
      if (!taken) this.writeFailedMs = Math.min(this.writeFailedMs, this.nowMs());
      return taken;
    };
    return { ...flash, write };
  }

  /** What the air brings; a command may be held back on its way, whole and unopened. */
  #pass(packet: Uint8Array): void {
    const command = this.#passing(packet);
    if (command && this.holdsCommand(command)) this.held.push({ packet, command });
    else this.write(packet);
  }
}

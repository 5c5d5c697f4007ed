import type { Timeline } from '../protocol/timeline.ts';
import { serveBluez } from './bluez/serve-bluez.ts';
import type { VirtualClock } from './board/virtual-clock.ts';
import { createHolder } from './holder.ts';
import { DEMONSTRATION_SCRIPT, scriptedMovement } from './patient.ts';
import { serveH4 } from './radio/serve-h4.ts';
import { seededRandom } from './random.ts';
import { serveSerial } from './serve-serial.ts';
import { waitingPatient } from './waiting-patient.ts';
import { createWorld, type SimulatedDevice } from './world.ts';

export interface ServedDevice extends Pick<SimulatedDevice, 'name' | 'role' | 'placement'> {
  /** Path of its pseudo-terminal, or its Bluetooth address. */
  readonly port: string;
}

/** Offers bands in one way; `onHost` is told when a host has come to one, and when it has left. */
export type ServeBands = (
  devices: readonly SimulatedDevice[],
  folder: string,
  onHost: (device: SimulatedDevice, isThere: boolean) => void,
  clock: Timeline,
) => Promise<ServedBands>;

export interface ServedBands {
  /** Where all of them are reached: of the adapter. */
  readonly at?: string;
  /** Of each, in their order. */
  readonly ports: readonly string[];
  close(): Promise<void>;
}

const SERVED = {
  serial: serveSerial,
  h4: serveH4,
  bluez: serveBluez,
} as const satisfies Record<string, ServeBands>;

export type ServedBy = keyof typeof SERVED;

export interface ServedWorld {
  readonly at?: string;
  readonly devices: readonly ServedDevice[];
  /** What flows through the skin at this moment: the truth, whatever a band or a host says. */
  currentUa(): number;
  /** What went through it so far, up to the last change of the current. */
  delivered(): { readonly pulses: number; readonly chargeNc: number };
  close(): Promise<void>;
}

export interface ServePlan {
  readonly clock: VirtualClock;
  readonly seed: number;
  /** At which the clock is paced. */
  readonly speed: number;
  /** Where the ports are made. */
  readonly folder: string;
  readonly serve?: ServedBy;
  /** The stim band has no keys yet. */
  readonly fresh?: boolean;
  /** So many motion bands in a holder that a hand turns through poses, instead of the patient. */
  readonly turned?: number;
}

/** A host that has opened its ports needs this much real time, on a busy machine, until it follows what the bands send: it has keys proved first. */
const HOST_START_S = 3;

/** A simulated patient whose bands a host can reach; the script begins when a host has come to a motion band, and ends when the last has left. @throws LimberError sim/pty-unavailable */
export async function serveWorld(plan: ServePlan): Promise<ServedWorld> {
  const { clock, speed, folder, serve = 'serial' } = plan;
  const beganMs = clock.nowMs();
  const world = plan.turned === undefined ? sittingWorld(plan) : turnedWorld(plan, plan.turned);
  const followed = new Set<SimulatedDevice>();
  const onHost = (device: SimulatedDevice, isThere: boolean): void => {
    // Who only enrols the stim band asks nobody to exercise.
    if (device.role !== 'motion') return;
    const nowS = (clock.nowMs() - beganMs) / 1000;
    if (isThere) followed.add(device);
    else followed.delete(device);
    if (isThere) world.begin(nowS + HOST_START_S * speed);
    else if (followed.size === 0) world.leave(nowS);
  };
  const { at, ports, close } = await SERVED[serve](world.devices, folder, onHost, clock);
  const devices = world.devices.map(({ name, role, placement }, index) => ({
    name,
    role,
    placement,
    port: ports[index]!,
  }));
  const currentUa = (): number => Math.max(0, ...world.devices.map(({ board }) => board.currentUa()));
  const outputs = world.devices.flatMap(({ board }) => board.output ?? []);
  const delivered = () => ({
    pulses: outputs.reduce((sum, output) => sum + output.pulses(), 0),
    chargeNc: outputs.reduce((sum, output) => sum + output.chargeNc(), 0),
  });
  return { ...(at === undefined ? {} : { at }), devices, currentUa, delivered, close };
}

interface BegunWorld {
  readonly devices: readonly SimulatedDevice[];
  begin(tS: number): void;
  leave(tS: number): void;
}

function sittingWorld({ clock, seed, fresh = false }: ServePlan): BegunWorld {
  const patient = waitingPatient(scriptedMovement(DEMONSTRATION_SCRIPT, seededRandom(seed).fork('script')));
  return {
    devices: createWorld({ clock, seed, movement: patient, fresh, flashed: true }).devices,
    begin: patient.begin,
    leave: patient.leave,
  };
}

function turnedWorld({ clock, seed }: ServePlan, bands: number): BegunWorld {
  const { devices, hand } = createHolder({ clock, seed, bands, flashed: true });
  // A hand that is through lays everything down, whoever is there.
  return { devices, begin: hand.begin, leave: () => {} };
}

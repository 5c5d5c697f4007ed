import type { VirtualClock } from './board/virtual-clock.ts';
import { createHolder } from './holder.ts';
import { DEMONSTRATION_SCRIPT, scriptedMovement } from './patient.ts';
import { seededRandom } from './random.ts';
import { type ServedPort, servePort } from './serve-serial.ts';
import { waitingPatient } from './waiting-patient.ts';
import { createWorld, type SimulatedDevice } from './world.ts';

export interface ServedDevice extends Pick<SimulatedDevice, 'name' | 'role' | 'placement'> {
  /** Path of its pseudo-terminal. */
  readonly port: string;
}

export interface ServedWorld {
  readonly devices: readonly ServedDevice[];
  close(): Promise<void>;
}

export interface ServePlan {
  readonly clock: VirtualClock;
  readonly seed: number;
  /** At which the clock is paced. */
  readonly speed: number;
  /** Where the ports are made. */
  readonly folder: string;
  /** The stim band has no keys yet. */
  readonly fresh?: boolean;
  /** So many motion bands in a holder that a hand turns through poses, instead of the patient. */
  readonly turned?: number;
}

/** A host that has opened its ports needs this much real time, on a busy machine, until it follows what the bands send: it has keys proved first. */
const HOST_START_S = 3;

/** A simulated patient whose bands are on serial ports; the script begins when a host has come, and ends when the last has left. @throws LimberError sim/pty-unavailable */
export async function serveWorld(plan: ServePlan): Promise<ServedWorld> {
  const { clock, speed, folder } = plan;
  const beganMs = clock.nowMs();
  const world = plan.turned === undefined ? sittingWorld(plan) : turnedWorld(plan, plan.turned);
  const followed = new Set<SimulatedDevice>();
  const onHost = (device: SimulatedDevice, isThere: boolean): void => {
    const nowS = (clock.nowMs() - beganMs) / 1000;
    if (isThere) followed.add(device);
    else followed.delete(device);
    if (isThere) world.begin(nowS + HOST_START_S * speed);
    else if (followed.size === 0) world.leave(nowS);
  };
  const ports: ServedPort[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(ports.map((port) => port.close()));
  };
  try {
    // Who only enrols the stim band asks nobody to exercise.
    for (const device of world.devices)
      ports.push(await servePort(device, folder, (isThere) => device.role === 'motion' && onHost(device, isThere)));
  } catch (error) {
    await close();
    throw error;
  }
  const devices = world.devices.map(({ name, role, placement }, index) => ({
    name,
    role,
    placement,
    port: ports[index]!.path,
  }));
  return { devices, close };
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

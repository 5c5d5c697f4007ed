import { LimberError } from '../../protocol/limber-error.ts';
import type { Hello } from '../../protocol/message.ts';
import { PLACEMENTS, type Placement } from '../../protocol/placement.ts';
import { SIMULATED_LINK_KEY } from '../../protocol/simulation.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { connectDevice, type DeviceConnection } from '../connect/device-connection.ts';
import { greet } from '../connect/greeting.ts';
import { openSerialLink } from '../connect/serial-link.ts';
import { wallTimeline } from '../connect/wall-timeline.ts';
import type { GreetedDevice } from '../device-roster.ts';
import { badArgument } from './bad-argument.ts';
import { pace } from './pace.ts';
import { loadSimulator } from './simulation.ts';

/** The bands there are, the clock they live by, and what keeps that clock going. */
export interface Home {
  readonly timeline: Timeline;
  readonly simulated: boolean;
  readonly devices: readonly GreetedDevice[];
  close(): Promise<void>;
}

/** A port and, for a motion band, where it is worn. */
export interface SerialPortChoice {
  readonly path: string;
  readonly placement?: Placement;
}

/** Simulated stim bands share the one key that is no secret; keys of real bands come with enrolment. */
const linkKey = ({ simulated, role }: Hello): Uint8Array | undefined =>
  simulated && role === 'ROLE_STIM' ? SIMULATED_LINK_KEY : undefined;

/** A simulated patient with three bands, in this process. */
export async function simulatedHome(seed: number, speed: number): Promise<Home> {
  const { createVirtualClock, createWorld } = await loadSimulator();
  const clock = createVirtualClock(Date.now());
  const world = createWorld({ clock, seed });
  let closed = false;
  const pacing = pace(clock, speed, () => closed);
  const found = world.devices.map(({ link, placement }) => ({
    connection: connectDevice(link, { linkKey }),
    placement: PLACEMENTS.find((one) => one === placement),
  }));
  const close = async (): Promise<void> => {
    closed = true;
    await pacing;
    await closeAll(found);
  };
  return closedOnError(close, async () => ({
    timeline: clock,
    simulated: true,
    devices: await greetAll(found, clock),
    close,
  }));
}

/** @throws LimberError link/port-unavailable, link/not-up, link/incompatible-device, cli/bad-argument for real bands hurried */
export async function serialHome(ports: readonly SerialPortChoice[], speed: number): Promise<Home> {
  const timeline = wallTimeline(speed);
  const found: FoundDevice[] = [];
  const close = (): Promise<void> => closeAll(found);
  return closedOnError(close, async () => {
    for (const { path, placement } of ports) {
      const link = await openSerialLink({ path, timeline });
      found.push({ connection: connectDevice(link, { linkKey }), placement });
    }
    // In real time: however fast simulated bands live, a machine needs its moment to open ports.
    const devices = await greetAll(found, wallTimeline());
    const simulated = onlyOneKind(devices);
    if (!simulated && speed !== 1) throw badArgument('Real bands know one speed: leave --speed out.');
    return { timeline, simulated, devices, close };
  });
}

interface FoundDevice {
  readonly connection: DeviceConnection;
  readonly placement: Placement | undefined;
}

const greetAll = (found: readonly FoundDevice[], timeline: Timeline): Promise<GreetedDevice[]> =>
  Promise.all(
    found.map(async ({ connection, placement }) => {
      const hello = await greet(connection, timeline);
      return hello.role === 'ROLE_MOTION' && placement ? { connection, hello, placement } : { connection, hello };
    }),
  );

async function closeAll(found: readonly FoundDevice[]): Promise<void> {
  await Promise.all(found.map(({ connection }) => connection.close()));
}

async function closedOnError<Opened>(close: () => Promise<void>, open: () => Promise<Opened>): Promise<Opened> {
  try {
    return await open();
  } catch (error) {
    await close();
    throw error;
  }
}

/** A simulated band among real ones could be taken for a person's: refused. */
function onlyOneKind(devices: readonly GreetedDevice[]): boolean {
  const simulated = devices.filter(({ hello }) => hello.simulated).length;
  if (simulated === 0 || simulated === devices.length) return simulated > 0;
  const names = devices.map(({ hello }) => `${hello.deviceId} is ${hello.simulated ? 'simulated' : 'real'}`).join(', ');
  throw new LimberError('link/incompatible-device', `Simulated and real bands are never used together: ${names}.`);
}

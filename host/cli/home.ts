import { LimberError } from '../../protocol/limber-error.ts';
import type { Hello } from '../../protocol/message.ts';
import { PLACEMENTS, type Placement } from '../../protocol/placement.ts';
import { SIMULATED_LINK_KEY } from '../../protocol/simulation.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { askCalibration } from '../connect/band-calibration.ts';
import { refuseWrongRole } from '../connect/compatibility.ts';
import { connectDevice, type DeviceConnection } from '../connect/device-connection.ts';
import { greet } from '../connect/greeting.ts';
import { provesLinkKey } from '../connect/link-key-proof.ts';
import { openSerialLink } from '../connect/serial-link.ts';
import { wallTimeline } from '../connect/wall-timeline.ts';
import type { GreetedDevice } from '../device-roster.ts';
import { notProven } from '../keys/band-enrolment.ts';
import { badArgument } from './bad-argument.ts';
import type { LinkKeySource } from './link-keys.ts';
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

/** Bands simulated in this process share the one key that is no secret. */
const simulatedKey = ({ simulated, role }: Hello): Uint8Array | undefined =>
  simulated && role === 'ROLE_STIM' ? SIMULATED_LINK_KEY : undefined;

/** A simulated patient with three bands, in this process. */
export async function simulatedHome(seed: number, speed: number): Promise<Home> {
  const { createVirtualClock, createWorld } = await loadSimulator();
  const clock = createVirtualClock(Date.now());
  const world = createWorld({ clock, seed });
  let closed = false;
  const pacing = pace(clock, speed, () => closed);
  const found = world.devices.map(({ link, placement }) => ({
    connection: connectDevice(link, { linkKey: simulatedKey }),
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

/** @throws LimberError link/port-unavailable, link/not-up, link/incompatible-device, link/wrong-role, cli/bad-argument for real bands hurried */
export async function serialHome(
  ports: readonly SerialPortChoice[],
  speed: number,
  keyOf: LinkKeySource,
): Promise<Home> {
  const timeline = wallTimeline(speed);
  const keys = new Map<string, Uint8Array>();
  const linkKey = ({ deviceId }: Hello): Uint8Array | undefined => keys.get(deviceId);
  const found: FoundDevice[] = [];
  const close = (): Promise<void> => closeAll(found);
  return closedOnError(close, async () => {
    for (const { path, placement } of ports) {
      const link = await openSerialLink({ path, timeline });
      found.push({ connection: connectDevice(link, { linkKey }), placement });
    }
    // In real time: however fast simulated bands live, a machine needs its moment to open ports.
    const greeted = await greetAll(found, wallTimeline());
    const simulated = onlyOneKind(greeted);
    if (!simulated && speed !== 1) throw badArgument('Real bands know one speed: leave --speed out.');
    const devices: GreetedDevice[] = [];
    for (const device of greeted) devices.push(await admit(device, keyOf, keys));
    return { timeline, simulated, devices, close };
  });
}

/** A stim band that cannot show that it is the one that was enrolled is there to be stopped, and for nothing else. */
async function admit(
  device: GreetedDevice,
  keyOf: LinkKeySource,
  keys: Map<string, Uint8Array>,
): Promise<GreetedDevice> {
  const { hello, connection } = device;
  if (hello.role !== 'ROLE_STIM') return device;
  const found = await keyOf(hello);
  if (!('key' in found)) return { ...device, refused: found.refused };
  keys.set(hello.deviceId, found.key);
  const proven = await provesLinkKey(connection, wallTimeline());
  if (proven) return { ...device, hello: proven };
  keys.delete(hello.deviceId);
  return { ...device, refused: notProven(hello.deviceId).message };
}

interface FoundDevice {
  readonly connection: DeviceConnection;
  readonly placement: Placement | undefined;
}

const greetAll = (found: readonly FoundDevice[], timeline: Timeline): Promise<GreetedDevice[]> =>
  Promise.all(
    found.map(async ({ connection, placement }) => {
      const hello = await greet(connection, timeline);
      refuseWrongRole(connection.link.name, hello, placement);
      if (hello.role !== 'ROLE_MOTION' || !placement) return { connection, hello };
      return { connection, hello, placement, calibration: await askCalibration(connection, timeline, hello) };
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

import { LimberError } from '../../protocol/limber-error.ts';
import type { Hello } from '../../protocol/message.ts';
import { PLACEMENTS, type Placement } from '../../protocol/placement.ts';
import { SIMULATED_LINK_KEY } from '../../protocol/simulation.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { askCalibration } from '../connect/band-calibration.ts';
import { refuseWrongRole } from '../connect/compatibility.ts';
import { connectDevice, type DeviceConnection } from '../connect/device-connection.ts';
import { greet } from '../connect/greeting.ts';
import { isBluetoothAddress, type Reach } from '../connect/reach.ts';
import { wallTimeline } from '../connect/wall-timeline.ts';
import type { GreetedDevice } from '../device-roster.ts';
import { type HostClock, hostClock } from '../host-moment.ts';
import type { Via } from '../keys/band-admission.ts';
import type { Trust } from '../trust.ts';
import type { BandChoice } from '../worn-bands.ts';
import { badArgument } from './bad-argument.ts';
import { pace } from './pace.ts';
import { loadSimulator } from './simulation.ts';

/** The bands there are, the clock they live by, and what keeps that clock going. */
export interface Home {
  readonly timeline: Timeline;
  readonly simulated: boolean;
  readonly devices: readonly GreetedDevice[];
  /** Absent where the bands end with this process: a session does then, too. */
  readonly clock?: HostClock;
  close(): Promise<void>;
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

/**
 * Bands that somebody wears, or simulated ones in another process.
 * @param openReach on the home's timeline; closed with the home
 * @throws LimberError link/port-unavailable, link/radio-unavailable, link/not-up, link/incompatible-device, link/wrong-role, cli/bad-argument for real bands hurried
 */
export async function wornHome(
  bands: readonly BandChoice[],
  openReach: (timeline: Timeline) => Reach,
  speed: number,
  trust: Trust,
): Promise<Home> {
  const timeline = wallTimeline(speed);
  const reach = openReach(timeline);
  const { linkKey } = trust;
  const found: FoundDevice[] = [];
  const close = async (): Promise<void> => {
    await closeAll(found);
    await reach.close();
  };
  return closedOnError(close, async () => {
    for (const { address, placement } of bands)
      found.push({
        connection: connectDevice(await reach.open(address), { linkKey, nowMs: timeline.nowMs, keepsMotion: true }),
        placement,
      });
    // In real time: however fast simulated bands live, a machine needs its moment to reach them.
    const greeted = await greetAll(found, wallTimeline());
    const simulated = onlyOneKind(greeted);
    if (!simulated && speed !== 1) throw badArgument('Real bands know one speed: leave --speed out.');
    const devices = await Promise.all(greeted.map((device, i) => trust.admit(device, viaOf(bands[i]!))));
    return { timeline, simulated, devices, clock: hostClock(speed), close };
  });
}

const viaOf = ({ address }: BandChoice): Via => (isBluetoothAddress(address) ? 'air' : 'cable');

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

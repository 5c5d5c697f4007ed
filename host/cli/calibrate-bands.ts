import { LimberError } from '../../protocol/limber-error.ts';
import type { Hello } from '../../protocol/message.ts';
import { connectDevice } from '../connect/device-connection.ts';
import { greet } from '../connect/greeting.ts';
import type { Reach } from '../connect/reach.ts';
import { wallTimeline } from '../connect/wall-timeline.ts';
import { openStore, type Store } from '../records/store.ts';
import type { SensorToCalibrate } from '../tools/calibration-sensor.ts';
import { badArgument } from './bad-argument.ts';
import { type ReachOptions, withReach } from './reach-options.ts';
import { recordsDirectory } from './records-directory.ts';

export interface CalibrationPlace {
  readonly sensors: readonly SensorToCalibrate[];
  readonly store: Store;
}

export interface PlaceOptions extends ReachOptions {
  readonly ports: readonly string[];
  readonly device?: string | undefined;
  readonly data?: string | undefined;
  readonly speed: number;
}

/** Greets the bands and takes the records, works, and closes both whatever happens. */
export const withBands = (options: PlaceOptions, work: (place: CalibrationPlace) => Promise<void>): Promise<void> =>
  // In real time: however fast simulated bands live, a machine needs its moment to reach them.
  withReach(options, wallTimeline(), (reach) => withReached(options, reach, work));

async function withReached(
  options: PlaceOptions,
  reach: Reach,
  work: (place: CalibrationPlace) => Promise<void>,
): Promise<void> {
  const { ports, device, data, speed } = options;
  const sensors: SensorToCalibrate[] = [];
  let store: Store | undefined;
  try {
    for (const port of ports) sensors.push(await greeted(port, reach, device));
    const simulated = onlyOneKind(sensors);
    if (!simulated && speed !== 1) throw badArgument('Real bands know one speed: leave --speed out.');
    // Taken before anybody turns a band: what could not be recorded is not begun.
    const directory = data ?? recordsDirectory(simulated ? 'simulation' : 'gateway');
    store = openStore(directory, { simulated, wallMs: Date.now });
    await work({ sensors, store });
  } finally {
    store?.close();
    for (const { connection } of sensors) await connection.close();
  }
}

async function greeted(port: string, reach: Reach, device: string | undefined): Promise<SensorToCalibrate> {
  const connection = connectDevice(await reach.open(port));
  try {
    const hello = await greet(connection, wallTimeline());
    refuseOther(port, hello, device);
    return { connection, hello };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function refuseOther(port: string, { role, deviceId, configurationId }: Hello, device: string | undefined): void {
  const wrong = (message: string): LimberError => new LimberError('calibrate/wrong-band', message);
  if (role !== 'ROLE_MOTION')
    throw wrong(`${deviceId} at ${port} is a stim band: it has no motion sensor to calibrate.`);
  // Configuration 0: it has no sensor that answers.
  if (configurationId === 0)
    throw new LimberError(
      'calibrate/refused',
      `The motion sensor of ${deviceId} does not answer: there is nothing to calibrate.`,
    );
  if (device !== undefined && deviceId !== device) throw wrong(`The band at ${port} is ${deviceId}, not ${device}.`);
}

function onlyOneKind(sensors: readonly SensorToCalibrate[]): boolean {
  const simulated = sensors.filter(({ hello }) => hello.simulated).length;
  if (simulated > 0 && simulated < sensors.length)
    throw new LimberError('calibrate/wrong-band', 'Simulated and real bands are never used together.');
  return simulated > 0;
}

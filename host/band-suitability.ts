import { LimberError } from '../protocol/limber-error.ts';
import type { Placement } from '../protocol/placement.ts';
import type { GreetedDevice } from './device-roster.ts';
import { WHY_A_GYROSCOPE, WITHOUT_A_GYROSCOPE, withoutGyroscope } from './motion/gyroscope-need.ts';
import type { Exercise } from './motion/index.ts';

/** As the band says it now: it may have been restarted since it greeted. */
const helloOf = ({ connection, hello }: GreetedDevice) => connection.hello() ?? hello;

function placesOf(devices: readonly GreetedDevice[], fits: (device: GreetedDevice) => boolean): Placement[] {
  return devices.flatMap((device) => (device.placement && fits(device) ? [device.placement] : []));
}

/**
 * Before anything starts: whether the bands that are worn can measure this exercise at all.
 * @throws LimberError exercise/band-refused, exercise/sensor-broken, exercise/needs-gyroscope, in words that say what can be done instead
 */
export function refuseUnsuitableBands(exercise: Exercise, devices: readonly GreetedDevice[]): void {
  const stranger = devices.find(
    ({ placement, refused }) => placement && refused !== undefined && exercise.sensors.includes(placement),
  );
  if (stranger) {
    const message = `The band on the ${stranger.placement} is not used. ${stranger.refused}`;
    throw new LimberError('exercise/band-refused', message);
  }
  const silent = placesOf(devices, (device) => helloOf(device).configurationId === 0).filter((placement) =>
    exercise.sensors.includes(placement),
  );
  if (silent.length > 0) {
    const message = `The band on the ${silent.join(' and the ')} measures nothing: its sensor does not answer. Switch it off and on; if that does not help, use another band and have this one looked at.`;
    throw new LimberError('exercise/sensor-broken', message);
  }
  const bare = placesOf(devices, (device) => helloOf(device).accelerometerOnly);
  const lacking = withoutGyroscope(exercise, bare);
  if (lacking.length > 0) {
    const message = `${exercise.name} needs a gyroscope on the ${lacking.join(' and the ')}, and the band there has none: ${WHY_A_GYROSCOPE[exercise.angle]}. Wear another band there; ${WITHOUT_A_GYROSCOPE}.`;
    throw new LimberError('exercise/needs-gyroscope', message);
  }
}

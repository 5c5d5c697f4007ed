import { peripheralOf } from '../radio/peripheral.ts';
import type { ServeBands } from '../serve-world.ts';
import { startBluez } from './bluez.ts';
import { openPrivateBus } from './private-bus.ts';

/** All behind one bluetoothd, on a D-Bus of their own: that is where a host finds them. */
export const serveBluez: ServeBands = async (devices, folder, onHost, clock) => {
  const peripherals = devices.map(peripheralOf);
  const bus = await openPrivateBus(folder);
  const bluez = await startBluez({
    busAddress: bus.address,
    timeline: clock,
    peripherals,
    onConnection: (band, isThere) => onHost(devices[peripherals.indexOf(band)]!, isThere),
  });
  const close = async (): Promise<void> => {
    await bluez.stop();
    await bus.close();
  };
  return { at: bus.address, ports: peripherals.map(({ address }) => address), close };
};

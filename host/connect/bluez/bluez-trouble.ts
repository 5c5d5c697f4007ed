import { LimberError } from '../../../protocol/limber-error.ts';
import type { RadioFacts } from '../../tools/doctor-radio.ts';
import { busErrorOf } from './bluez-bus.ts';

/** Why Bluetooth cannot be used by way of BlueZ, with what to install, start or allow. */
export const radioUnavailable = (message: string, cause?: unknown): LimberError =>
  new LimberError('link/radio-unavailable', message, { cause });

export const noDaemon = (): LimberError =>
  radioUnavailable('bluetoothd does not run: sudo apt-get install bluez, then sudo systemctl enable --now bluetooth.');

export function noAdapter({ hardBlocked, softBlocked }: RadioFacts, isThere: boolean): LimberError {
  if (hardBlocked)
    return radioUnavailable('The Bluetooth adapter is switched off by a switch on the machine: switch it on.');
  if (softBlocked) return radioUnavailable('The Bluetooth adapter is blocked: sudo rfkill unblock bluetooth.');
  if (isThere) return radioUnavailable('The Bluetooth adapter is off: bluetoothctl power on.');
  return radioUnavailable(
    'bluetoothd knows no Bluetooth adapter: plug one in, or load its driver (sudo modprobe btusb).',
  );
}

/** Anything else ends as a TypeError in the library. */
const BUS_ADDRESS = /^[a-z-]+:[a-z]+=/;

/** @param address of the bus */
export function noBus(error: unknown, address: string): LimberError {
  if (!BUS_ADDRESS.test(address))
    return radioUnavailable(
      `"${address}" is no address of a D-Bus: DBUS_SYSTEM_BUS_ADDRESS is unix:path=/run/dbus/system_bus_socket as a rule.`,
      error,
    );
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ECONNREFUSED')
    return radioUnavailable(
      `No D-Bus answers at ${address}: sudo apt-get install dbus, then sudo systemctl start dbus.`,
      error,
    );
  if (code === 'EACCES' || /authentication/i.test(String(error)))
    return radioUnavailable(
      `D-Bus at ${address} does not let this user in: run Limber as a user of the system.`,
      error,
    );
  if (error instanceof LimberError)
    return radioUnavailable(`D-Bus at ${address} does not answer: sudo systemctl restart dbus.`, error);
  return radioUnavailable(`D-Bus at ${address} refuses: ${wordsOf(error)}. sudo systemctl restart dbus.`, error);
}

/** What bluetoothd, or the bus in its place, said instead of an answer. */
export function daemonTrouble(error: unknown): LimberError {
  const name = busErrorOf(error);
  if (name === 'org.freedesktop.DBus.Error.AccessDenied')
    return radioUnavailable(
      'This user may not talk to bluetoothd: sudo usermod -aG bluetooth "$USER", then log in anew.',
      error,
    );
  if (name === 'org.freedesktop.DBus.Error.ServiceUnknown' || name === 'org.freedesktop.DBus.Error.NameHasNoOwner')
    return noDaemon();
  if (error instanceof LimberError && error.code === 'link/radio-unavailable') return error;
  if (error instanceof LimberError)
    return radioUnavailable('bluetoothd does not answer: sudo systemctl restart bluetooth.', error);
  return radioUnavailable(`bluetoothd refuses: ${wordsOf(error)}. sudo systemctl restart bluetooth.`, error);
}

export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

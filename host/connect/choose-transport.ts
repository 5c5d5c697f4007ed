import type { BusFacts, RadioFacts } from '../tools/doctor-radio.ts';
import { radioTrouble } from '../tools/doctor-radio.ts';
import { readRadioFacts } from '../tools/doctor-radio-facts.ts';
import { readBusFacts } from '../tools/doctor-system-facts.ts';

/** What a machine has for Bluetooth. */
export interface RadioOffer {
  readonly radio: RadioFacts;
  readonly bus: BusFacts;
  /** DBUS_SYSTEM_BUS_ADDRESS names a bus: whose adapter there is, this machine's own system does not tell. */
  readonly isBusNamed: boolean;
}

export interface RadioChoice {
  readonly kind: 'noble' | 'bluez' | 'none';
  /** One sentence. */
  readonly why: string;
}

export async function readRadioOffer(): Promise<RadioOffer> {
  const isBusNamed = (process.env.DBUS_SYSTEM_BUS_ADDRESS ?? '') !== '';
  return { radio: readRadioFacts(), bus: await readBusFacts(), isBusNamed };
}

const none = (trouble: string): RadioChoice => ({ kind: 'none', why: `No Bluetooth: ${trouble}.` });

/** By which radio bands are reached where nobody has said: only one program can own an adapter, and that is bluetoothd where it runs. */
export function chooseRadio({ radio, bus, isBusNamed }: RadioOffer): RadioChoice {
  if (radio.platform !== 'linux')
    return { kind: 'noble', why: `noble, by the Bluetooth service of this system (${radio.platform}).` };
  if (bus.hasBluez && isBusNamed)
    return { kind: 'bluez', why: 'BlueZ, on the D-Bus that DBUS_SYSTEM_BUS_ADDRESS names.' };
  // Whoever may talk to bluetoothd needs no right to the adapter itself.
  const trouble = radioTrouble({ ...radio, mayUseRadio: radio.mayUseRadio || bus.hasBluez });
  if (trouble !== null && isBusNamed)
    return none(`no bluetoothd on the D-Bus that DBUS_SYSTEM_BUS_ADDRESS names, and ${trouble}`);
  if (trouble !== null) return none(bus.hasBluez ? trouble : `${trouble}${orDaemon(radio)}`);
  const adapter = radio.adapters[0]!;
  if (bus.hasBluez) return { kind: 'bluez', why: `BlueZ, because bluetoothd runs and owns the adapter ${adapter}.` };
  return { kind: 'noble', why: `noble on the adapter ${adapter}, because no bluetoothd runs that would own it.` };
}

/** An adapter that only its owner may use. */
const orDaemon = ({ adapters, softBlocked, hardBlocked }: RadioFacts): string =>
  adapters.length > 0 && !softBlocked && !hardBlocked ? '; or install BlueZ (sudo apt-get install bluez)' : '';

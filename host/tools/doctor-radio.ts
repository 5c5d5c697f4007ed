import { counted } from './columns.ts';
import { type Finding, ok, warn } from './doctor-finding.ts';

/** What a Linux system says of its Bluetooth, as far as it can be read. */
export interface RadioFacts {
  readonly platform: string;
  /** /sys/class/bluetooth: "hci0". */
  readonly adapters: readonly string[];
  /** Of /sys/class/rfkill, those of type bluetooth. */
  readonly softBlocked: boolean;
  readonly hardBlocked: boolean;
  /** Root, or a process with CAP_NET_RAW and CAP_NET_ADMIN. */
  readonly mayUseRadio: boolean;
}

/** Why no band can be heard over Bluetooth, with what to install or allow; null where nothing stands against it. */
export function radioTrouble(facts: RadioFacts): string | null {
  const { platform, adapters, softBlocked, hardBlocked, mayUseRadio } = facts;
  // Elsewhere the system's own service is asked, and says by itself what is missing.
  if (platform !== 'linux') return null;
  if (adapters.length === 0)
    return 'no adapter (/sys/class/bluetooth is empty): plug one in, or load its driver (sudo modprobe btusb)';
  if (hardBlocked) return 'the adapter is switched off by a switch on the machine: switch it on';
  if (softBlocked) return 'the adapter is blocked: sudo rfkill unblock bluetooth';
  if (!mayUseRadio)
    return 'this user may not use the adapter: sudo setcap cap_net_raw,cap_net_admin+eip "$(readlink -f "$(command -v node)")"';
  return null;
}

const WORDS: Readonly<Record<string, string>> = {
  unsupported: 'the adapter knows no Bluetooth Low Energy: use one with Bluetooth 4.0 or newer',
  unauthorized: "this program may not use Bluetooth: allow it in the system's privacy settings",
  poweredOff: 'the adapter is off: bluetoothctl power on, or switch Bluetooth on in the system settings',
};

/** What the radio library found instead of bands. */
export function silentRadio(state: string, failure: string): string | null {
  if (state === 'poweredOn') return null;
  if (failure !== '') return `its library failed (${firstLine(failure)}): npm rebuild @stoprocent/noble`;
  return (
    WORDS[state] ??
    'the adapter did not answer within 3 s: is another program using it? sudo systemctl restart bluetooth'
  );
}

const firstLine = (text: string): string => text.split('\n')[0]!.trim();

/** Bluetooth is one of two ways to a band: without it there is the cable. */
export function judgeAdapter(facts: RadioFacts): Finding {
  const { adapters, softBlocked, hardBlocked, mayUseRadio } = facts;
  const shared = {
    adapters: adapters.length,
    soft_blocked: softBlocked,
    hard_blocked: hardBlocked,
    permitted: mayUseRadio,
  };
  const trouble = radioTrouble(facts);
  if (trouble === null)
    return ok(`${counted(adapters.length, 'adapter')}${adapters.length ? `: ${adapters.join(', ')}` : ''}`, shared);
  const [what = '', ...todo] = trouble.split(': ');
  return warn(`${what}; bands on a cable work all the same`, todo.join(': '), shared);
}

/** Of D-Bus, through which a system tells of its Bluetooth. */
export interface BusFacts {
  readonly platform: string;
  readonly hasSocket: boolean;
  /** Why the bus does not answer; null where it does. */
  readonly failure: string | null;
  readonly hasBluez: boolean;
}

export function judgeBus({ platform, hasSocket, failure }: BusFacts): Finding {
  const shared = { socket: hasSocket, answers: failure === null };
  if (platform !== 'linux') return ok('not used on this system', shared);
  if (!hasSocket)
    return warn('no system bus is running', 'sudo apt-get install dbus, then sudo systemctl start dbus', shared);
  if (failure !== null)
    return warn(`the system bus does not answer: ${failure}`, 'sudo systemctl restart dbus', shared);
  return ok('the system bus answers', shared);
}

export function judgeBluez({ platform, failure, hasBluez }: BusFacts): Finding {
  const shared = { present: hasBluez };
  if (platform !== 'linux') return ok('not used on this system', shared);
  if (hasBluez) return ok('org.bluez is on the system bus', shared);
  const text =
    failure === null ? 'org.bluez is not on the system bus' : 'nothing can be said of it without the system bus';
  return warn(text, 'sudo apt-get install bluez, then sudo systemctl enable --now bluetooth', shared);
}

/** @param failure why the library does not load; null where it does */
export function judgeRadioLibrary(failure: string | null): Finding {
  const shared = { loads: failure === null };
  if (failure === null) return ok('noble loads', shared);
  return warn(
    `noble does not load: ${firstLine(failure)}`,
    'npm rebuild @stoprocent/noble @stoprocent/bluetooth-hci-socket',
    shared,
  );
}

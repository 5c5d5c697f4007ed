import type { Cancel, Timeline } from '../../../protocol/timeline.ts';
import { readRadioFacts } from '../../tools/doctor-radio-facts.ts';
import { within } from '../deadline.ts';
import { addRule, type Bus, type BusSignal, openBus } from './bluez-bus.ts';
import { daemonTrouble, noAdapter, noBus, noDaemon, radioUnavailable } from './bluez-trouble.ts';
import { adapterAt, adapterNames, type BluezAdapter } from './node-ble-parts.ts';

/** What there is to work with, until it is lost. */
export interface Ready {
  readonly bus: Bus;
  readonly adapter: BluezAdapter;
}

/** bluetoothd and its adapter by one connection to D-Bus: any of the three may go and come back. */
export interface BluezRadio {
  /** @throws LimberError link/radio-unavailable in words, within 6 s */
  ready(): Promise<Ready>;
  onSignal(listener: (signal: BusSignal) => void): Cancel;
  /** Every object that was known is dead. */
  onLost(listener: () => void): Cancel;
  /** Something that was missing is there. */
  onBack(listener: () => void): Cancel;
  /** Match rules that the bus holds for us. */
  rules(): number;
  /** Who is told when a signal comes. */
  listenerCount(): number;
  close(): void;
}

const BUS_MS = 2_000;
const ASK_MS = 1_000;
const BLUEZ = 'org.bluez';
const ADAPTER = 'org.bluez.Adapter1';
const OWNER_RULE = `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${BLUEZ}'`;
const OBJECTS_RULE = `type='signal',sender='${BLUEZ}',interface='org.freedesktop.DBus.ObjectManager',member='InterfacesRemoved'`;
const ADAPTER_RULE = `type='signal',sender='${BLUEZ}',member='PropertiesChanged',arg0='${ADAPTER}'`;

export function createBluezRadio(timeline: Timeline, busAddress: string): BluezRadio {
  const [signalled, lost, back] = [listeners<[BusSignal]>(), listeners<[]>(), listeners<[]>()];
  let bus: Promise<Bus> | undefined;
  let opened: Bus | undefined;
  let adapter: Promise<BluezAdapter> | undefined;
  let isClosed = false;

  const lose = (): void => {
    if (!adapter) return;
    adapter = undefined;
    lost.tell();
  };
  const hear = (signal: BusSignal): void => {
    const change = changeOf(signal);
    if (change === 'lost') lose();
    signalled.tell(signal);
    if (change === 'back') back.tell();
  };
  const connect = async (): Promise<Bus> => {
    const fresh = await within(timeline, BUS_MS, 'D-Bus', openBus(busAddress)).catch((error: unknown) => {
      throw noBus(error, busAddress);
    });
    fresh.onClosed(() => {
      if (opened === fresh) [bus, opened] = [undefined, undefined];
      lose();
    });
    opened = fresh;
    fresh.onSignal(hear);
    for (const rule of [OWNER_RULE, OBJECTS_RULE, ADAPTER_RULE])
      await within(timeline, ASK_MS, 'D-Bus', addRule(fresh, rule));
    return fresh;
  };
  const ready = async (): Promise<Ready> => {
    if (isClosed) throw radioUnavailable('The radio was closed.');
    // Whoever asks while it is being opened waits for the same; what has failed is tried anew.
    bus ??= connect();
    const current = bus;
    const open = await current.catch((error: unknown) => {
      if (bus === current) bus = undefined;
      throw daemonTrouble(error);
    });
    adapter ??= findAdapter(timeline, open);
    const found = adapter;
    try {
      return { bus: open, adapter: await found };
    } catch (error) {
      if (adapter === found) adapter = undefined;
      throw daemonTrouble(error);
    }
  };
  return {
    ready,
    onSignal: signalled.add,
    onLost: lost.add,
    onBack: back.add,
    listenerCount: () => signalled.count() + lost.count() + back.count() + (opened?.listenerCount() ?? 0),
    rules: () => Object.keys(opened?.rules() ?? {}).length,
    close: () => {
      isClosed = true;
      opened?.close();
    },
  };
}

async function findAdapter(timeline: Timeline, bus: Bus): Promise<BluezAdapter> {
  const ask = <Value>(promise: Promise<Value>): Promise<Value> => within(timeline, ASK_MS, 'bluetoothd', promise);
  if ((await ask(bus.ask('NameHasOwner', BLUEZ))) !== true) throw noDaemon();
  const names = await ask(adapterNames(bus));
  for (const name of names.sort()) {
    const adapter = adapterAt(bus, name);
    if (await ask(adapter.isPowered())) return adapter;
  }
  throw noAdapter(readRadioFacts(), names.length > 0);
}

/** What a signal says of the radio as a whole. */
function changeOf({ member, body }: BusSignal): 'lost' | 'back' | undefined {
  const [first, second, third] = body;
  // A new owner without an old one gone in between: the daemon was replaced.
  if (member === 'NameOwnerChanged' && first === BLUEZ) return third === '' || second !== '' ? 'lost' : 'back';
  if (member === 'InterfacesRemoved') return (second as string[]).includes(ADAPTER) ? 'lost' : undefined;
  if (member !== 'PropertiesChanged' || first !== ADAPTER) return undefined;
  const powered = (second as { Powered?: { value: unknown } }).Powered?.value;
  if (powered === undefined) return undefined;
  return powered === true ? 'back' : 'lost';
}

function listeners<Args extends readonly unknown[]>() {
  const all = new Set<(...args: Args) => void>();
  return {
    count: () => all.size,
    add: (listener: (...args: Args) => void): Cancel => {
      all.add(listener);
      return () => all.delete(listener);
    },
    tell: (...args: Args): void => {
      for (const listener of [...all]) listener(...args);
    },
  };
}

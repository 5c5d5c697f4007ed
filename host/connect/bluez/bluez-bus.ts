import type { EventEmitter } from 'node:events';
import { DBusError, Message, type MessageBus, sessionBus, type Variant } from 'dbus-next';
import type { Cancel } from '../../../protocol/timeline.ts';

/** All that reaches behind the public side of dbus-next, on which node-ble stands, is in this file. */

export type Changed = Readonly<Record<string, unknown>>;

export interface BusSignal {
  readonly path: string;
  readonly member: string;
  readonly body: readonly unknown[];
}

/** One connection to D-Bus, for everything. */
export interface Bus {
  readonly library: MessageBus;
  /** Of the bus's own methods. */
  ask(member: string, text: string): Promise<unknown>;
  /** All that matches any rule in force. */
  onSignal(listener: (signal: BusSignal) => void): Cancel;
  /** At most once; also when it never came about. */
  onClosed(listener: (error: Error) => void): void;
  /** Match rules that the bus holds for this connection, by their text. */
  rules(): Readonly<Record<string, number>>;
  listenerCount(): number;
  close(): void;
}

interface LibraryInside {
  readonly _connection: EventEmitter;
  /** By object, interface and member, as JSON. */
  readonly _signals: EventEmitter;
  readonly _methodReturnHandlers: Record<number, (reply: Message & { _sent?: boolean }) => void>;
  readonly _nameOwners: Record<string, string>;
  _matchRules: Record<string, number>;
  _addMatch(rule: string): Promise<unknown>;
  _removeMatch(rule: string): Promise<unknown>;
}

const BUS = 'org.freedesktop.DBus';
const BLUEZ = 'org.bluez';
const HELLO_SERIAL = 1;

/**
 * Settles once the bus has let us in, or rejects with its reason; may hang, as whatever is asked of it.
 * @param address as DBUS_SYSTEM_BUS_ADDRESS has it
 */
export async function openBus(address: string): Promise<Bus> {
  // By Node's own socket, whether or not the library's native one was built.
  const library = sessionBus({ busAddress: address.replace('unix:path=', 'unix:socket='), authMethods: ['EXTERNAL'] });
  const inside = library as unknown as LibraryInside;
  const closedListeners = new Set<(error: Error) => void>();
  let closedBy: Error | undefined;
  const closed = (error: Error): void => {
    if (closedBy) return;
    closedBy = error;
    for (const listener of closedListeners) listener(error);
  };
  // Without this listener a missing socket ends the process.
  library.on('error', closed);
  inside._connection.on('end', () => closed(new Error('the bus has hung up')));
  refuseQuietly(inside, closed);
  countRules(library, inside);
  knowOwner(inside);
  await new Promise<void>((resolve, reject) => {
    closedListeners.add(reject);
    library.on('connect', resolve);
  });
  return {
    library,
    ask: (member, text) => askBus(library, member, text),
    onSignal: (listener) => {
      const hear = ({ path, member, body }: Message): void => listener({ path, member, body });
      library.on('message', hear);
      return () => library.off('message', hear);
    },
    onClosed: (listener) => {
      if (closedBy) listener(closedBy);
      else closedListeners.add(listener);
    },
    rules: () => ({ ...inside._matchRules }),
    listenerCount: () =>
      inside._signals.eventNames().reduce((sum, name) => sum + inside._signals.listenerCount(name), 0) +
      library.listenerCount('message'),
    close: () => {
      closed(new Error('closed'));
      library.disconnect();
    },
  };
}

/** A bus that answers the greeting with an error ends the process: the library throws where nobody can catch it. */
function refuseQuietly(inside: LibraryInside, refused: (error: Error) => void): void {
  const greeted = inside._methodReturnHandlers[HELLO_SERIAL];
  if (!greeted) return;
  inside._methodReturnHandlers[HELLO_SERIAL] = (reply) => {
    if (reply.errorName) refused(new DBusError(reply.errorName, String(reply.body[0])));
    else greeted(reply);
  };
}

/**
 * The library takes whoever answered last for the owner of a name, and signals of anybody else for forged. When the bus answers in
 * bluetoothd's place, to refuse a call, it would be deaf to every notification until bluetoothd has answered something again.
 */
function knowOwner({ _nameOwners }: LibraryInside): void {
  let owner = '';
  Object.defineProperty(_nameOwners, BLUEZ, {
    get: () => owner,
    set: (sender: string) => {
      if (sender !== BUS) owner = sender;
    },
  });
}

/**
 * The library counts who wants a rule with hasOwnProperty's arguments the wrong way round: it asks the bus for each rule anew and takes
 * none back, and after 512 the bus lets it listen to nothing more.
 */
function countRules(library: MessageBus, inside: LibraryInside): void {
  inside._addMatch = async (rule) => {
    const wanted = (inside._matchRules[rule] ?? 0) + 1;
    inside._matchRules[rule] = wanted;
    if (wanted === 1) await askBus(library, 'AddMatch', rule);
  };
  inside._removeMatch = async (rule) => {
    const wanted = (inside._matchRules[rule] ?? 0) - 1;
    if (wanted > 0) inside._matchRules[rule] = wanted;
    else {
      delete inside._matchRules[rule];
      await askBus(library, 'RemoveMatch', rule).catch(() => {});
    }
  };
}

async function askBus(library: MessageBus, member: string, text: string): Promise<unknown> {
  const call = { destination: BUS, path: '/org/freedesktop/DBus', interface: BUS, member };
  const reply = await library.call(new Message({ ...call, signature: 's', body: [text] }));
  return reply?.body[0];
}

/** Adds a rule to those that count; @returns what takes it back. */
export async function addRule({ library }: Bus, rule: string): Promise<Cancel> {
  const inside = library as unknown as LibraryInside;
  await inside._addMatch(rule);
  return () => void inside._removeMatch(rule).catch(() => {});
}

/**
 * Nothing more is heard of an object and those below it, here and at the bus. The library's own way misses those that it made on a way
 * that failed: each characteristic that it has asked for its number listens.
 */
export function forgetBelow({ library }: Bus, path: string): void {
  const inside = library as unknown as LibraryInside;
  for (const name of inside._signals.eventNames())
    if (String(name).startsWith(`{"path":"${path}`)) inside._signals.removeAllListeners(name);
  for (const rule of Object.keys(inside._matchRules)) {
    if (!rule.includes(`path='${path}`)) continue;
    inside._matchRules[rule] = 1;
    void inside._removeMatch(rule);
  }
}

export type Variants = Readonly<Record<string, Variant>>;

export const plain = (properties: Variants): Changed =>
  Object.fromEntries(Object.entries(properties).map(([name, { value }]) => [name, value]));

/** Without asking first what the object looks like, which an adapter tells at length. */
export async function callBluez(
  { library }: Bus,
  path: string,
  interfaceName: string,
  member: string,
  signature: string,
  body: unknown[],
): Promise<unknown> {
  const call = { destination: BLUEZ, path, interface: interfaceName, member, signature, body };
  return (await library.call(new Message(call)))?.body[0];
}

/** "org.bluez.Error.InProgress"; undefined where D-Bus has not said it. */
export const busErrorOf = (error: unknown): string | undefined => (error instanceof DBusError ? error.type : undefined);

import { DBusError, Message, type MessageBus, type Variant, Variant as VariantOf } from 'dbus-next';
import { introspectionOf } from './introspection.ts';

export type Properties = Record<string, Variant>;

/** What a client calls; `sender` is its unique name. An error is a DBusError. */
export type Method = (args: readonly unknown[], sender: string) => unknown[] | Promise<unknown[]>;

export interface BusInterface {
  /** As they are now; an absent one is absent, as BlueZ's optional properties are. */
  readonly properties: Properties;
  readonly methods?: Readonly<Record<string, Method>>;
  readonly set?: (name: string, value: unknown) => void;
}

export type BusObject = Readonly<Record<string, BusInterface>>;

/** Objects on a bus with ObjectManager, Properties and Introspectable, all on one connection. */
export interface ObjectTree {
  /** InterfacesAdded tells of it. */
  add(path: string, object: BusObject): void;
  /** With all that is below it. */
  remove(path: string): void;
  has(path: string): boolean;
  /** PropertiesChanged tells of it, also where the value is the same. */
  change(path: string, interfaceName: string, changed: Properties, invalidated?: readonly string[]): void;
}

const PROPERTIES = 'org.freedesktop.DBus.Properties';
const OBJECT_MANAGER = 'org.freedesktop.DBus.ObjectManager';
const UNKNOWN = 'org.freedesktop.DBus.Error.UnknownObject';

/** The types that the library declares want a text where it takes the message. */
const returnOf = Message.newMethodReturn;
const errorOf = Message.newError as unknown as (call: Message, name: string, text: string) => Message;

export function exportTree(bus: MessageBus): ObjectTree {
  const objects = new Map<string, BusObject>();
  /** Names below a path, also where there is no object at it: "/org" and "/org/bluez" lead to others. */
  const children = new Map<string, Set<string>>([['/', new Set()]]);
  const send = (message: Message): void => {
    try {
      bus.send(message);
    } catch {
      // The bus is gone, and with it all who listened.
    }
  };
  const signal = (path: string, interfaceName: string, name: string, signature: string, body: unknown[]): void =>
    send(Message.newSignal(path, interfaceName, name, signature, body));

  const remove = (path: string): void => {
    for (const name of children.get(path) ?? []) remove(`${path}/${name}`);
    children.delete(path);
    children.get(parentOf(path))?.delete(nameOf(path));
    const object = objects.get(path);
    if (!objects.delete(path)) return;
    signal('/', OBJECT_MANAGER, 'InterfacesRemoved', 'oas', [path, Object.keys(object!)]);
  };
  bus.addMethodHandler((call: Message) => {
    answer(call, objects, children).then(
      ([signature, body]) => send(returnOf(call, signature, body)),
      (error: unknown) => send(errorOf(call, ...wordsOf(error))),
    );
    return true;
  });
  return {
    add: (path, object) => {
      objects.set(path, object);
      lead(children, path);
      signal('/', OBJECT_MANAGER, 'InterfacesAdded', 'oa{sa{sv}}', [path, propertiesOf(object)]);
    },
    remove,
    has: (path) => objects.has(path),
    change: (path, interfaceName, changed, invalidated = []) => {
      const found = objects.get(path)?.[interfaceName];
      if (!found) return;
      Object.assign(found.properties, changed);
      for (const name of invalidated) delete found.properties[name];
      signal(path, PROPERTIES, 'PropertiesChanged', 'sa{sv}as', [interfaceName, changed, [...invalidated]]);
    },
  };
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const propertiesOf = (object: BusObject): Record<string, Properties> =>
  Object.fromEntries(Object.entries(object).map(([name, { properties }]) => [name, properties]));

function lead(children: Map<string, Set<string>>, path: string): void {
  if (path === '/') return;
  const parent = parentOf(path);
  const siblings = children.get(parent) ?? new Set();
  children.set(parent, siblings.add(nameOf(path)));
  lead(children, parent);
}

function wordsOf(error: unknown): [name: string, text: string] {
  if (error instanceof DBusError) return [error.type, error.text];
  return ['org.freedesktop.DBus.Error.Failed', String(error)];
}

type Answer = readonly [signature: string, body: unknown[]];

async function answer(
  call: Message,
  objects: ReadonlyMap<string, BusObject>,
  children: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<Answer> {
  const { path, member } = call;
  const object = objects.get(path);
  if (member === 'Introspect') return ['s', [introspectionOf(Object.keys(object ?? {}), children.get(path) ?? [])]];
  if (member === 'GetManagedObjects')
    return ['a{oa{sa{sv}}}', [Object.fromEntries([...objects].map(([at, one]) => [at, propertiesOf(one)]))]];
  if (!object) throw new DBusError(UNKNOWN, `Method "${member}" on object "${path}" doesn't exist`);
  if (call.interface === PROPERTIES) return property(call, object);
  const method = object[call.interface]?.methods?.[member];
  if (!method) throw new DBusError('org.freedesktop.DBus.Error.UnknownMethod', `No method "${member}" at "${path}"`);
  const body = await method(call.body, call.sender);
  return [body[0] instanceof Buffer ? 'ay' : '', body];
}

function property({ member, body }: Message, object: BusObject): Answer {
  const [interfaceName, name, value] = body as [string, string, Variant | undefined];
  const found = object[interfaceName];
  if (!found) throw new DBusError('org.freedesktop.DBus.Error.InvalidArgs', `No such interface '${interfaceName}'`);
  if (member === 'GetAll') return ['a{sv}', [found.properties]];
  if (member === 'Set') {
    found.set?.(name, value?.value);
    return ['', []];
  }
  const held = found.properties[name];
  if (!held) throw new DBusError('org.freedesktop.DBus.Error.InvalidArgs', `No such property '${name}'`);
  return ['v', [held]];
}

/** Properties by their D-Bus type: `b` a truth, `s` a text, `n` a signed and `q` an unsigned 16-bit number. */
export const typed = (signature: string, value: unknown): Variant => new VariantOf(signature, value);

/** What the interfaces look like to a client that asks: doc/org.bluez.*.rst of BlueZ, as far as it is served here. */
interface Shape {
  readonly methods?: Readonly<Record<string, { readonly in?: readonly string[]; readonly out?: readonly string[] }>>;
  readonly signals?: Readonly<Record<string, readonly string[]>>;
  readonly properties?: Readonly<Record<string, string>>;
}

const SHAPES: Readonly<Record<string, Shape>> = {
  'org.freedesktop.DBus.Introspectable': { methods: { Introspect: { out: ['s'] } } },
  'org.freedesktop.DBus.Properties': {
    methods: {
      Get: { in: ['s', 's'], out: ['v'] },
      Set: { in: ['s', 's', 'v'] },
      GetAll: { in: ['s'], out: ['a{sv}'] },
    },
    signals: { PropertiesChanged: ['s', 'a{sv}', 'as'] },
  },
  'org.freedesktop.DBus.ObjectManager': {
    methods: { GetManagedObjects: { out: ['a{oa{sa{sv}}}'] } },
    signals: { InterfacesAdded: ['o', 'a{sa{sv}}'], InterfacesRemoved: ['o', 'as'] },
  },
  'org.bluez.AgentManager1': { methods: {} },
  'org.bluez.Adapter1': {
    methods: {
      StartDiscovery: {},
      StopDiscovery: {},
      SetDiscoveryFilter: { in: ['a{sv}'] },
      RemoveDevice: { in: ['o'] },
    },
    properties: { Address: 's', Name: 's', Powered: 'b', Discovering: 'b' },
  },
  'org.bluez.Device1': {
    methods: { Connect: {}, Disconnect: {} },
    properties: {
      Address: 's',
      AddressType: 's',
      Name: 's',
      Alias: 's',
      RSSI: 'n',
      UUIDs: 'as',
      Connected: 'b',
      ServicesResolved: 'b',
      Adapter: 'o',
    },
  },
  'org.bluez.GattService1': { properties: { UUID: 's', Device: 'o', Primary: 'b' } },
  'org.bluez.GattCharacteristic1': {
    methods: {
      ReadValue: { in: ['a{sv}'], out: ['ay'] },
      WriteValue: { in: ['ay', 'a{sv}'] },
      StartNotify: {},
      StopNotify: {},
    },
    properties: { UUID: 's', Service: 'o', Value: 'ay', Notifying: 'b', Flags: 'as', MTU: 'q' },
  },
};

export function introspectionOf(interfaceNames: Iterable<string>, children: Iterable<string>): string {
  const standard = ['org.freedesktop.DBus.Introspectable', 'org.freedesktop.DBus.Properties'];
  const shapes = [...new Set([...standard, ...interfaceNames])].map(interfaceXml).join('');
  return `<node>${shapes}${[...children].map((name) => `<node name="${name}"/>`).join('')}</node>`;
}

function interfaceXml(name: string): string {
  const { methods = {}, signals = {}, properties = {} } = SHAPES[name] ?? {};
  const each = <Value>(table: Readonly<Record<string, Value>>, xml: (key: string, value: Value) => string): string =>
    Object.entries(table)
      .map(([key, value]) => xml(key, value))
      .join('');
  const args = (types: readonly string[] = [], direction = ''): string =>
    types.map((type) => `<arg type="${type}"${direction && ` direction="${direction}"`}/>`).join('');
  return [
    `<interface name="${name}">`,
    each(methods, (key, one) => `<method name="${key}">${args(one.in, 'in')}${args(one.out, 'out')}</method>`),
    each(signals, (key, types) => `<signal name="${key}">${args(types)}</signal>`),
    each(properties, (key, type) => `<property name="${key}" type="${type}" access="read"/>`),
    '</interface>',
  ].join('');
}

/** What node-ble has and does not tell: its declarations end at the public methods. As of 1.13.0. */

declare module 'node-ble/src/BusHelper.js' {
  import type { EventEmitter } from 'node:events';
  import type { MessageBus } from 'dbus-next';

  interface HelperOptions {
    readonly useProps?: boolean;
    readonly usePropsEvents?: boolean;
  }
  /** One interface of one object, asked for what it looks like at its first use. */
  class BusHelper extends EventEmitter {
    constructor(bus: MessageBus, service: string, path: string, interfaceName: string, options?: HelperOptions);
    _prepare(): Promise<void>;
    prop(name: string): Promise<unknown>;
    props(): Promise<Record<string, unknown>>;
    callMethod(name: string, ...args: readonly unknown[]): Promise<unknown>;
    /** Also those that the bus holds for it. */
    removeListeners(): void;
  }
  export default BusHelper;
}

declare module 'node-ble/src/Device.js' {
  import type { MessageBus } from 'dbus-next';
  import type { Device as PublicDevice } from 'node-ble';
  import type BusHelper from 'node-ble/src/BusHelper.js';

  interface Device extends PublicDevice {
    readonly helper: BusHelper;
  }
  const Device: new (bus: MessageBus, adapterName: string, objectName: string) => Device;
  export default Device;
}

declare module 'node-ble/src/Bluetooth.js' {
  import type { MessageBus } from 'dbus-next';
  import type { Bluetooth as PublicBluetooth } from 'node-ble';

  const Bluetooth: new (bus: MessageBus) => PublicBluetooth;
  export default Bluetooth;
}

import type { Report } from './hearing.ts';
import type { AddressType, Hci, Noble, Peripheral } from './noble-library.ts';

export interface BindingsPlan {
  /** Nobody but noble answers for the controller: no kernel is between. */
  readonly isSerial: boolean;
  readonly onState: (state: string) => void;
  readonly onReport: (report: Report) => void;
  /** The controller began anew by itself. */
  readonly onReset: () => void;
  readonly onSocketError: (error: Error) => void;
  readonly onFailure: (error: unknown) => void;
}

export const UNKNOWN_STATE = 'unknown';
const HCI_EVENT = 0x04;
const HARDWARE_ERROR = 0x10;

/**
 * Starts noble's bindings with what they do to the process and to themselves put right. Everything here is about 2.8's inner life:
 * where a newer one behaves, its line goes.
 */
export function startTamed(noble: Noble, plan: BindingsPlan): Hci {
  silence(noble);
  const bindings = noble._bindings;
  // Asked for it they start: here and now. Listened to first, they would start in a later turn.
  const state = noble.state;
  noble.on('stateChange', plan.onState);
  if (state !== UNKNOWN_STATE) plan.onState(state);
  // As the last listener it would end the process on the spot, output or not.
  process.removeListener('SIGINT', bindings._sigIntHandler!);
  const hci = bindings._hci!;
  const socket = hci._socket;
  // Its serial driver would open the port again behind our back, with bindings that are not used any more.
  socket._handleReconnection = async () => {};
  // A band may ask for another interval: on Linux they leave the answer to the kernel, which does not see a serial device.
  if (plan.isSerial) hci.isUserChannel = () => true;
  divertReports(hci, plan.onReport);
  guardSocket(hci, plan);
  return hci;
}

/** They write to the console, which belongs to the command that runs. */
function silence(noble: Noble): void {
  const bindings = noble._bindings;
  noble.removeAllListeners('warning');
  const { onStateChange, onDisconnComplete } = bindings;
  bindings.onStateChange = (state) => {
    if (state === 'unsupported' || state === 'unauthorized') bindings.emit('stateChange', state);
    else onStateChange.call(bindings, state);
  };
  bindings.onDisconnComplete = (handle, reason) => {
    if (handle in bindings._handles) onDisconnComplete.call(bindings, handle, reason);
  };
}

/** None reaches noble's own lists, which keep every device that ever passed by. */
function divertReports(hci: Hci, onReport: (report: Report) => void): void {
  hci.removeAllListeners('leAdvertisingReport');
  hci.removeAllListeners('leExtendedAdvertisingReport');
  hci.on(
    'leAdvertisingReport',
    (_: number, __: number, address: string, addressType: AddressType, data: Buffer, signalDbm: number) =>
      onReport({ address, addressType, data, signalDbm }),
  );
  hci.on(
    'leExtendedAdvertisingReport',
    (_: number, __: number, address: string, addressType: AddressType, ___: number, signalDbm: number, data: Buffer) =>
      onReport({ address, addressType, data, signalDbm }),
  );
}

/** A short answer of controller or band is an exception in them, and would end the process. */
function guardSocket(hci: Hci, { onReset, onSocketError, onFailure }: BindingsPlan): void {
  const { onSocketData: parse, onSocketError: judge } = hci;
  hci.onSocketData = (packet) => {
    // They take no notice of it, and go on with connections that are no more.
    if (packet[0] === HCI_EVENT && packet[1] === HARDWARE_ERROR) return onReset();
    try {
      parse.call(hci, packet);
    } catch (error) {
      onFailure(error);
    }
  };
  hci.onSocketError = (error) => {
    judge.call(hci, error);
    onSocketError(error);
  };
  // They listen already, and do so anew, by these names, as soon as the adapter is there.
  hci._socket.removeAllListeners('data').on('data', hci.onSocketData);
  hci._socket.removeAllListeners('error').on('error', hci.onSocketError);
}

/** Leaves nothing: no timer, no listener, no open port. Whoever waits for something of a band is told that it is disconnected. */
export function stopTamed(noble: Noble): void {
  const bindings = noble._bindings;
  noble._cleanupPeriperals();
  try {
    noble.stop();
  } catch {
    // It stops half of what a failed start began, and throws at the rest.
  }
  for (const [event, handler] of [
    ['exit', bindings._exitHandler],
    ['SIGINT', bindings._sigIntHandler],
  ] as const)
    if (handler) process.removeListener(event, handler);
  const hci = bindings._hci;
  if (hci) {
    hci._isStarted = false;
    if (hci._devUpPollTimer) clearTimeout(hci._devUpPollTimer);
    // A port that fails while it is closed has nobody else who listens to that.
    hci._socket._serialDevice?.on('error', () => {});
    hci.removeAllListeners();
  }
  bindings.removeAllListeners();
  noble.removeAllListeners();
}

/** After a reconnect its old objects take subscriptions and do nothing: each connection begins with new ones. */
export function evict(noble: Noble, { id }: Peripheral): void {
  const { _addresses, _addresseTypes, _connectable, scannable } = noble._bindings;
  noble._cleanupPeriperals(id);
  for (const list of [_addresses, _addresseTypes, _connectable, scannable]) delete list[id];
}

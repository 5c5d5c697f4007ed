import { DBusError } from 'dbus-next';

/** What may be broken, by a band's address, until it is taken back. */
export interface BluezFaults {
  /** Connect fails with these words. */
  readonly connectErrors: Map<string, string>;
  /** Heard, but Connect never meets it. */
  readonly unmet: Set<string>;
  /** Connected, but ServicesResolved never comes. */
  readonly unresolved: Set<string>;
  /** Of its characteristics no call is ever answered. */
  readonly unanswered: Set<string>;
}

export const noFaults = (): BluezFaults => ({
  connectErrors: new Map(),
  unmet: new Set(),
  unresolved: new Set(),
  unanswered: new Set(),
});

type Kind = 'Failed' | 'InProgress' | 'NotReady' | 'NotSupported' | 'NotConnected' | 'DoesNotExist';

export const refusal = (kind: Kind, text: string): DBusError => new DBusError(`org.bluez.Error.${kind}`, text);
export const inProgress = (): DBusError => refusal('InProgress', 'Operation already in progress');

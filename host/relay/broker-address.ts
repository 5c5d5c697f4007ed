/** Where a broker is and how to be let in. The password and the key are shown nowhere. */
export interface BrokerAddress {
  /** mqtt://, mqtts://, ws:// or wss://, without credentials. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: BrokerTls;
}

/** All PEM. The broker's certificate is verified in any case. */
export interface BrokerTls {
  /** Who may have signed the broker's certificate; absent: whom this system trusts. */
  readonly ca?: string;
  /** What this gateway shows to a broker that asks. */
  readonly cert?: string;
  readonly key?: string;
}

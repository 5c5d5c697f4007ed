import { connect, type MqttClient } from 'mqtt';
import { Observable } from 'rxjs';

/** Where a broker is and how to be let in. The password is shown nowhere. */
export interface BrokerAddress {
  /** mqtt://, mqtts://, ws:// or wss://, without credentials. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
}

export interface RetainedMessage {
  readonly topic: string;
  readonly payload: string;
}

/** One connection from CONNACK on. */
export interface BrokerConnection {
  /** QoS 1: `acknowledged` is called when the broker has it, and never if the connection ends before. */
  publish(topic: string, payload: Uint8Array | string, retain: boolean, acknowledged: () => void): void;
  /** Waits for what is unacknowledged and says goodbye, so that the broker does not publish the will. */
  end(): Promise<void>;
}

export type ConnectionEvent =
  | { readonly kind: 'up'; readonly connection: BrokerConnection }
  | { readonly kind: 'down'; readonly reason: string };

const CONNECT_TIMEOUT_MS = 5000;
/** A broker that went silent is noticed after one and a half of these. */
const KEEPALIVE_S = 15;

/**
 * Connects once: emits 'up' at most once, then 'down', then completes; never errors. Unsubscribing cuts the
 * connection. Reconnection is the relay's: mqtt.js would send again out of a memory store of its own, and publishes
 * made while it does can be lost (mqttjs issue 2015).
 */
export function connectOnce(
  address: BrokerAddress,
  clientId: string,
  will: RetainedMessage,
): Observable<ConnectionEvent> {
  return new Observable((subscriber) => {
    const { url, ...credentials } = address;
    let reason = 'the connection was closed';
    const client = connect(url, {
      ...credentials,
      clientId,
      clean: true,
      protocolVersion: 4,
      reconnectPeriod: 0,
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepalive: KEEPALIVE_S,
      queueQoSZero: false,
      will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: true },
    });
    client.on('connect', () => subscriber.next({ kind: 'up', connection: connectionOf(client) }));
    client.on('error', (error) => {
      reason = reasonOf(error);
    });
    client.on('close', () => {
      subscriber.next({ kind: 'down', reason });
      subscriber.complete();
    });
    // Not forced, it would wait for acknowledgements that may never come.
    return () => client.end(true);
  });
}

function connectionOf(client: MqttClient): BrokerConnection {
  return {
    publish(topic, payload, retain, acknowledged) {
      const done = (error?: Error | null) => (error ? undefined : acknowledged());
      client.publish(topic, payload as string | Buffer, { qos: 1, retain }, done);
    },
    end: () => client.endAsync(),
  };
}

/** Node reports a refused connection to both addresses of localhost as an AggregateError without a message. */
function reasonOf(error: Error & { code?: string | number }): string {
  return error.message || String(error.code ?? error.name);
}

import type { Socket } from 'node:net';
import { connect, type MqttClient } from 'mqtt';
import { Observable } from 'rxjs';
import type { BrokerAddress } from './broker-address.ts';
import { codeOf, failureWords, type ReasonCode, type TroubleCode, troubleWords } from './broker-words.ts';
import { clientOptions, incoming, publishOptions } from './mqtt-options.ts';
import { isExpected } from './packet-check.ts';
import { guardPackets } from './packet-guard.ts';

export interface Publication {
  readonly topic: string;
  readonly payload: Uint8Array | string;
  readonly retain?: boolean;
  /** A broker of MQTT 3.1.1 is not told. */
  readonly properties?: MessageProperties;
}

export interface MessageProperties {
  readonly contentType?: string;
  readonly userProperties?: Readonly<Record<string, string | readonly string[]>>;
  /** After these the broker need not deliver it any more. */
  readonly messageExpiryS?: number;
}

/** What came from the broker. With MQTT 3.1.1 it has no properties. */
export interface IncomingMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly properties: MessageProperties;
}

/** The broker answered that it does not take a message. */
export interface Refusal {
  readonly code: ReasonCode;
  readonly words: string;
}

/** Null: the broker has it. */
export type Settled = (refusal: Refusal | null) => void;

/** One connection from CONNACK on. */
export interface BrokerConnection {
  readonly protocol: 4 | 5;
  /** How large one packet may be that the broker takes. */
  readonly maximumPacketBytes: number;
  /** How many messages it takes unacknowledged; more than these wait here. */
  readonly receiveMaximum: number;
  /** QoS 1: `settled` is never called if the connection ends before. */
  publish(message: Publication, settled: Settled): void;
  /** QoS 0, or not at all: false where it was dropped because the link is down or does not keep up. */
  publishNow(message: Publication): boolean;
  /** QoS 1. Messages go to the connection's listener. */
  subscribe(filter: string, settled: Settled): void;
  /** Waits for what is unacknowledged and says goodbye, so that the broker does not publish the will. */
  end(): Promise<void>;
}

export type ConnectionEvent = { readonly kind: 'up'; readonly connection: BrokerConnection } | ConnectionEnd;

export interface ConnectionEnd {
  readonly kind: 'down';
  readonly reason: string;
  /** CONNACK's, DISCONNECT's or the system's, where there is one. */
  readonly code?: TroubleCode | undefined;
  /** This gateway could not take in what came, or not read its outbox: the broker can do nothing about it. */
  readonly isOurs?: true;
}

export interface ConnectionOptions {
  readonly address: BrokerAddress;
  /** Stable: the broker keeps what is sent to this gateway while it is away. */
  readonly clientId: string;
  readonly protocol: 4 | 5;
  /** Absent: a look at the broker, which keeps nothing of it. */
  readonly will?: Publication;
  /** The broker gets its acknowledgement when this has returned. Where it throws there is none, and the connection ends. */
  readonly listener: (message: IncomingMessage) => void;
}

/** What one client may leave unsent before live messages are dropped. */
const MOST_UNSENT_BYTES = 64 * 1024;
const MOST_IN_FLIGHT = 65_535;
/** What the standard allows at all (MQTT 5, 1.5.5). */
const LARGEST_PACKET = 268_435_460;

/**
 * Connects once: emits 'up' at most once, then 'down', then completes; never errors. Unsubscribing cuts the
 * connection. Reconnection is the relay's: mqtt.js would send again out of a memory store of its own, and publishes
 * made while it does can be lost (mqttjs issue 2015).
 */
export function connectOnce(options: ConnectionOptions): Observable<ConnectionEvent> {
  return new Observable((subscriber) => {
    const client = connect(options.address.url, clientOptions(options));
    const finish = (end: Omit<ConnectionEnd, 'kind'>): void => {
      subscriber.next({ kind: 'down', ...end });
      subscriber.complete();
    };
    // After what is no MQTT the package would go on reading.
    const fail = (error: Error & { readonly code?: unknown }): void =>
      finish({ reason: failureWords(error), code: codeOf(error) });
    client.on('connect', ({ properties }) =>
      subscriber.next({ kind: 'up', connection: connectionOf(client, options.protocol, properties) }),
    );
    client.on('disconnect', ({ reasonCode = 0, properties }) =>
      finish({ reason: troubleWords(reasonCode, properties?.reasonString), code: reasonCode }),
    );
    client.on('error', fail);
    client.stream.on('error', fail);
    // Else a small message waits up to 40 ms for the acknowledgement of the one before.
    if ('setNoDelay' in client.stream) (client.stream as Socket).setNoDelay(true);
    client.on('close', () => finish({ reason: troubleWords('closed'), code: 'closed' }));
    guardPackets(client.stream, () => finish({ reason: 'it sent a packet larger than any that a gateway takes' }));
    client.on('packetreceive', (packet) => {
      if (isExpected(packet)) return;
      Object.assign(packet, { cmd: 'reserved' });
      finish({ reason: 'it sent what no gateway asked for' });
    });
    client.handleMessage = (packet, acknowledge) => {
      try {
        options.listener(incoming(packet));
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        return finish({ reason: `what it sent cannot be taken in: ${why}`, isOurs: true });
      }
      acknowledge();
    };
    // Not forced, it would wait for acknowledgements that may never come.
    return () => client.end(true);
  });
}

interface BrokerLimits {
  readonly receiveMaximum?: number;
  readonly maximumPacketSize?: number;
}

function connectionOf(client: MqttClient, protocol: 4 | 5, limits: BrokerLimits = {}): BrokerConnection {
  const { receiveMaximum = MOST_IN_FLIGHT, maximumPacketSize = LARGEST_PACKET } = limits;
  const waiting: (() => void)[] = [];
  let inFlight = 0;
  const send = (message: Publication, settled: Settled): void => {
    inFlight++;
    client.publish(message.topic, message.payload as string | Buffer, publishOptions(message, protocol), (error) => {
      inFlight--;
      waiting.shift()?.();
      settleWith(settled)(error);
    });
  };
  return {
    protocol,
    maximumPacketBytes: maximumPacketSize,
    receiveMaximum,
    publish(message, settled) {
      if (inFlight < receiveMaximum) send(message, settled);
      else waiting.push(() => send(message, settled));
    },
    publishNow(message) {
      if (!client.connected || client.stream.writableLength > MOST_UNSENT_BYTES) return false;
      client.publish(message.topic, message.payload as string | Buffer, {
        ...publishOptions(message, protocol),
        qos: 0,
      });
      return true;
    },
    subscribe: (filter, settled) => void client.subscribe(filter, { qos: 1 }, settleWith(settled)),
    end: () => client.endAsync(),
  };
}

/** The package tells the end of a connection in the same way; that settles nothing. */
function settleWith(
  settled: Settled,
): (error?: (Error & { readonly code?: unknown; readonly packet?: unknown }) | null) => void {
  return (error) => {
    if (!error) settled(null);
    else if (typeof error.code === 'number') settled({ code: error.code, words: troubleWords(error.code) });
  };
}

import { type IClientOptions, type IClientPublishOptions, type IPublishPacket, Store } from 'mqtt';
import type { ConnectionOptions, IncomingMessage, Publication } from './broker-connection.ts';
import { LARGEST_PACKET_BYTES } from './packet-guard.ts';

const CONNECT_TIMEOUT_MS = 5000;
/** A broker that went silent is noticed after one and a half of these. */
const KEEPALIVE_S = 15;
/** For so long a broker of MQTT 5 keeps what comes for a gateway that is away; one of 3.1.1 as long as it is set to. */
const SESSION_EXPIRY_S = 30 * 86_400;
/** What the broker may send before it has been acknowledged. */
const OUR_RECEIVE_MAXIMUM = 20;

/** Into the words of the mqtt package. */
export function clientOptions({ address, clientId, protocol, will }: ConnectionOptions): IClientOptions {
  const { username, password, tls } = address;
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...tls,
    rejectUnauthorized: true,
    clientId,
    clean: will === undefined,
    protocolVersion: protocol,
    reconnectPeriod: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepalive: KEEPALIVE_S,
    queueQoSZero: false,
    resubscribe: false,
    // Its own are gone once the client has ended, and packets that came before that still look for them.
    incomingStore: new Store({ clean: false }),
    outgoingStore: new Store({ clean: false }),
    ...(protocol === 5 && {
      properties: {
        sessionExpiryInterval: will === undefined ? 0 : SESSION_EXPIRY_S,
        receiveMaximum: OUR_RECEIVE_MAXIMUM,
        maximumPacketSize: LARGEST_PACKET_BYTES,
      },
    }),
    ...(will && {
      will: {
        topic: will.topic,
        payload: Buffer.from(will.payload),
        qos: 1,
        retain: true,
        ...(protocol === 5 && { properties: { contentType: will.properties?.contentType } }),
      },
    }),
  } as IClientOptions;
}

export function publishOptions({ retain = false, properties }: Publication, protocol: 4 | 5): IClientPublishOptions {
  if (protocol === 4 || properties === undefined) return { qos: 1, retain };
  const { contentType, userProperties, messageExpiryS } = properties;
  return {
    qos: 1,
    retain,
    properties: {
      ...(contentType !== undefined && { contentType }),
      ...(userProperties !== undefined && { userProperties: userProperties as Record<string, string> }),
      ...(messageExpiryS !== undefined && { messageExpiryInterval: messageExpiryS }),
    },
  };
}

export function incoming({ topic, payload, properties }: IPublishPacket): IncomingMessage {
  return {
    topic,
    payload: typeof payload === 'string' ? Buffer.from(payload) : payload,
    properties: {
      ...(properties?.contentType !== undefined && { contentType: properties.contentType }),
      ...(properties?.userProperties !== undefined && { userProperties: { ...properties.userProperties } }),
      ...(properties?.messageExpiryInterval !== undefined && { messageExpiryS: properties.messageExpiryInterval }),
    },
  };
}

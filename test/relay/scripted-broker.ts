import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { BrokerAddress } from '../../host/relay/broker-address.ts';

/** What a broker does that no real one can be made to do. */
export interface Script {
  /** Absent: it lets everybody in. */
  readonly onConnect?: (socket: Socket, protocol: number) => void;
  /** At QoS 1; what it answers is up to the script. */
  readonly onPublish?: (message: Published, socket: Socket) => void;
}

export interface Published {
  readonly topic: string;
  readonly id: number;
  readonly retain: boolean;
  /** From the first of the connection. */
  readonly order: number;
}

export interface ScriptedBroker {
  readonly address: BrokerAddress;
  readonly connections: () => number;
}

const CONNECT = 1;
const PUBLISH = 3;

/** CONNACK of MQTT 5, its properties as bytes. */
export const welcome = (...properties: readonly number[]): Buffer =>
  Buffer.from([0x20, 3 + properties.length, 0, 0, properties.length, ...properties]);
export const receiveMaximum = (most: number): number[] => [0x21, most >> 8, most & 255];
export const maximumPacket = (bytes: number): number[] => [0x27, 0, 0, bytes >> 8, bytes & 255];
/** PUBACK of MQTT 5. */
export const answer = (id: number, code: number): Buffer => Buffer.from([0x40, 4, id >> 8, id & 255, code, 0]);

export async function scriptedBroker(script: Script): Promise<ScriptedBroker> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    let rest = Buffer.alloc(0);
    let order = 0;
    socket.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      for (let packet = nextPacket(rest); packet !== null; packet = nextPacket(rest)) {
        rest = rest.subarray(packet.bytes);
        if (packet.type === CONNECT) (script.onConnect ?? letIn)(socket, packet.body[6]!);
        if (packet.type === PUBLISH && (packet.flags & 6) === 2)
          script.onPublish?.(published(packet.body, packet.flags, ++order), socket);
      }
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { address: { url: `mqtt://127.0.0.1:${port}` }, connections: () => connections };
}

const letIn = (socket: Socket): void => void socket.write(welcome());

function published(body: Buffer, flags: number, order: number): Published {
  const length = body.readUInt16BE(0);
  const topic = body.subarray(2, 2 + length).toString();
  return { topic, id: body.readUInt16BE(2 + length), retain: (flags & 1) === 1, order };
}

function nextPacket(bytes: Buffer): { type: number; flags: number; body: Buffer; bytes: number } | null {
  let length = 0;
  for (let i = 1; i < bytes.length && i <= 4; i++) {
    length += (bytes[i]! & 127) * 128 ** (i - 1);
    if (bytes[i]! >= 128) continue;
    const end = 1 + i + length;
    if (bytes.length < end) return null;
    return { type: bytes[0]! >> 4, flags: bytes[0]! & 15, body: bytes.subarray(1 + i, end), bytes: end };
  }
  return null;
}

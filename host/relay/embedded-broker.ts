import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Aedes, type AuthenticateError } from 'aedes';
import { LimberError } from '../../protocol/limber-error.ts';
import type { BrokerAddress } from './broker-address.ts';

export interface EmbeddedBroker {
  /** With the credentials of this start; anyone else on the machine is turned away. */
  readonly address: Required<Omit<BrokerAddress, 'tls'>>;
  close(): Promise<void>;
}

/** MQTT 3.1.1, "Connect Return code": bad user name or password. */
const BAD_CREDENTIALS = 4;

/**
 * A broker in this process, on 127.0.0.1 and a free port unless one is given. It keeps nothing on disk: the outbox does.
 * Throws LimberError relay/broker-unreachable where the port is taken.
 */
export async function startEmbeddedBroker(options: {
  readonly newSecret: () => string;
  readonly port?: number;
}): Promise<EmbeddedBroker> {
  const username = 'limber';
  const password = options.newSecret();
  const broker = await Aedes.createBroker({
    authenticate: (_client, name, secret, done) => {
      const known = name === username && secret !== undefined && sameSecret(secret, Buffer.from(password));
      done(known ? null : badCredentials(), known);
    },
  });
  const server = createServer((socket) => void broker.handle(socket));
  try {
    await once(server.listen(options.port ?? 0, '127.0.0.1'), 'listening');
  } catch (cause) {
    broker.close();
    const message = `Port ${options.port} for the MQTT broker is taken. Stop the program that holds it, or choose another.`;
    throw new LimberError('relay/broker-unreachable', message, { cause });
  }
  const { port } = server.address() as AddressInfo;
  return {
    address: { url: `mqtt://127.0.0.1:${port}`, username, password },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await closed;
    },
  };
}

function sameSecret(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function badCredentials(): AuthenticateError {
  return Object.assign(new Error('bad user name or password'), { returnCode: BAD_CREDENTIALS });
}

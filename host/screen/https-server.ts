import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Certified } from '../keys/certificate.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface HttpsServers {
  readonly create: (handler: Handler) => Server;
  /** From now on whoever connects is shown this one. */
  renew(certified: Certified): void;
}

const HANDSHAKE_WITHIN_MS = 10_000;

export function httpsServers(certified: Certified): HttpsServers {
  let latest = certified;
  const servers: ReturnType<typeof createServer>[] = [];
  return {
    create(handler) {
      const server = createServer({ ...contextOf(latest), handshakeTimeout: HANDSHAKE_WITHIN_MS }, handler);
      servers.push(server);
      return server;
    },
    renew(certified) {
      latest = certified;
      for (const server of servers) server.setSecureContext(contextOf(certified));
    },
  };
}

const contextOf = ({ certificate, privateKey }: Certified) =>
  ({ cert: certificate, key: privateKey, minVersion: 'TLSv1.2' }) as const;

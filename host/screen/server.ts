import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { Observable } from 'rxjs';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Certified } from '../keys/certificate.ts';
import { certificateFacts } from '../keys/certificate-file.ts';
import { systemWords } from '../keys/small-file.ts';
import { type ApiParts, addApi } from './api.ts';
import type { Entry } from './entry.ts';
import { guardEntry } from './entry-guard.ts';
import { logLines } from './event-log.ts';
import { type EventStream, openEventStream } from './event-stream.ts';
import type { FeedEvent } from './feed.ts';
import { EMPTY_MEMORY, type FeedMemory, remember, replay } from './feed-memory.ts';
import { type HttpsServers, httpsServers } from './https-server.ts';
import { foreignReason, inAddress } from './origin.ts';

export type { ScreenStatus } from './api.ts';

export interface ScreenOptions extends ApiParts {
  readonly feed$: Observable<FeedEvent>;
  /** Without a port: 8420, or the next free one. With one (0: any free one), exactly that. */
  readonly port?: number | undefined;
  /** Beyond this machine; absent: loopback alone. */
  readonly network?: NetworkReach | undefined;
  /** The bundled pages (build.ts). */
  readonly pagesDir?: string;
}

/** What is reached from other machines is encrypted, and opens to who was given the link. */
export interface NetworkReach {
  /** The address to bind. */
  readonly host: string;
  /** Certificate and key of the names under which browsers reach it. */
  readonly certified: Certified;
  readonly entry: Entry;
}

export interface Screen {
  readonly url: string;
  /** Shows another certificate from now on. */
  renew(certified: Certified): void;
  close(): Promise<void>;
}

export const DEFAULT_PORT = 8420;
const PORTS_TRIED = 50;
const PAGE_PATHS = [
  '/',
  '/patient',
  '/clinician',
  '/clinician/sessions/:id',
  '/clinician/people/:person',
  '/engineer',
  '/exercises',
  '/exercises/:id',
];

const SECURITY_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * Serves the pages, the feed and the stored sessions until closed.
 * @throws LimberError screen/port-in-use, screen/not-listening, screen/pages-not-built
 */
export async function serveScreen(options: ScreenOptions): Promise<Screen> {
  const pagesDir = options.pagesDir ?? fileURLToPath(new URL('dist/', import.meta.url));
  if (!existsSync(`${pagesDir}/index.html`)) {
    throw new LimberError('screen/pages-not-built', `The pages are not built: ${pagesDir} has no index.html.`);
  }
  const stream = openEventStream();
  const https = options.network && httpsServers(options.network.certified);
  let memory: FeedMemory = EMPTY_MEMORY;
  const { server, url } = await listen(() => buildServer(options, pagesDir, stream, () => memory, https), options);
  const tell = (event: FeedEvent): void => {
    memory = remember(memory, event);
    stream.broadcast(event);
  };
  const subscription = options.feed$.subscribe((event) => {
    const lines = logLines(memory, event);
    tell(event);
    for (const line of lines) tell({ kind: 'log', entry: { at: new Date().toISOString(), ...line } });
  });
  return {
    url,
    renew: (certified) => https?.renew(certified),
    async close() {
      subscription.unsubscribe();
      stream.close();
      await server.close();
    },
  };
}

function buildServer(
  options: ScreenOptions,
  pagesDir: string,
  stream: EventStream,
  memory: () => FeedMemory,
  https: HttpsServers | undefined,
): FastifyInstance {
  const server = fastify({
    forceCloseConnections: true,
    bodyLimit: 16 * 1024,
    logger: false,
    ...(https && { serverFactory: https.create }),
  });
  guard(server, options);
  if (options.network) guardEntry(server, options.network.entry);
  // A body that can't be read is no reason to refuse STOP.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, parsed(String(body))));
  server.register(fastifyStatic, { root: pagesDir, prefix: '/assets/', index: false, cacheControl: false });
  for (const path of PAGE_PATHS) server.get(path, (_request, reply) => reply.sendFile('index.html'));
  addApi(server, options, memory);
  server.get('/api/feed', (_request, reply) => {
    if (stream.join(reply.raw, replay(memory()))) return reply.hijack();
    return reply.code(503).send({ message: 'Too many pages are open. Close some and try again.' });
  });
  return server;
}

function guard(server: FastifyInstance, { network }: ScreenOptions): void {
  const hostNames = network ? namesOf(network) : [];
  const scheme = network ? 'https' : 'http';
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS).header('cache-control', 'no-cache');
    const { host, origin } = request.headers;
    const site = request.headers['sec-fetch-site'];
    const posts = request.method !== 'GET' && request.method !== 'HEAD';
    // Following a link from another site to a page is fine; using the gateway from there is not.
    const reason = foreignReason(
      { host, origin, site: posts && typeof site === 'string' ? site : undefined },
      hostNames,
      scheme,
    );
    if (reason !== undefined) return reply.code(403).send({ message: reason });
  });
  server.setErrorHandler((error: FastifyError | LimberError, _request, reply) => {
    const { status, message } = plainFailure(error);
    reply.code(status).send({ message });
  });
  server.setNotFoundHandler((request, reply) => {
    if (request.url.startsWith('/api/'))
      return reply.code(404).send({ message: 'There is nothing under this address.' });
    return reply.code(404).sendFile('index.html');
  });
}

/** What a page is told of an exception: Limber's own sentences, and never a library's. */
function plainFailure(error: FastifyError | LimberError): { readonly status: number; readonly message: string } {
  if (error instanceof LimberError) {
    return { status: error.code === 'records/session-unknown' ? 404 : 500, message: error.message };
  }
  const status = error.statusCode ?? 500;
  return {
    status,
    message: status < 500 ? 'This request cannot be read.' : 'The gateway could not do this. Try again.',
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

async function listen(
  build: () => FastifyInstance,
  options: ScreenOptions,
): Promise<{ server: FastifyInstance; url: string }> {
  const host = options.network?.host ?? '127.0.0.1';
  const first = options.port ?? DEFAULT_PORT;
  const tries = options.port === undefined ? PORTS_TRIED : 1;
  for (let port = first; port < first + tries; port += 1) {
    const server = build();
    try {
      const url = await server.listen({ host, port });
      return { server, url: options.network ? networkUrl(options.network, url) : url };
    } catch (cause) {
      await server.close();
      if (!isPortTaken(cause)) throw notListening(host, cause);
    }
  }
  const ports = tries === 1 ? `Port ${first} is` : `The ports ${first} to ${first + tries - 1} are`;
  throw new LimberError('screen/port-in-use', `${ports} in use on ${host}.`);
}

/** By the first name of the certificate: under an address that it does not name, browsers refuse it. */
const networkUrl = (network: NetworkReach, bound: string): string =>
  `https://${inAddress(namesOf(network).find((name) => !name.startsWith('*')) ?? network.host)}:${new URL(bound).port}`;

const namesOf = ({ certified }: NetworkReach): readonly string[] =>
  certificateFacts(new X509Certificate(certified.certificate)).names;

/** Not of this machine, unknown to the name server, or a port that only the administrator may use. */
function notListening(host: string, cause: unknown): unknown {
  if (!(cause instanceof Error && 'syscall' in cause)) return cause;
  return new LimberError('screen/not-listening', `The pages cannot be shown at ${host}: ${systemWords(cause)}.`, {
    cause,
  });
}

const isPortTaken = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';

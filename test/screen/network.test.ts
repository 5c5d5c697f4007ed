import type { IncomingHttpHeaders } from 'node:http';
import { request as plainRequest } from 'node:http';
import { request } from 'node:https';
import { connect } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Certified, makeAuthority, makeServerCertificate } from '../../host/keys/certificate.ts';
import { type Entry, newEntry } from '../../host/screen/entry.ts';
import { builtPages } from './built-pages.ts';
import { type DemoGateway, startDemoGateway } from './demo-gateway.ts';

const NAME = 'gateway.test';
let nowMs = 0;
let authority: Certified;
let gateway: DemoGateway;
let entry: Entry;
let port: number;

const certifiedNow = (): Promise<Certified> =>
  makeServerCertificate({ authority, hostNames: [NAME, '127.0.0.1', '::1'], wallMs: Date.now() });

beforeAll(async () => {
  authority = await makeAuthority({ name: 'Limber test', wallMs: Date.now() });
  entry = newEntry(() => nowMs);
  const network = { host: '127.0.0.1', certified: await certifiedNow(), entry };
  gateway = await startDemoGateway({ port: 0, pagesDir: await builtPages(), network });
  port = Number(new URL(gateway.screen.url).port);
});
afterAll(() => gateway.screen.close());

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly host?: string;
}

function ask(path: string, { method = 'GET', headers = {}, host = NAME }: Asked = {}): Promise<Answer> {
  const own = { host: `${host}:${port}`, ...headers };
  const options = { host: '127.0.0.1', port, path, method, headers: own, ca: authority.certificate, servername: NAME };
  return new Promise((resolve, reject) => {
    const asking = request({ ...options, agent: false }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
    });
    asking.on('error', reject).end();
  });
}

const passOf = (answer: Answer): string => answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
const opened = async (): Promise<string> => passOf(await ask(entry.link));

/** What a server shows whoever connects now. */
function fingerprintShown(): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, servername: NAME, ca: authority.certificate }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

test('a gateway on the network is named as its certificate names it', () => {
  expect(gateway.screen.url).toBe(`https://${NAME}:${port}`);
});

test('without the link there are words and a way to stop, and nothing of the patient', async () => {
  for (const path of [
    '/',
    '/patient',
    '/assets/limber.css',
    '/sessions/s-10/report',
    '/nowhere',
    '//',
    '/%2e%2e/api',
  ]) {
    const { status, headers, text } = await ask(path);
    expect([path, status]).toEqual([path, 401]);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(text).toMatch(/open with the link that the gateway shows/);
    expect(text).toMatch(/press the button on the band/i);
  }
  for (const path of ['/api/status', '/api/sessions', '/api/feed', '/api/choices', '/api/stop']) {
    const { status, text } = await ask(path);
    expect([path, status, Object.keys(JSON.parse(text))]).toEqual([path, 401, ['message']]);
  }
  for (const path of ['/api/start', '/api/steer', '/api/stop/', '/api/sessions/d-1/prescribe'])
    expect([path, (await ask(path, { method: 'POST' })).status]).toEqual([path, 401]);
  expect(gateway.wishes).toEqual([]);
});

test('STOP needs no link, and still none from another web site', async () => {
  const stops = gateway.stops.length;
  const { status, text } = await ask('/api/stop', { method: 'POST' });
  expect([status, JSON.parse(text).stopped]).toEqual([200, true]);
  const foreign = await ask('/api/stop', { method: 'POST', headers: { origin: 'https://evil.example' } });
  expect(foreign.status).toBe(403);
  expect(gateway.stops).toHaveLength(stops + 1);
});

test('the link brings a cookie that scripts, other sites and plain HTTP never see, and with it the pages', async () => {
  const answer = await ask(entry.link);
  expect([answer.status, answer.headers.refresh]).toEqual([200, '0; url=/']);
  expect(answer.headers['set-cookie']?.[0]).toMatch(
    /^__Host-limber=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
  );
  const headers = { cookie: `other=1; ${passOf(answer)}` };
  expect((await ask('/patient', { headers })).text).toContain('<script');
  expect((await ask('/api/sessions', { headers })).status).toBe(200);
  const begun = await ask('/api/start', { method: 'POST', headers: { ...headers, origin: gateway.screen.url } });
  expect([200, 409]).toContain(begun.status);
});

test('the secret of the link is not the one of the cookie, and neither opens another start', async () => {
  const cookie = await opened();
  const key = new URL(entry.link, gateway.screen.url).searchParams.get('key')!;
  expect(cookie).not.toContain(key);
  expect(entry.admits(`__Host-limber=${key}`)).toBe(false);
  const next = newEntry(() => nowMs);
  expect([next.admits(cookie), next.open(key, 'here')]).toEqual([false, 'wrong']);
});

test('cookies that only look like it open nothing', async () => {
  const cookie = await opened();
  for (const other of ['', '__Host-limber=', `x${cookie}`, cookie.slice(0, -1), `${cookie}x`, cookie.toUpperCase()])
    expect([other, (await ask('/api/status', { headers: { cookie: other } })).status]).toEqual([other, 401]);
});

test('who tries wrong links is not listened to for a minute; others are', async () => {
  for (let tried = 0; tried < 10; tried++) expect((await ask(`/enter?key=wrong${tried}`)).status).toBe(401);
  expect((await ask(entry.link)).status).toBe(429);
  expect(entry.open(new URL(entry.link, gateway.screen.url).searchParams.get('key')!, 'elsewhere')).toBe('opened');
  nowMs += 60_000;
  expect((await ask('/enter?key=a&key=b')).status).toBe(401);
  expect((await ask(entry.link)).status).toBe(200);
});

test('it answers under the names of its certificate alone', async () => {
  const headers = { cookie: await opened() };
  expect((await ask('/api/status', { headers, host: '[::1]' })).status).toBe(200);
  expect((await ask('/api/status', { headers, host: 'evil.example' })).status).toBe(403);
  const origin = `http://${NAME}:${port}`;
  expect((await ask('/api/start', { method: 'POST', headers: { ...headers, origin } })).status).toBe(403);
});

test('plain HTTP gets nothing at all, and TLS before 1.2 no handshake', async () => {
  const plain = new Promise((resolve) => {
    plainRequest({ host: '127.0.0.1', port, path: '/', agent: false }, () => resolve('answered'))
      .on('error', () => resolve('closed'))
      .end();
  });
  expect(await plain).toBe('closed');
  const old = new Promise((resolve) => {
    const versions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...versions }, () =>
      resolve('shaken'),
    );
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  });
  expect(await old).toMatch(/PROTOCOL_VERSION/);
  expect((await ask('/')).headers['strict-transport-security']).toBeUndefined();
});

test('a new certificate is shown from the next connection on; who is in stays in', async () => {
  const headers = { cookie: await opened() };
  const before = await fingerprintShown();
  gateway.screen.renew(await certifiedNow());
  expect(await fingerprintShown()).not.toBe(before);
  expect((await ask('/api/status', { headers })).status).toBe(200);
});

import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtPages } from './built-pages.ts';
import { type DemoGateway, startDemoGateway } from './demo-gateway.ts';
import { readFeed } from './feed-reader.ts';

let gateway: DemoGateway;
let url: string;

beforeAll(async () => {
  gateway = await startDemoGateway({ port: 0, pagesDir: await builtPages() });
  url = gateway.screen.url;
});
afterAll(() => gateway.screen.close());

/** The answer's JSON, of whatever shape: each test states what it expects. */
// biome-ignore lint/suspicious/noExplicitAny: see above
const read = (response: Response): Promise<any> => response.json();
const get = async (path: string) => read(await fetch(`${url}${path}`));

const post = (path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** With any Host header, which fetch does not allow. */
function statusUnder(host: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${url}${path}`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject).end();
  });
}

describe('pages', () => {
  it.each(['/', '/patient', '/clinician', '/clinician/sessions/s-10', '/engineer'])(
    'serves %s with a strict policy',
    async (path) => {
      const response = await fetch(`${url}${path}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('text/html');
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe');
    },
  );

  it('loads nothing from elsewhere', async () => {
    const texts = await Promise.all(
      ['/', '/assets/limber.css'].map(async (path) => (await fetch(`${url}${path}`)).text()),
    );
    for (const text of texts) expect(text).not.toMatch(/(?:src|href)="https?:|url\(["']?https?:|@import/);
  });

  it('answers an unknown page with the shell, and an unknown address of the API with a sentence', async () => {
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
    const response = await fetch(`${url}/api/nowhere`);
    expect([response.status, await read(response)]).toEqual([404, { message: 'There is nothing under this address.' }]);
  });

  it('gives away no file beside its own', async () => {
    expect((await fetch(`${url}/assets/../build.ts`)).status).toBe(404);
    expect((await fetch(`${url}/assets/..%2fbuild.ts`)).status).toBeGreaterThanOrEqual(400);
  });
});

describe('stored sessions', () => {
  it('come as a list, whole, as a curve and as a table', async () => {
    const list = await get('/api/sessions');
    expect(list[0]).toMatchObject({ id: 's-10', reps: 16, simulated: true });
    const document = await get('/api/sessions/s-10');
    expect(document.schema).toBe('limber/session/1');
    const curve = await get('/api/sessions/s-10/curve');
    expect(curve.tS).toHaveLength(curve.angleDeg.length);
    const csv = await fetch(`${url}/api/sessions/s-10.csv`);
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="limber-s-10.csv"');
    expect((await csv.text()).split('\n')).toHaveLength(18);
    expect(await get('/api/sessions/s-10/prescribed')).toMatchObject({ currentUa: 12_000 });
  });

  it.each(['/api/sessions/none', '/api/sessions/none/curve', '/api/sessions/none.csv'])(
    'says so where %s does not exist',
    async (path) => {
      const response = await fetch(`${url}${path}`);
      expect([response.status, await read(response)]).toEqual([404, { message: 'No stored session has this id.' }]);
    },
  );

  it('come as a report that may load nothing and run nothing', async () => {
    const response = await fetch(`${url}/sessions/s-10/report`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
    expect(await response.text()).toContain('For the clinician');
    expect(await (await fetch(`${url}/sessions/s-10/report?for=patient`)).text()).not.toContain('For the clinician');
    expect((await fetch(`${url}/sessions/none/report`)).status).toBe(404);
  });

  it('tells what it is', async () => {
    expect(await get('/api/status')).toEqual({
      simulated: true,
      site: 'home',
      version: '0.1.0',
      protocolVersion: 1,
    });
  });
});

describe('demonstrations', () => {
  it('propose a movement, or say in sentences why not', async () => {
    const proposal = await get('/api/sessions/d-1/proposal');
    expect(proposal.obstacles).toEqual([]);
    expect(proposal.movement).toMatchObject({ exercise: 'knee-extension', reps: 6 });
    const fewer = await get('/api/sessions/d-1/proposal?left_out=1,2,3,4');
    expect(fewer).toEqual({ movement: null, obstacles: ['Only 2 repetitions left: at least 3 are needed.'] });
    expect((await fetch(`${url}/api/sessions/none/proposal`)).status).toBe(404);
  });

  it('become a prescription only where somebody says so', async () => {
    const refused = await post('/api/sessions/d-1/prescribe', { left_out: 'all' });
    expect([refused.status, await read(refused)]).toEqual([
      400,
      { prescribed: false, message: 'This request cannot be read.' },
    ]);
    const body = { left_out: [2], by: 'Dr. Keller' };
    expect((await post('/api/sessions/d-1/prescribe', { ...body, left_out: [1, 2, 3, 4] })).status).toBe(409);
    expect(await read(await post('/api/sessions/d-1/prescribe', body))).toMatchObject({ prescribed: true });
    const [row] = await get('/api/movement-prescriptions?person=sim-1&exercise=knee-extension');
    expect(row).toMatchObject({ version: 1, prescribedBy: 'Dr. Keller', sessionId: 'd-1' });
  });

  it('are asked for with the exercise, the person and the cues; what cannot be read begins nothing', async () => {
    const wish = { exercise: 'knee-extension', person: 'sim-1', cuePolicy: 'confidence', purpose: 'demonstration' };
    await post('/api/start', wish);
    expect((await post('/api/start', { ...wish, cuePolicy: 'shout' })).status).toBe(400);
    expect(gateway.wishes).toEqual([wish]);
    expect(await get('/api/choices')).toMatchObject({ people: ['sim-1'], person: 'sim-1', cuePolicy: 'coach' });
  });
});

describe('the feed', () => {
  it('brings a page that comes late up to date, and then tells it the news', async () => {
    gateway.playTo(gateway.session.reps[2]!.end_s);
    const reader = readFeed(url);
    await reader.next((event) => event.kind === 'log');
    const kinds = reader.heard.map((event) => event.kind);
    expect(kinds.filter((kind) => kind === 'rep')).toHaveLength(3);
    expect(kinds).not.toContain('angle');
    expect(kinds).toEqual(expect.arrayContaining(['session', 'cue', 'stimulation', 'devices', 'relay', 'frames']));
    gateway.playTo(gateway.session.reps[3]!.end_s);
    await reader.next((event) => event.kind === 'rep' && event.rep.index === 4);
    await reader.next((event) => event.kind === 'angle');
    reader.close();
  });
});

describe('STOP and start', () => {
  it('stops, says so, and tells every page', async () => {
    gateway.playTo(gateway.session.stimulationS + 20);
    const reader = readFeed(url);
    await reader.next((event) => event.kind === 'stimulation' && event.stimulation.state === 'ACTIVE');
    const response = await post('/api/stop', { from: 'clinician' });
    expect([response.status, await read(response)]).toEqual([
      200,
      { stopped: true, message: 'Stopped. No current flows.' },
    ]);
    await reader.next((event) => event.kind === 'stimulation' && event.stimulation.state === 'LOCKOUT');
    expect(gateway.stops.at(-1)).toBe('clinician');
    reader.close();
  });

  it('takes a body it cannot read for the patient', async () => {
    for (const body of ['{"from":', '"x"', '']) {
      const response = await fetch(`${url}/api/stop`, { method: 'POST', body });
      expect(response.status).toBe(200);
    }
    const form = await fetch(`${url}/api/stop`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'a=b',
    });
    expect(form.status).toBe(200);
    expect(gateway.stops.slice(-4)).toEqual(['patient', 'patient', 'patient', 'patient']);
  });

  it('is refused to another web site, and works for its own pages', async () => {
    const stops = gateway.stops.length;
    const foreign = await post('/api/stop', {}, { origin: 'http://evil.example' });
    expect([foreign.status, await read(foreign)]).toEqual([
      403,
      { message: 'Another web site may not use this gateway.' },
    ]);
    expect((await post('/api/start', {}, { origin: 'null' })).status).toBe(403);
    expect(gateway.stops).toHaveLength(stops);
    expect((await post('/api/stop', {}, { origin: url })).status).toBe(200);
  });

  it('does not answer under a foreign host name', async () => {
    expect(await statusUnder('evil.example:8420', '/api/sessions')).toBe(403);
    expect(await statusUnder('localhost:1234', '/api/sessions')).toBe(200);
  });

  it('starts another session, or says why not', async () => {
    const begun = await post('/api/start');
    expect([begun.status, (await read(begun)).started]).toEqual([200, true]);
    const refused = await post('/api/start');
    expect([refused.status, await read(refused)]).toEqual([
      409,
      { started: false, message: 'A session is running. Finish it first.' },
    ]);
  });

  it('says what to do where STOP fails, without a word of the exception', async () => {
    gateway.stopWith(async () => {
      throw new Error('ECONNRESET at Socket.onClose');
    });
    const response = await post('/api/stop');
    const { stopped, message } = await read(response);
    expect([response.status, stopped]).toEqual([502, false]);
    expect(message).toMatch(/press the button on the band/i);
    expect(message).not.toMatch(/ECONN/);
  });
});

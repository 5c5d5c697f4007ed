import fastify from 'fastify';
import { of } from 'rxjs';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { openDesk } from '../../host/cli/session-desk.ts';
import type { Gateway } from '../../host/gateway.ts';
import type { HomeSession } from '../../host/home-session.ts';
import { exerciseById } from '../../host/motion/index.ts';
import type { LiveMessage } from '../../host/relay/live-schema.ts';
import { shareLive } from '../../host/relay/live-stream.ts';
import { type ApiParts, addApi } from '../../host/screen/api.ts';
import { EMPTY_MEMORY } from '../../host/screen/feed-memory.ts';
import { withdrawLive } from '../../host/withdrawn-sharing.ts';
import { HomeRig, PERSON } from './home-rig.ts';

beforeEach(() => void vi.spyOn(process.stderr, 'write').mockReturnValue(true));
afterEach(() => vi.restoreAllMocks());

interface Supervised {
  readonly rig: HomeRig;
  readonly home: HomeSession;
  readonly messages: LiveMessage[];
}

const GIVEN = { person: PERSON, by: 'patient', kind: 'consent', document: { purpose: 'live', given: true } } as const;

const takeInto =
  (messages: LiveMessage[]) =>
  ({ payload }: { readonly payload: unknown }): boolean =>
    messages.push(JSON.parse(String(payload))) > 0;

/** A stimulation under way that the person lets somebody watch. */
async function supervised(): Promise<Supervised> {
  const rig = new HomeRig();
  const home = await rig.stimulate();
  rig.store.audit.append(GIVEN);
  const messages: LiveMessage[] = [];
  const { store, relay, site } = rig.gateway();
  const { nowMs } = home.session;
  const session = { id: home.id, site, person: PERSON, simulated: true, fromMs: Math.round(nowMs()) };
  const live = shareLive({
    feed$: home.feed$,
    session,
    nowMs,
    wallMs: rig.clock.wallMs,
    store,
    relay: { ...relay, publishNow: takeInto(messages) },
    say: () => {},
  });
  onTestFinished(() => live.close());
  await rig.live(1_500);
  return { rig, home, messages };
}

const told = ({ messages }: Supervised) =>
  messages.flatMap((message) => (message.kind === 'state' ? [message.state.stimulation] : [])).at(-1);

test('who watches is told that the current is off when the band says so, never before, and soon after', async () => {
  const supervision = await supervised();
  const { rig, home } = supervision;
  const board = rig.device.board;
  expect(told(supervision)).toMatchObject({ state: 'on', current_ua: board.currentUa() });
  home.stim!.stop();
  let zeroAtMs: number | undefined;
  const stoppedAtMs = rig.clock.nowMs();
  while (told(supervision)?.state !== 'off') {
    await rig.live(50);
    if (board.currentUa() === 0) zeroAtMs ??= rig.clock.nowMs();
    if (told(supervision)?.state === 'off') expect(board.currentUa()).toBe(0);
    expect(rig.clock.nowMs() - stoppedAtMs).toBeLessThan(3_000);
  }
  expect(rig.clock.nowMs() - zeroAtMs!).toBeLessThanOrEqual(1_000);
  expect(told(supervision)).toMatchObject({ current_ua: 0, reason: home.stim!.view().reason });
  expect(told(supervision)!.reason).not.toBe('');
}, 30_000);

test('the person ends the watching in the middle of a stimulation: nothing more is told, and the stimulation goes on', async () => {
  const { rig, home, messages } = await supervised();
  const currentUa = rig.device.board.currentUa();
  expect(withdrawLive(rig.store, PERSON)).toEqual({ taken: true, message: 'Nobody can watch any more.' });
  const { length } = messages;
  expect(messages.at(-1)).toMatchObject({
    kind: 'end',
    reason: 'consent-withdrawn',
    stimulation: { state: 'unknown', current_ua: null },
  });
  await rig.live(3_000);
  expect(messages).toHaveLength(length);
  expect(home.stim!.view().state).toBe('ACTIVE');
  expect(rig.device.board.currentUa()).toBe(currentUa);
  expect(rig.store.audit.of(PERSON, ['consent']).at(-1)).toMatchObject({
    by: 'patient',
    document: { purpose: 'live', given: false },
  });
}, 30_000);

test('a session that ends while current flows leaves nobody with the word "off"', async () => {
  const { home, messages } = await supervised();
  home.session.end();
  expect(messages.at(-1)).toMatchObject({
    kind: 'end',
    reason: 'session-over',
    stimulation: { state: 'unknown', current_ua: null },
  });
}, 30_000);

test('the desk shares each session that its person allows, says so on the page and at the terminal, and takes the word from the page', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const rig = new HomeRig();
  rig.store.audit.append(GIVEN);
  const messages: LiveMessage[] = [];
  const relay = { status$: of({ connected: true }), publishNow: takeInto(messages) };
  const published = async (id: string) => rig.store.session(id);
  const gateway = { ...rig.gateway(), relay, published } as unknown as Gateway;
  const home = { simulated: true, devices: await rig.greeted(), timeline: rig.timeline(), close: async () => {} };
  const order = { exercise: exerciseById('knee-extension')!, person: PERSON, cuePolicy: 'coach' as const };
  const desk = openDesk({ gateway, order, people: [PERSON], nextHome: async () => home, hasPages: true });
  const server = fastify();
  onTestFinished(() => server.close());
  addApi(server, { actions: desk.actions } as ApiParts, () => EMPTY_MEMORY);
  const marks: boolean[] = [];
  desk.feed$.subscribe((event) => event.kind === 'sharing' && marks.push(event.sharing.live));
  const session = desk.runSession();
  await rig.live(3_000);
  expect(marks).toEqual([true]);
  expect(messages.at(-1)).toMatchObject({ kind: 'state', person: PERSON, session_id: 'session-1' });
  const answer = await server.inject({ method: 'POST', url: '/api/stop-sharing' });
  expect([answer.statusCode, answer.json()]).toEqual([200, { taken: true, message: 'Nobody can watch any more.' }]);
  expect(marks).toEqual([true, false]);
  const { length } = messages;
  await rig.live(2_000);
  desk.end();
  await rig.live(5_000);
  await session;
  expect(messages).toHaveLength(length);
  const lines = said.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('shared live'));
  expect(lines).toHaveLength(2);
  expect(lines.join()).not.toMatch(new RegExp(PERSON));
}, 30_000);

import fastify from 'fastify';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { openDesk, type SessionDesk } from '../../host/cli/session-desk.ts';
import type { Gateway } from '../../host/gateway.ts';
import { exerciseById } from '../../host/motion/index.ts';
import { type ApiParts, addApi } from '../../host/screen/api.ts';
import { EMPTY_MEMORY } from '../../host/screen/feed-memory.ts';
import { HomeRig, PERSON } from './home-rig.ts';

const HELD_MS = 20_000;

beforeEach(() => void vi.spyOn(process.stderr, 'write').mockReturnValue(true));
afterEach(() => vi.restoreAllMocks());

function deskOf(rig: HomeRig): SessionDesk {
  const published = async (id: string) => rig.store.session(id);
  const gateway = { ...rig.gateway(), published } as Gateway;
  const home = { simulated: true, devices: rig.devices, timeline: rig.timeline(), close: async () => {} };
  const order = { exercise: exerciseById('knee-extension')!, person: PERSON, cuePolicy: 'coach' as const };
  return openDesk({ gateway, order, people: [PERSON], nextHome: async () => home, hasPages: true });
}

test(
  'F2: what a band delivered after its gateway died is booked before the desk decides on the next session',
  async () => {
    const rig = new HomeRig();
    rig.killed(await rig.stimulate());
    const before = rig.store.doseSince(PERSON, 0).onTimeMs;
    await rig.live(6_000);
    const desk = deskOf(rig);
    const session = desk.runSession();
    await rig.live(5_000);
    desk.end();
    await rig.live(5_000);
    const {
      session: { id },
    } = await session;
    const delivered = rig.store.doseSince(PERSON, 0).onTimeMs;
    expect(delivered).toBeGreaterThan(before);
    const decision = rig.store.decisions(id).find(({ kind }) => kind === 'prescription')!;
    expect(decision.detail).toMatchObject({ context: { dayUsedMs: delivered } });
  },
  HELD_MS,
);

test(
  'the hand on the current reaches it through the pages: taken, refused in words, nothing without a session',
  async () => {
    const rig = new HomeRig();
    await rig.greeted();
    const desk = deskOf(rig);
    const server = fastify();
    onTestFinished(() => server.close());
    addApi(server, { actions: desk.actions } as ApiParts, () => EMPTY_MEMORY);
    const steer = async (payload: object) => {
      const answer = await server.inject({ method: 'POST', url: '/api/steer', payload });
      return [answer.statusCode, answer.json().message];
    };
    expect(await steer({ kind: 'lower' })).toEqual([409, 'No session is running.']);
    const session = desk.runSession();
    await rig.live(3_000);
    expect(await steer({ kind: 'start' })).toEqual([409, 'This request cannot be read.']);
    expect(await steer({ kind: 'raise', stepUa: 50_000 })).toEqual([409, 'This request cannot be read.']);
    expect(await steer({ kind: 'raise' })).toEqual([409, 'There is no current to change now.']);
    expect((await steer({ kind: 'comfort', feeling: 'uncomfortable', note: 'itches' }))[0]).toBe(200);
    expect(rig.store.audit.of(PERSON, ['comfort'])).toMatchObject([
      { by: 'patient', document: { feeling: 'uncomfortable', note: 'itches' } },
    ]);
    desk.end();
    await rig.live(5_000);
    await session;
  },
  HELD_MS,
);

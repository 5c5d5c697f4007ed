import { expect, onTestFinished, test, vi } from 'vitest';
import { cliniciansWord } from '../../host/cli/clinicians-word.ts';
import { type PlanBounds, plannedOrder } from '../../host/cli/planned-order.ts';
import { openDesk } from '../../host/cli/session-desk.ts';
import type { SessionOrder } from '../../host/cli/session-order.ts';
import type { Gateway } from '../../host/gateway.ts';
import { exerciseById } from '../../host/motion/index.ts';
import type { FeedEvent } from '../../host/screen/feed.ts';
import { DEMONSTRATION_PRESCRIPTION } from '../../host/stim/index.ts';
import { signed } from '../relay/downlink/down-samples.ts';
import { downlinkRig } from '../relay/downlink/downlink-rig.ts';
import { HomeRig, PERSON } from './home-rig.ts';

const order: SessionOrder = { exercise: exerciseById('knee-extension')!, person: PERSON, cuePolicy: 'coach' };
const NOT_TOLD: PlanBounds = { told: { exercise: false, side: false, cues: false }, measures: () => true };
const plan = { exercise: 'heel-slide', sets: 3, rest_s: 45, side: 'left', cue_policy: 'confidence' } as const;
const HEEL_SLIDE = exerciseById('heel-slide')!;

test('exercise, amounts, rest, side and cues are as they were planned; what was left out is the library’s', () => {
  expect(plannedOrder(order, plan, {}, NOT_TOLD)).toEqual({
    ...order,
    exercise: HEEL_SLIDE,
    side: 'left',
    cuePolicy: 'confidence',
    restS: 45,
    amounts: { of: 'heel-slide', sets: 3, repsPerSet: HEEL_SLIDE.repsPerSet },
  });
});

test('what the command line says wins, each for itself', () => {
  const told = { exercise: true, side: true, cues: true };
  const asTold = { ...order, side: 'right' } as const;
  expect(plannedOrder(asTold, plan, {}, { ...NOT_TOLD, told })).toEqual({ ...asTold, restS: 45 });
  const sameExercise = plannedOrder(asTold, { ...plan, exercise: order.exercise.id }, {}, { ...NOT_TOLD, told });
  expect(sameExercise).toMatchObject({ side: 'right', cuePolicy: 'coach', amounts: { sets: 3 } });
});

test('settings of the site are for people without a plan, and a plan that the bands cannot measure is left alone', () => {
  expect(plannedOrder(order, null, { cue_policy: 'confidence', rest_s: 5 }, NOT_TOLD)).toEqual({
    ...order,
    cuePolicy: 'confidence',
    restS: 5,
  });
  expect(plannedOrder(order, plan, { rest_s: 5 }, NOT_TOLD)).toMatchObject({ restS: 45 });
  expect(plannedOrder(order, plan, {}, { ...NOT_TOLD, measures: () => false }).exercise).toBe(order.exercise);
});

test('a withdrawal that comes while a session runs reaches its stimulation', async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => void vi.restoreAllMocks());
  const rig = new HomeRig();
  const devices = await rig.greeted();
  const { downlink, send } = downlinkRig({ store: rig.store, people: [PERSON] });
  const published = async (id: string) => rig.store.session(id);
  const home = { simulated: true, devices, timeline: rig.timeline(), close: async () => {} };
  const gateway = { ...rig.gateway(), published } as Gateway;
  const desk = openDesk({ gateway, order, people: [PERSON], nextHome: async () => home, hasPages: true });
  downlink.onEffect((effect) => desk.heed(effect));
  const reasons: string[] = [];
  desk.feed$.subscribe((event) => event.kind === 'stimulation' && reasons.push(event.stimulation.reason));
  const session = desk.runSession();
  await rig.live(3_000);
  const { id: prescription, revision } = DEMONSTRATION_PRESCRIPTION;
  const body = { device: devices[0]!.hello.deviceId, prescription, revision, reason: 'rash' };
  send(signed('withdrawal', { person: PERSON, body }));
  await rig.live(1_000);
  expect(reasons.at(-1)).toBe('Stopped: your clinician has withdrawn the prescription.');
  desk.end();
  await rig.live(5_000);
  await session;
}, 30_000);

test('a plan that comes while the gateway runs is what the pages offer next, a message what they show', async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => void vi.restoreAllMocks());
  const rig = new HomeRig();
  const devices = await rig.greeted();
  const { downlink, send } = downlinkRig({ store: rig.store, people: [PERSON] });
  const gateway = { ...rig.gateway(), downlink } as Gateway;
  const word = cliniciansWord(gateway, '/nowhere', NOT_TOLD);
  const home = { simulated: true, devices, timeline: rig.timeline(), close: async () => {} };
  const nextHome = async () => home;
  const desk = openDesk({ gateway, order, people: [PERSON], nextHome, hasPages: true, planned: word.planned });
  const shown: FeedEvent[] = [];
  word.onChange((effect) => desk.heed(effect));
  word.onChange(() => shown.push(word.messages(PERSON)));
  send(signed('plan', { person: PERSON, body: plan }));
  expect(desk.actions.choices()).toMatchObject({ exercise: 'heel-slide', side: 'left', cuePolicy: 'confidence' });
  send(signed('message', { person: PERSON, expires_at: '2099-01-01T00:00:00Z' }));
  expect(shown.at(-1)).toMatchObject({
    messages: [{ from: 'Your clinician', text: expect.stringContaining('Well done') }],
  });
  const [message] = (shown.at(-1) as Extract<FeedEvent, { kind: 'messages' }>).messages;
  expect(word.read(PERSON, message!.id).taken).toBe(true);
  expect(word.messages(PERSON)).toEqual({ kind: 'messages', messages: [] });
});

import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { HomeSession } from '../../host/home-session.ts';
import {
  SIMULATED_CLINICIAN,
  simulatedPrescription,
  trustsSimulatedClinician,
} from '../../host/keys/simulated-clinician.ts';
import { DOWN_KINDS, type DownKind, type DownMessage } from '../../host/relay/downlink/down-message.ts';
import { downPayload, signDown, type UnsignedDown } from '../../host/relay/downlink/down-signing.ts';
import { type Downlink, openDownlink } from '../../host/relay/downlink/downlink.ts';
import { DEMONSTRATION_PRESCRIPTION, type PrescriptionDocument } from '../../host/stim/index.ts';
import { HomeRig, PERSON } from '../host/home-rig.ts';
import { SEED } from '../seeded.ts';

const SITE = 'home';
const { id: PRESCRIPTION, revision: REVISION } = DEMONSTRATION_PRESCRIPTION;
const instant = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** What arrives, and how it is spoilt on the way. */
interface Arrival {
  readonly kind: DownKind;
  readonly spoilt: 'no' | 'bit' | 'again' | 'earlier' | 'garbage';
  /** Of the prescription: how much more it allows. */
  readonly more: number;
}

/** In every state that a stimulation can be in: before it, waiting for the button, rising, on, resting, over. */
const PLAN = [
  { name: 'not begun', ms: 400 },
  { name: 'asked for', ms: 400 },
  { name: 'waiting for the button', ms: 1_600 },
  { name: 'rising', ms: 6_000 },
  { name: 'on', ms: 4_000 },
  { name: 'raised', ms: 2_500 },
  { name: 'paused', ms: 1_500 },
  { name: 'stopped', ms: 2_000 },
] as const;

class Scene {
  readonly rig = new HomeRig();
  readonly downlink: Downlink;
  home!: HomeSession;
  readonly told: DownMessage[] = [];
  private counter = 0;

  constructor() {
    const { store, clock } = this.rig;
    this.downlink = openDownlink({
      store,
      site: SITE,
      signatures: trustsSimulatedClinician,
      people: [PERSON],
      knowsDevice: () => true,
      nowMs: clock.wallMs,
      upMs: clock.nowMs,
    });
  }

  async begin(): Promise<void> {
    this.home = await this.rig.begin();
    onTestFinished(this.home.close);
    this.downlink.onEffect(() => this.home.reconsider());
  }

  arrive({ kind, spoilt, more }: Arrival): void {
    if (spoilt === 'garbage') {
      this.downlink.receive(`limber/v1/${SITE}/down/x`, Buffer.from('garbage'));
      return;
    }
    const before = this.told.at(-1);
    if (spoilt === 'again' && before) {
      this.pass(before);
      return;
    }
    const message = this.message(kind, more, spoilt === 'earlier' ? 1 : ++this.counter + 10);
    this.told.push(message);
    this.pass(message, spoilt === 'bit');
  }

  private pass(message: DownMessage, isSpoilt = false): void {
    const payload = Buffer.from(downPayload(message));
    if (isSpoilt) payload[payload.length >> 1]! ^= 4;
    this.downlink.receive(`limber/v1/${SITE}/down/${message.message_id}`, payload);
  }

  private message(kind: DownKind, more: number, counter: number): DownMessage {
    const nowMs = this.rig.clock.wallMs();
    const device = this.rig.devices[0]!.hello.deviceId;
    const bodies: Readonly<Record<DownKind, object>> = {
      prescription: { prescription: simulatedPrescription(device, this.higher(more, nowMs)) },
      withdrawal: { device, prescription: PRESCRIPTION, revision: REVISION, reason: 'rash' },
      plan: { exercise: 'knee-extension', sets: 9, reps_per_set: 30 },
      message: { text: 'press the button' },
      configuration: { rest_s: 0 },
    };
    const message = {
      schema: 'limber/down/1',
      message_id: `m-${counter}-${this.told.length}`,
      site: SITE,
      kind,
      ...(kind === 'configuration' ? {} : { person: PERSON }),
      issued_at: instant(nowMs - 1000),
      expires_at: instant(nowMs + 86_400_000),
      counter,
      signer: SIMULATED_CLINICIAN.public.id,
      body: bodies[kind],
    } as UnsignedDown;
    return signDown(message, SIMULATED_CLINICIAN);
  }

  /** All that a later revision can ask for, and be within the limits. */
  private higher(more: number, nowMs: number): PrescriptionDocument {
    const before = DEMONSTRATION_PRESCRIPTION;
    return {
      ...before,
      revision: REVISION + more,
      level_ua: before.level_ua + 1000 * more,
      ceiling_ua: before.ceiling_ua + 1000 * more,
      session_ms: before.session_ms * (more + 1),
      issued_at: instant(nowMs - 1000),
    };
  }
}

interface Course {
  readonly currents: readonly number[];
  readonly states: readonly string[];
  /** Messages. */
  readonly accepted: number;
}

const acceptedIn = ({ store }: HomeRig): number =>
  Number(store.database.sql.prepare("SELECT count(*) AS n FROM inbox WHERE verdict = 'accepted'").get()?.n);

/** What flows, each tenth of a second of the whole course. `arrivals`: by its part of the course. */
async function course(arrivals: readonly (readonly Arrival[])[]): Promise<Course> {
  const scene = new Scene();
  await scene.begin();
  const { rig, home } = scene;
  const [currents, states]: [number[], string[]] = [[], []];
  const acts: Readonly<Record<string, () => void>> = {
    'asked for': () => home.stim!.begin(),
    raised: () => {
      home.steer({ kind: 'comfort', feeling: 'too-weak' });
      home.steer({ kind: 'raise' });
    },
    paused: () => home.steer({ kind: 'pause' }),
    stopped: () => home.stim!.stop(),
  };
  for (const [i, { name, ms }] of PLAN.entries()) {
    acts[name]?.();
    for (const arrival of arrivals[i] ?? []) scene.arrive(arrival);
    for (let passed = 0; passed < ms; passed += 100) {
      await rig.live(100);
      currents.push(rig.device.board.currentUa());
      states.push(home.stim!.view().state);
    }
  }
  home.close();
  return { currents, states, accepted: acceptedIn(rig) };
}

const arrival: fc.Arbitrary<Arrival> = fc.record({
  kind: fc.constantFrom(...DOWN_KINDS),
  spoilt: fc.constantFrom('no', 'no', 'no', 'bit', 'again', 'earlier', 'garbage'),
  more: fc.integer({ min: 0, max: 3 }),
});
const arrivals = fc.array(fc.array(arrival, { maxLength: 3 }), { minLength: PLAN.length, maxLength: PLAN.length });

test('whatever arrives by MQTT, in whatever order and state: never does more flow than without it', async () => {
  const without = await course([]);
  expect(Math.max(...without.currents)).toBe(DEMONSTRATION_PRESCRIPTION.level_ua + 1000);
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(arrivals, async (all) => {
      const { currents, accepted: taken } = await course(all);
      accepted += taken;
      for (const [i, currentUa] of currents.entries())
        expect(currentUa, `at ${i / 10} s`).toBeLessThanOrEqual(without.currents[i]!);
    }),
    { seed: SEED, numRuns: 5 },
  );
  expect(accepted).toBeGreaterThan(5);
}, 60_000);

test('plans, messages and settings change nothing of a course at all', async () => {
  const harmless = (['plan', 'message', 'configuration'] as const).map((kind) => ({
    kind,
    spoilt: 'no' as const,
    more: 1,
  }));
  const [withThem, without] = [await course(PLAN.map(() => harmless)), await course([])];
  expect(withThem).toMatchObject({ currents: without.currents, states: without.states, accepted: 3 * PLAN.length });
}, 30_000);

test('a later revision that allows more for longer neither raises nor lengthens what runs', async () => {
  const lastsMs = async (arrives: boolean): Promise<number> => {
    const scene = new Scene();
    await scene.begin();
    scene.home.stim!.begin();
    await scene.rig.until(() => scene.home.stim!.view().state === 'ACTIVE');
    const beganMs = scene.rig.clock.nowMs();
    if (arrives) scene.arrive({ kind: 'prescription', spoilt: 'no', more: 3 });
    expect(acceptedIn(scene.rig)).toBe(arrives ? 1 : 0);
    for (let i = 0; scene.rig.device.board.currentUa() > 0 && i < 150; i++) {
      expect(scene.rig.device.board.currentUa()).toBeLessThanOrEqual(DEMONSTRATION_PRESCRIPTION.level_ua);
      await scene.rig.live(1_000);
    }
    return scene.rig.clock.nowMs() - beganMs;
  };
  const withoutMs = await lastsMs(false);
  expect(withoutMs).toBeLessThan(DEMONSTRATION_PRESCRIPTION.session_ms);
  expect(await lastsMs(true)).toBe(withoutMs);
}, 30_000);

test('nobody asked for a stimulation: nothing that arrives arms the band', async () => {
  const scene = new Scene();
  await scene.begin();
  for (const kind of DOWN_KINDS) {
    scene.arrive({ kind, spoilt: 'no', more: 1 });
    await scene.rig.live(2_000);
    expect(scene.rig.device.board.currentUa(), kind).toBe(0);
    expect(scene.home.stim!.view().state, kind).toBe('IDLE');
  }
}, 30_000);

test('a withdrawal ends what flows, and a later revision lets nothing begin by the earlier one', async () => {
  const scene = new Scene();
  await scene.begin();
  scene.home.stim!.begin();
  await scene.rig.until(() => scene.home.stim!.view().state === 'ACTIVE');
  scene.arrive({ kind: 'withdrawal', spoilt: 'no', more: 0 });
  await scene.rig.live(1_000);
  expect(scene.rig.device.board.currentUa()).toBe(0);
  expect(scene.home.stim!.view().reason).toContain('withdrawn');
  await scene.rig.until(() => scene.home.stim!.view().state === 'IDLE');
  scene.home.stim!.begin();
  await scene.rig.live(3_000);
  expect(scene.home.stim!.view().state).toBe('IDLE');
}, 30_000);

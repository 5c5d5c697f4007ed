import type { Cue } from '../../host/motion/movement-event.ts';
import type { RepRecord, SessionDocument, StimulationSummary } from '../../host/records/session-document.ts';
import type { FeedEvent, SessionView, SteeringView, StimulationView } from '../../host/screen/feed.ts';
import { cueText } from '../../host/screen/words.ts';

/** A made-up session as events in time: for developing and testing the pages without devices. Seeded, so it repeats. */
export interface DemoSession {
  readonly id: string;
  readonly reps: readonly RepRecord[];
  readonly curve: { readonly tS: number[]; readonly angleDeg: number[] };
  readonly events: readonly { readonly atS: number; readonly event: FeedEvent }[];
  /** When the stimulation begins, and when all is over. */
  readonly stimulationS: number;
  readonly endS: number;
}

const EXERCISE = { id: 'knee-extension', name: 'Knee extension' };
const TARGET = { low: 60, high: 75 };
const WANTED = { out: 2, hold: 1, back: 2 };
const SETS = 2;
const REPS_PER_SET = 8;
const RATE_HZ = 52;
const BATCH = 6;
export const PRESCRIBED_UA = 12_000;
const CEILING_UA = 15_000;
export const STIMULATION_S = 60;
const RAMP_S = 6;

/** Uniform numbers from 0 to 1 (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function demoSession(id: string, seed: number): DemoSession {
  const random = seededRandom(seed);
  const reps = demoReps(random);
  const stimulationS = reps.at(-1)!.end_s + 4;
  const endS = stimulationS + 3 + RAMP_S + STIMULATION_S + 1;
  const curve = demoCurve(reps, reps.at(-1)!.end_s + 2, random);
  const timed = [
    ...sessionEvents(id, reps, stimulationS, endS),
    ...movementEvents(reps, curve),
    ...stimulationEvents(stimulationS),
  ];
  return { id, reps, curve, stimulationS, endS, events: timed.sort((a, b) => a.atS - b.atS) };
}

function demoReps(random: () => number): RepRecord[] {
  const around = (middle: number, spread: number): number => middle + (random() * 2 - 1) * spread;
  const reps: RepRecord[] = [];
  let tS = 4;
  for (let set = 1; set <= SETS; set += 1) {
    for (let i = 0; i < REPS_PER_SET; i += 1) {
      const tempo_s = { out: around(1.9, 0.5), hold: around(0.95, 0.3), back: around(1.8, 0.7) };
      const rom = around(60, 8);
      const end_s = tS + tempo_s.out + tempo_s.hold + tempo_s.back;
      reps.push({
        index: reps.length + 1,
        set,
        start_s: tS,
        end_s,
        rom_deg: rom,
        peak_deg: rom + 6,
        tempo_s,
        confidence: around(0.9, 0.08),
      });
      tS = end_s + around(0.9, 0.2);
    }
    tS += 12;
  }
  return reps;
}

/** Rest at 6 degrees, minimum-jerk movement out and back (Flash and Hogan 1985), a little tremor. */
function demoCurve(
  reps: readonly RepRecord[],
  endS: number,
  random: () => number,
): { tS: number[]; angleDeg: number[] } {
  const tS = Array.from({ length: Math.floor(endS * RATE_HZ) }, (_, i) => i / RATE_HZ);
  const angleDeg = tS.map((now) => 6 + reps.reduce((sum, rep) => sum + lift(rep, now), 0) + (random() - 0.5) * 0.8);
  return { tS, angleDeg };
}

function lift(rep: RepRecord, tS: number): number {
  const { out, hold, back } = rep.tempo_s;
  const smooth = (x: number): number => 10 * x ** 3 - 15 * x ** 4 + 6 * x ** 5;
  const sinceS = tS - rep.start_s;
  if (sinceS <= 0 || tS >= rep.end_s) return 0;
  if (sinceS < out) return rep.rom_deg * smooth(sinceS / out);
  return sinceS < out + hold ? rep.rom_deg : rep.rom_deg * (1 - smooth((sinceS - out - hold) / back));
}

type Timed = DemoSession['events'][number];

function sessionEvents(id: string, reps: readonly RepRecord[], stimulationS: number, endS: number): Timed[] {
  const view = (atS: number, phase: SessionView['phase'], set: number, repsInSet: number): Timed => ({
    atS,
    event: {
      kind: 'session',
      session: {
        id,
        phase,
        exercise: EXERCISE,
        targetDeg: TARGET,
        set,
        sets: SETS,
        repsInSet,
        repsPerSet: REPS_PER_SET,
        elapsedS: atS,
        wantedTempoS: WANTED,
      },
    },
  });
  const counted = reps.map((rep) => view(rep.end_s, 'exercising', rep.set, rep.index - (rep.set - 1) * REPS_PER_SET));
  const secondSetS = reps[REPS_PER_SET]!.start_s - 1;
  return [
    view(0, 'waiting', 1, 0),
    view(2, 'exercising', 1, 0),
    ...counted,
    view(reps[REPS_PER_SET - 1]!.end_s + 0.5, 'resting', 1, REPS_PER_SET),
    view(secondSetS, 'exercising', 2, 0),
    view(stimulationS, 'stimulating', SETS, REPS_PER_SET),
    view(endS, 'finished', SETS, REPS_PER_SET),
  ];
}

function movementEvents(reps: readonly RepRecord[], curve: DemoSession['curve']): Timed[] {
  const angles = Array.from({ length: Math.floor(curve.tS.length / BATCH) }, (_, i): Timed => {
    const [from, to] = [i * BATCH, (i + 1) * BATCH];
    return {
      atS: curve.tS[to - 1]!,
      event: { kind: 'angle', tS: curve.tS.slice(from, to), angleDeg: curve.angleDeg.slice(from, to) },
    };
  });
  const ends = reps.flatMap((rep): Timed[] => {
    const cue = demoCue(rep);
    return [
      { atS: rep.end_s, event: { kind: 'rep', rep } },
      { atS: rep.end_s, event: { kind: 'cue', cue, text: cueText(cue, EXERCISE.id) } },
    ];
  });
  return [...angles, ...ends];
}

function demoCue({ peak_deg, tempo_s }: RepRecord): Cue {
  if (peak_deg < TARGET.low) return { code: 'further', measured: peak_deg, wanted: TARGET.low };
  if (tempo_s.back < 1.4) return { code: 'slower-back', measured: tempo_s.back, wanted: WANTED.back };
  if (tempo_s.out < 1.4) return { code: 'slower-out', measured: tempo_s.out, wanted: WANTED.out };
  if (tempo_s.hold < 0.7) return { code: 'hold-longer', measured: tempo_s.hold, wanted: WANTED.hold };
  return { code: 'good', measured: peak_deg, wanted: TARGET.low };
}

export function stimulationView(
  state: StimulationView['state'],
  currentUa = 0,
  remainingS = 0,
  reason = '',
  steering: Partial<SteeringView> = {},
): FeedEvent {
  const hand: SteeringView = { ...NO_HAND, askedUa: currentUa, ...steering };
  return {
    kind: 'stimulation',
    stimulation: { state, currentUa, prescribedUa: PRESCRIBED_UA, remainingS, reason, steering: hand },
  };
}

const NO_HAND: SteeringView = {
  askedUa: 0,
  noRise: '',
  prompt: '',
  remainderS: 0,
  restLeftS: 0,
  ceilingUa: CEILING_UA,
  asks: 'NOTHING',
};

function stimulationEvents(startS: number): Timed[] {
  const rampS = startS + 3;
  const activeS = rampS + RAMP_S;
  const every = (from: number, lengthS: number, event: (sinceS: number) => FeedEvent): Timed[] =>
    Array.from({ length: lengthS * 2 }, (_, i) => ({ atS: from + i / 2, event: event(i / 2) }));
  return [
    { atS: 0, event: stimulationView('IDLE') },
    { atS: startS, event: stimulationView('ARMED', 0, STIMULATION_S, '', { asks: 'START_OUTPUT' }) },
    ...every(rampS, RAMP_S, (s) =>
      stimulationView('RAMPING_UP', Math.round(((s + 0.5) / RAMP_S) * PRESCRIBED_UA), STIMULATION_S),
    ),
    ...every(activeS, STIMULATION_S, (s) => stimulationView('ACTIVE', PRESCRIBED_UA, STIMULATION_S - s)),
    { atS: activeS + STIMULATION_S, event: stimulationView('RAMPING_DOWN', 4000, 0) },
    {
      atS: activeS + STIMULATION_S + 0.5,
      event: stimulationView('LOCKOUT', 0, 0, 'Finished. The band rests before the next stimulation.'),
    },
  ];
}

/** What would be stored of a demo session. */
export function demoDocument(demo: DemoSession, startedAt: Date, stimulation = fullDose()): SessionDocument {
  const sets = [1, 2].map((set) => {
    const reps = demo.reps.filter((rep) => rep.set === set);
    return { start_s: reps[0]!.start_s, end_s: reps.at(-1)!.end_s, reps: reps.length };
  });
  return {
    schema: 'limber/session/1',
    message_id: demo.id,
    session: {
      id: demo.id,
      site: 'home',
      person: 'sim-1',
      exercise: EXERCISE.id,
      started_at: startedAt.toISOString(),
      duration_s: demo.endS,
      target_deg: TARGET,
      sets,
      sensors: ['thigh', 'shank'],
      outcome: 'completed',
    },
    simulated: true,
    reps: demo.reps,
    stimulation,
    frames: { received: 4812, lost: 3, recovered: 88, discarded: 1 },
    stored: { sessions: 1, chunks: 22, samples: 29_000, bytes: 410_000 },
    published: { messages: 20, pending: 0, topics: [] },
  };
}

export function fullDose(): StimulationSummary {
  return {
    pulses: 4800,
    total_charge_uc: 11_520,
    peak_current_ua: PRESCRIBED_UA,
    on_time_s: STIMULATION_S,
    stop_reason: 'SESSION_DONE',
    prescription_id: 'rx-demo-1',
  };
}

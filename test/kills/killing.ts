import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openArchive } from '../../host/records/store.ts';
import { type Random, seededRandom } from '../../sim/random.ts';
import { Home, kill, type Life, putOn, steerAgain, takeOff, until, type Witness } from '../cli/killed-gateway.ts';
import { WAYS } from '../cli/served-bands.ts';
import { missing, readRows, type SeenRows } from './seen-rows.ts';

export interface KillPlan {
  readonly seed: number;
  readonly kills: number;
  /** Of the bands' time. */
  readonly speed: number;
  readonly onKill?: (done: number, words: string) => void;
}

export interface KillReport {
  readonly kills: number;
  /** While current flowed. */
  readonly whileFlowing: number;
  readonly sessions: number;
  readonly delivered: { readonly pulses: number; readonly chargeNc: number };
  readonly booked: { readonly pulses: number; readonly chargeNc: number };
  /** What did not hold, in words. */
  readonly flaws: readonly string[];
}

/** Of this machine: what a gateway does in its first seconds is hit as often as what it does later. */
const LIFE_LEAST_MS = 300;
const LIFE_MOST_MS = 8_000;
/** A band rests after a stimulation: to kill the next one, other bands are put on. */
const KILLS_OF_A_HOME = 3;
const FLOWS_WITHIN_MS = 25_000;
const FLOWED_MOST_MS = 5_000;
const LOOK_EVERY_MS = 40;
const ASK_EVERY_MS = 400;

const NOTHING: KillReport = {
  kills: 0,
  whileFlowing: 0,
  sessions: 0,
  delivered: { pulses: 0, chargeNc: 0 },
  booked: { pulses: 0, chargeNc: 0 },
  flaws: [],
};

/**
 * Bands in a process of their own, and one gateway after the other that is killed at a random moment while it exercises and stimulates;
 * the last one ends as a service does. All the while another process reads what is committed.
 */
export async function killAtRandom({ seed, kills, speed, onKill = () => {} }: KillPlan): Promise<KillReport> {
  const random = seededRandom(seed).fork('kills');
  let report = NOTHING;
  try {
    while (report.kills < kills) {
      const more = Math.min(KILLS_OF_A_HOME, kills - report.kills);
      const before = report.kills;
      const tell = (done: number, words: string): void => onKill(before + done, words);
      report = sum(report, await killsOfAHome(random, more, speed, tell));
    }
    return report;
  } finally {
    await takeOff();
  }
}

async function killsOfAHome(
  random: Random,
  kills: number,
  speed: number,
  onKill: (done: number, words: string) => void,
): Promise<KillReport> {
  const way = WAYS[0]!;
  const witness = await putOn(way.serve, speed);
  const home = new Home(way, witness, speed);
  const path = join(home.data, 'records.db');
  const flaws: string[] = [];
  let whileFlowing = 0;
  const flowsUa = (): number => witness.flowed.at(-1)?.flowsUa ?? 0;
  for (let done = 1; done <= kills; done++) {
    const life = await home.begin();
    const beganMs = performance.now();
    const seen = await watched(life, path, momentOfDeath(random, done, flowsUa));
    const words = `after ${((performance.now() - beganMs) / 1000).toFixed(1)} s, ${flowsUa()} uA flowing`;
    if (flowsUa() > 0) whileFlowing++;
    await kill(life);
    flaws.push(...(seen ? missing(seen, path) : []), ...brokenChain(home.data));
    onKill(done, words);
  }
  await lastLife(home, witness);
  const { delivered, booked, sessions } = accounts(home, witness);
  if (booked.pulses < delivered.pulses)
    flaws.push(`${delivered.pulses} pulses were delivered, ${booked.pulses} booked`);
  if (booked.chargeNc < delivered.chargeNc)
    flaws.push(`${delivered.chargeNc} nC were delivered, ${booked.chargeNc} booked`);
  return { kills, whileFlowing, sessions, delivered, booked, flaws: [...flaws, ...brokenChain(home.data)] };
}

/** The first one of a home is aimed at the stimulation, all others at whatever happens then. */
function momentOfDeath(random: Random, kill: number, flowsUa: () => number): () => boolean {
  const beganMs = performance.now();
  const livesMs = LIFE_LEAST_MS + random.next() * (LIFE_MOST_MS - LIFE_LEAST_MS);
  const flowsForMs = random.next() * FLOWED_MOST_MS;
  let flowsSinceMs = Number.POSITIVE_INFINITY;
  return () => {
    const nowMs = performance.now();
    if (flowsUa() > 0) flowsSinceMs = Math.min(flowsSinceMs, nowMs);
    if (kill !== 1) return nowMs - beganMs > livesMs;
    return nowMs - flowsSinceMs > flowsForMs || nowMs - beganMs > FLOWS_WITHIN_MS;
  };
}

const sum = (a: KillReport, b: KillReport): KillReport => ({
  kills: a.kills + b.kills,
  whileFlowing: a.whileFlowing + b.whileFlowing,
  sessions: a.sessions + b.sessions,
  delivered: added(a.delivered, b.delivered),
  booked: added(a.booked, b.booked),
  flaws: [...a.flaws, ...b.flaws],
});

const added = (a: KillReport['booked'], b: KillReport['booked']): KillReport['booked'] => ({
  pulses: a.pulses + b.pulses,
  chargeNc: a.chargeNc + b.chargeNc,
});

/** What could be read last, a moment before the kill; somebody at the page asks for all that can be asked for meanwhile. */
async function watched(life: Life, path: string, isOver: () => boolean): Promise<SeenRows | null> {
  let askedMs = 0;
  let seen: SeenRows | null = null;
  while (!isOver()) {
    if (performance.now() - askedMs > ASK_EVERY_MS) {
      askedMs = performance.now();
      // Nobody waits for the answers: the kill may come first.
      void askAgain(life);
    }
    if (existsSync(path)) seen = readRows(path) ?? seen;
    await sleep(LOOK_EVERY_MS);
  }
  return seen;
}

async function askAgain(life: Life): Promise<void> {
  const start = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
  await Promise.all([steerAgain(life), fetch(`${life.url}/api/start`, start)]).catch(() => {});
}

/** Books what the bands counted since, and ends as a service does. */
async function lastLife(home: Home, witness: Witness): Promise<void> {
  const life = await home.begin();
  await life.gateway.printed(/session \S+ goes on|set 1 of/);
  await until('the current has ended', () => ((witness.flowed.at(-1)?.flowsUa ?? 0) === 0 ? true : undefined));
  life.gateway.child.kill('SIGTERM');
  await life.gateway.finished;
}

function brokenChain(data: string): string[] {
  const archive = openArchive(data);
  try {
    const verdict = archive.audit.verify();
    return verdict.intact ? [] : [verdict.why];
  } finally {
    archive.close();
  }
}

function accounts({ data }: Home, { flowed }: Witness): Pick<KillReport, 'delivered' | 'booked' | 'sessions'> {
  const archive = openArchive(data);
  try {
    const bookings = archive.people().flatMap((person) => archive.doseFacts(person).bookings);
    const { pulses = 0, chargeNc = 0 } = flowed.at(-1) ?? {};
    return {
      delivered: { pulses, chargeNc },
      booked: {
        pulses: bookings.reduce((sum, one) => sum + one.pulses, 0),
        chargeNc: bookings.reduce((sum, one) => sum + one.chargeNc, 0),
      },
      sessions: archive.sessions().length,
    };
  } finally {
    archive.close();
  }
}

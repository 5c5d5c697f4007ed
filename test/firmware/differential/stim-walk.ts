import { type Random, seededRandom } from '../../../sim/random.ts';
import { pick, whole } from '../attacker.ts';
import { KEY_FILES, LINK_KEY, PRESCRIPTION_KEY } from '../bench-band.ts';
import { ageAccount } from './aged-account.ts';
import { breakSomething, mend } from './broken-board.ts';
import { placeTwoBoards, type TwoBoards } from './two-boards.ts';
import type { FlashedBuild } from './two-builds.ts';
import { armed, enrol, goOnFor, hold, lease, obey, offeredTerms, prescribe, press, type Walk } from './walking-host.ts';
import { attack, disturb, serve } from './walking-others.ts';

/** Of these only service frees a band. */
const SERVICE_FAULTS = [
  'SELF_TEST',
  'MEMORY',
  'PRESCRIPTION',
  'UNEXPECTED_OUTPUT',
  'CHARGE_IMBALANCE',
  'OVER_TEMPERATURE',
  'REBOOT_LOOP',
];
/** And of these nobody here: the front-end holds them. Soon there is nothing new to be seen. */
const HELD_FAULTS = ['STUCK_PHASE', 'OVER_CURRENT'];
/** Some of a rest, all but its end, or more than it. */
const restOf = (random: Random, leftMs: number): number =>
  pick(random, [5000, Math.max(100, leftMs - 1000), leftMs + 200, leftMs + 200, leftMs + 1_800_000]);

/** Often as far above what flows as a step may be, and a little more. */
function currentOf({ random, boards }: Walk): number {
  const nowUa = boards.frame()?.currentUa ?? 0;
  return pick(random, [6000, 3000, 9000, 501, 20_000, whole(random, 25_000), nowUa + 2000, nowUa + 2001, nowUa]);
}

/** One step towards output, or on with it. */
function goOn(walk: Walk): void {
  const { random, boards } = walk;
  const frame = boards.frame();
  const state = frame?.state ?? 'IDLE';
  if (state !== 'IDLE') walk.idleSteps = 0;
  const currentUa = currentOf(walk);
  if (frame?.asks === 'NEW_PRESCRIPTION' && random.next() < 0.9) press(walk);
  else if (frame?.asks === 'ENROLMENT') hold(walk, pick(random, [80, 5500, 5500, 4000]));
  else if (boards.hello()?.enrolled === false && random.next() < 0.5) enrol(walk);
  else if (state === 'IDLE') {
    const mayBeUsedUp = ++walk.idleSteps > 3;
    if (!frame?.prescriptionTag || random.next() < (mayBeUsedUp ? 0.4 : 0.1)) prescribe(walk);
    else {
      if (random.next() < 0.2) walk.host = pick(random, [0, 1, 3_000_000_000]);
      obey(walk, armed(walk));
    }
  } else if (state === 'ARMED') {
    if (!frame?.confirmed) press(walk);
    else {
      lease(walk);
      boards.advance(120);
      obey(walk, { kind: 'START', currentUa });
    }
  } else if (state === 'PAUSED' && random.next() < 0.5) obey(walk, { kind: 'RESUME', currentUa });
  else if (state === 'FAULT') obey(walk, { kind: 'ACK_FAULT', fault: frame!.fault });
  else if (state === 'LOCKOUT') boards.leap(restOf(random, frame!.restLeftMs));
  else if (state === 'PAUSED' && random.next() < 0.1) boards.leap(pick(random, [5000, 296_000, 301_000]));
  else if (random.next() < 0.1) goOnFor(walk, pick(random, [3000, 12_000, 30_000, 125_000]));
  else {
    lease(walk);
    if (random.next() < 0.3) {
      boards.advance(60);
      obey(walk, pick(random, [{ kind: 'SET', currentUa }, { kind: 'SET', currentUa }, { kind: 'PAUSE' }]));
    }
  }
}

function step(walk: Walk): void {
  const { random, boards } = walk;
  const dice = random.next();
  if (dice < 0.78) goOn(walk);
  else if (dice < 0.86) attack(walk);
  else if (dice < 0.9) serve(walk);
  else if (dice < 0.95) disturb(walk);
  else if (dice < 0.97) ageAccount(random, boards, offeredTerms(walk));
  else if (walk.brokenFor <= 0) {
    breakSomething(random, boards);
    walk.brokenFor = 1 + whole(random, 12);
  }
  if (walk.brokenFor > 0 && --walk.brokenFor === 0) mend(boards);
  boards.advance(pick(random, [30, 110, 220, 400, 400, 700, 1300]));
  if (random.next() < 0.3) boards.both((board) => board.connect());
}

/** Mended, and nothing is known any more of what it did. */
function service(walk: Walk): void {
  walk.brokenFor = 0;
  mend(walk.boards);
  walk.boards.both((board, flash) => {
    for (const name of ['session.a', 'session.b']) flash.erase(name);
    board.reboot('power');
  });
  walk.boards.advance(1000);
  walk.boards.both((board) => board.connect());
}

export interface OpenWalk {
  readonly boards: TwoBoards;
  /** @returns the states and faults that were seen @throws Difference with the seed and the step in its message */
  take(steps: number): string;
  /** A last restart: what a band only knew is then in flash, where it is seen. @throws Difference likewise */
  close(): void;
}

/** Greeted. */
export function openWalk(
  builds: readonly [FlashedBuild, FlashedBuild],
  seed: number,
  files: Readonly<Record<string, string>>,
): OpenWalk {
  const boards = placeTwoBoards({ role: 'stim', board: 'xiao', seed, builds, files });
  const walk: Walk = {
    random: seededRandom(seed),
    boards,
    sent: [],
    key: LINK_KEY,
    pair: Uint8Array.from([...LINK_KEY, ...PRESCRIPTION_KEY]),
    counter: 0,
    revision: 0,
    brokenFor: 0,
    idleSteps: 0,
    host: 0,
    offered: [],
  };
  boards.advance(1000);
  boards.both((board) => board.connect());
  boards.advance(1000);
  const named = (at: string, act: () => void): void => {
    try {
      act();
    } catch (error) {
      (error as Error).message = `stim, seed ${seed}, ${at}: ${(error as Error).message}`;
      throw error;
    }
  };
  const take = (steps: number): string => {
    const seen = new Set<string>();
    for (let i = 0; i < steps; i++) {
      const before = boards.frame()?.fault ?? '';
      const isGivenUp = walk.random.next() < 0.2;
      if (isGivenUp && HELD_FAULTS.includes(before)) break;
      named(`step ${i}`, () => (isGivenUp && SERVICE_FAULTS.includes(before) ? service(walk) : step(walk)));
      const frame = boards.frame();
      seen.add(`${frame?.state} ${frame?.fault}`.trim());
    }
    return [...seen].join(', ');
  };
  const close = (): void =>
    named('last restart', () => {
      mend(boards);
      boards.both((board) => board.reboot('power'));
      boards.advance(1500);
    });
  return { boards, take, close };
}

/** One band in seven is fresh. @throws Difference with the seed and the step in its message */
export function walkStim(builds: readonly [FlashedBuild, FlashedBuild], seed: number, steps: number): string {
  const walk = openWalk(builds, seed, seed % 7 === 0 ? {} : KEY_FILES);
  const seen = walk.take(steps);
  walk.close();
  return seen;
}

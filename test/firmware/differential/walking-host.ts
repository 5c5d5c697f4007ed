import { sealCommand } from '../../../host/connect/command-seal.ts';
import { type Command, encodeCommand, type SealedPrescription } from '../../../protocol/message.ts';
import { plainEnvelope } from '../../../protocol/seal.ts';
import type { Random } from '../../../sim/random.ts';
import { pick, randomBytes, whole } from '../attacker.ts';
import { LINK_KEY, PRESCRIPTION_KEY } from '../bench-band.ts';
import { PRESCRIBED, sealTerms, termsFor } from '../stim-bench.ts';
import type { TwoBoards } from './two-boards.ts';

/** A host that mostly does what the band waits for, and sometimes anything else. */
export interface Walk {
  readonly random: Random;
  readonly boards: TwoBoards;
  readonly sent: Uint8Array[];
  key: Uint8Array;
  pair: Uint8Array;
  counter: number;
  revision: number;
  brokenFor: number;
  /** Steps that found it at rest, one after the other: what was asked may have been refused. */
  idleSteps: number;
  /** Who commands; 0: it does not say. */
  host: number;
  /** What was offered last, and before that. */
  offered: readonly SealedPrescription[];
}

export type Sent = Partial<Command> & Pick<Command, 'kind'>;

export const NOTHING = new Uint8Array(0);

export function nextCounter(walk: Walk): number {
  walk.counter = Math.max(walk.counter, walk.boards.frame()?.lastCounter ?? 0) + 1;
  return walk.counter;
}

export function sealed(walk: Walk, command: Sent, counter = nextCounter(walk)): Uint8Array {
  const hello = walk.boards.hello();
  const heardTicks = walk.boards.frame()?.ticks ?? 0;
  const bytes = encodeCommand({ boot: hello?.boot ?? 1, heardTicks, host: walk.host, ...command, counter });
  return sealCommand(bytes, counter, walk.key, hello?.salt ?? new Uint8Array(8));
}

export function say(walk: Walk, message: Uint8Array): void {
  walk.sent.push(message);
  if (walk.sent.length > 30) walk.sent.shift();
  walk.boards.send(message);
}

export const obey = (walk: Walk, command: Sent): void => say(walk, sealed(walk, command));
export const press = (walk: Walk): void => walk.boards.both((board) => board.pressButton());

export function hold(walk: Walk, durationMs: number): void {
  walk.boards.both((board) => board.faults.holdButton(true));
  walk.boards.advance(durationMs);
  walk.boards.both((board) => board.faults.holdButton(false));
}

export const enrol = (walk: Walk): void =>
  say(walk, plainEnvelope(encodeCommand({ kind: 'ENROL', keyPair: walk.pair, counter: nextCounter(walk) })));

/** Near what is prescribed more often than far from it. */
const about = (random: Random, value: number): number =>
  pick(random, [value, value, value, value, value - 1, value + 1, 0, whole(random, 2 * value + 1), 4294967295]);

const nowS = (walk: Walk): number => 1_790_000_000 + Math.floor(walk.boards.nowMs() / 1000);

/** So little of everything that its end is met within a few steps. */
const smallBudgets = (walk: Walk, good: SealedPrescription): Partial<SealedPrescription> => ({
  sessionMs: pick(walk.random, [600_000, 1500, 5000, 20_000]),
  dayMs: pick(walk.random, [5_400_000, 6000, 12_000]),
  sessionsPerDay: pick(walk.random, [1, 2, 6]),
  totalMs: pick(walk.random, [100_000_000, 8000, 30_000]),
  expiresAtS: pick(walk.random, [good.expiresAtS, good.expiresAtS, nowS(walk) + 20, nowS(walk) + 300, 1]),
});

/** Shares of the current in permille, and widths: symmetric, with a gap, unlike phases, several pulses; unbalanced; not full. */
const PATTERNS: readonly (readonly (readonly [number, number])[])[] = [
  [
    [1000, 200],
    [-1000, 200],
  ],
  [
    [1000, 200],
    [0, 50],
    [-1000, 200],
  ],
  [
    [-1000, 100],
    [500, 200],
  ],
  [
    [500, 80],
    [1000, 100],
    [-1000, 140],
  ],
  [
    [1000, 60],
    [-1000, 60],
    [0, 40],
    [-1000, 60],
    [1000, 60],
  ],
  [
    [1000, 200],
    [-1000, 199],
  ],
  [
    [1000, 200],
    [-990, 198],
  ],
  [[1000, 200]],
  [
    [990, 200],
    [-990, 200],
  ],
];

function patternOf(random: Random): Uint8Array {
  const segments = pick(random, PATTERNS).flatMap(([share, us]) => [
    share & 255,
    (share >> 8) & 255,
    us & 255,
    us >> 8,
  ]);
  return Uint8Array.from([...segments, ...randomBytes(random, pick(random, [0, 0, 0, 1, 4]))]);
}

function terms(walk: Walk): SealedPrescription {
  const { random } = walk;
  if (random.next() < 0.9) walk.revision++;
  const good = termsFor(walk.boards.hello()?.deviceId ?? '', { revision: walk.revision });
  const kind = random.next();
  if (kind < 0.4) return good;
  const small = { ...good, ...smallBudgets(walk, good) };
  if (kind < 0.8) return small;
  const pattern = random.next() < 0.3 ? NOTHING : patternOf(random);
  return {
    ...small,
    pattern,
    phaseUs: about(random, good.phaseUs),
    rateMillihertz: pick(random, [100_000, 2000, 35_000, 150_000]),
    ceilingUa: about(random, good.ceilingUa),
    deviceId: pick(random, [good.deviceId, good.deviceId, 'another']),
  };
}

/** Whether or not it came into force. */
export const offeredTerms = (walk: Walk): SealedPrescription => walk.offered[0] ?? termsFor('');

export function prescribe(walk: Walk): void {
  const offered = terms(walk);
  const key = walk.random.next() < 0.95 ? PRESCRIPTION_KEY : LINK_KEY;
  walk.offered = [offered, ...walk.offered].slice(0, 2);
  obey(walk, { kind: 'PRESCRIBE', sealed: sealTerms(offered, key), nowS: 1_790_000_000 + whole(walk.random, 60) });
}

export function armed(walk: Walk): Sent & { kind: 'ARM' } {
  const { random } = walk;
  const { phaseUs, rateMillihertz, ceilingUa, sessionMs, pattern, expiresAtS } =
    (random.next() < 0.1 ? walk.offered[1] : walk.offered[0]) ?? PRESCRIBED;
  const own = { phaseUs, rateMillihertz, ceilingUa, sessionMs, pattern, expiresAtS } as Partial<Command>;
  const good = { ...PRESCRIBED, ...own, nowS: nowS(walk) } as Sent & { kind: 'ARM' };
  if (random.next() < 0.85) return good;
  const field = pick(random, [
    'phaseUs',
    'rateMillihertz',
    'ceilingUa',
    'sessionMs',
    'padAreaMm2',
    'expiresAtS',
    'dayMs',
    'nowS',
    'host',
  ] as const);
  return { ...good, [field]: about(random, (good[field] as number) ?? pick(random, [1, 12_000])) };
}

export function lease(walk: Walk): void {
  const ttlMs = pick(walk.random, [2000, 2000, 2000, 2000, 500, 2001, 0]);
  const challenge = walk.random.next() < 0.1 ? randomBytes(walk.random, 8) : NOTHING;
  obey(walk, { kind: 'LEASE', ttlMs, challenge });
}

/** Leases in time, while the band's own clock goes four times as fast as the board: what only long output reaches. */
export function goOnFor(walk: Walk, durationMs: number): void {
  for (let leftMs = durationMs; leftMs > 0; leftMs -= 1600) {
    walk.boards.leap(1140);
    walk.boards.advance(260);
    obey(walk, { kind: 'LEASE', ttlMs: 2000 });
    walk.boards.advance(140);
  }
}

import fc from 'fast-check';
import type { SessionCommand, SessionCommandKind, SessionConfig, SessionEvent } from '../../protocol/session.ts';
import { DEFAULT_SESSION_CONFIG } from '../../protocol/session.ts';

/** Times short enough that a random walk reaches every limit, rests and the turn of the day included. */
export const BRIEF_CONFIG: SessionConfig = {
  ...DEFAULT_SESSION_CONFIG,
  sealRequired: false,
  deviceId: 'band-1',
  armTtlMs: 1500,
  restMs: 6000,
  restMinMs: 1000,
  briefMs: 3000,
  sessionMaxMs: 9000,
  dayMaxMs: 14000,
  dayWindowMs: 40000,
  pauseMaxMs: 2000,
  contactHealthyMs: 300,
  batteryLowMs: 1000,
  contactAtBoot: true,
  offerTtlMs: 2000,
  loopWindowMs: 5000,
  oversizedMax: 2,
};

/** Numbers no dose may come from. */
const WILD = [
  Number.NaN,
  -1,
  -20_000,
  0.5,
  1e12,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  80_001,
  4_294_967_296,
];
export const KINDS: readonly SessionCommandKind[] = ['ARM', 'START', 'LEASE', 'SET', 'PAUSE', 'RESUME', 'ACK_FAULT'];
const FAULTS = ['LEAD_OFF', 'LEAD_OFF', 'IMPEDANCE_LOW', 'IMPEDANCE_LOW', 'CHARGE_IMBALANCE', 'OVER_CURRENT', 'x'];

/** How a beginning differs from a proper one; each must be refused, or bind. */
export const TWEAKS = [
  'ceiling',
  'session',
  'day',
  'pad',
  'expiry',
  'hash',
  'pattern',
  'phase',
  'rate',
  'late',
  'early',
  'lower',
  'wild',
  'padless',
  'drained',
  'charging',
  'drained-armed',
  'unconfirmed',
  'unleased',
  'too-much',
  'resealed',
] as const;
export type Tweak = (typeof TWEAKS)[number];

/** What a prescriber seals, as far as it varies; `revision` is relative to the highest in force. */
export interface Sealing {
  readonly revision: number;
  readonly device: 'own' | 'other';
  readonly ceilingUa: number;
  readonly sessionMs: number;
  readonly dayMs: number;
  readonly sessionsPerDay: number;
  readonly totalMs: number;
  readonly forS: number;
  readonly pulse: number;
  readonly padAreaMm2: number;
}

/** A step of a random walk; it becomes events only when it meets a state, so that most of them do something. */
export type Move =
  | { readonly kind: 'wait'; readonly ticks: number; readonly leases: boolean }
  | { readonly kind: 'begin'; readonly currentUa: number; readonly tweak: Tweak | null }
  | { readonly kind: 'pause'; readonly ticks: number; readonly currentUa: number }
  | { readonly kind: 'raise'; readonly ticks: number; readonly times: number; readonly byUa: number }
  | { readonly kind: 'hurry'; readonly times: number; readonly ranTicks: number }
  | { readonly kind: 'prescribe'; readonly sealing: Sealing | null; readonly ticks: number; readonly press: boolean }
  | { readonly kind: 'send'; readonly command: SessionCommandKind; readonly fields: Partial<SessionCommand> }
  | { readonly kind: 'forge'; readonly command: SessionCommandKind; readonly way: Forgery }
  | { readonly kind: 'replay'; readonly back: number }
  | { readonly kind: 'acknowledge'; readonly fault: string | null }
  | { readonly kind: 'restart'; readonly again: number; readonly ranTicks: number; readonly loses: boolean }
  | { readonly kind: 'own'; readonly event: SessionEvent };

export type Forgery = 'unsealed' | 'boot' | 'counter' | 'truthy' | 'host' | 'stale';

const kind = <Kind extends string>(name: Kind): fc.Arbitrary<Kind> => fc.constant(name);
const ticks = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const currentUa = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 24_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(...WILD, 22_000, 22_001, 0) },
);
const ttlMs = fc.constantFrom(2_000, 2_000, 500, 50, 30, 0, 60_000, Number.NaN, -5, 4_294_967_296);
const heardAgeMs = fc.constantFrom(undefined, undefined, 0, 1_000, 1_001, Number.NaN, -1);

/** One of the first mostly, of the others now and then. */
const mostly = <Value>(usual: readonly Value[], ...rare: readonly Value[]): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 14, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: fc.constantFrom(...rare) });

const sealing: fc.Arbitrary<Sealing> = fc.record({
  revision: mostly([1, 1, 1, 2], 0, -1),
  device: mostly<Sealing['device']>(['own'], 'other'),
  ceilingUa: mostly([4_000, 12_000, 22_000, 40_000], 90_000),
  sessionMs: fc.constantFrom(3_000, 5_000, 8_000, 20_000),
  dayMs: mostly([4_000, 9_000, 14_000, 14_000], 0),
  sessionsPerDay: mostly([1, 2, 3, 9, 9], 0),
  totalMs: mostly([4_000, 12_000, 60_000, 60_000], 400),
  forS: mostly([4, 6, 9, 20, 1_000_000, 1_000_000, 1_000_000], 0),
  pulse: mostly([0, 1, 2, 3, 4], 5, 6, 7, 8),
  padAreaMm2: mostly([2_500], 1_599),
});

const ownEvent: fc.Arbitrary<SessionEvent> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<SessionEvent>({ kind: 'CONFIRM' }) },
  { weight: 2, arbitrary: fc.constant<SessionEvent>({ kind: 'STOP' }) },
  { weight: 3, arbitrary: fc.boolean().map((ok): SessionEvent => ({ kind: 'CONTACT', ok })) },
  { weight: 2, arbitrary: fc.constantFrom(...FAULTS).map((fault): SessionEvent => ({ kind: 'FAULT', fault })) },
  { weight: 2, arbitrary: fc.boolean().map((connected): SessionEvent => ({ kind: 'CHARGER', connected })) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<SessionEvent>(
      { kind: 'END', reason: 'OVER_TEMPERATURE' },
      { kind: 'HOLD' },
      { kind: 'REBOOT' },
      { kind: 'REBOOT' },
      { kind: 'ENROLLED' },
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(100, 80, 16, 15, 10, 6, 5, 0, -3, Number.NaN)
      .map((percent): SessionEvent => ({ kind: 'BATTERY', percent })),
  },
);

const command = fc.record({ currentUa, ttlMs, heardAgeMs }) as fc.Arbitrary<Partial<SessionCommand>>;

const move = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: kind('wait'), ticks: ticks(180), leases: fc.constant(true) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('wait'), ticks: ticks(130), leases: fc.constant(false) }) },
  {
    weight: 9,
    arbitrary: fc.record({
      kind: kind('begin'),
      currentUa: fc.integer({ min: 0, max: 22_000 }),
      tweak: fc.option(fc.constantFrom(...TWEAKS), { freq: 2 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kind('pause'), ticks: ticks(45), currentUa }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: kind('raise'),
      ticks: fc.constantFrom(1, 19, 20, 20, 25),
      times: fc.constantFrom(1, 1, 2, 4),
      byUa: fc.integer({ min: -6_000, max: 6_000 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kind('hurry'), times: ticks(8), ranTicks: ticks(59) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: kind('prescribe'),
      sealing: fc.option(sealing, { freq: 8 }),
      ticks: fc.constantFrom(0, 1, 39, 40, 41),
      press: fc.constantFrom(true, true, true, false),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: kind('send'), command: fc.constantFrom(...KINDS, 'STOP'), fields: command }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: kind('forge'),
      command: fc.constantFrom(...KINDS, 'PRESCRIBE'),
      way: fc.constantFrom<Forgery>('unsealed', 'boot', 'counter', 'truthy', 'host', 'host', 'stale', 'stale'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kind('replay'), back: fc.integer({ min: 0, max: 12 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: kind('acknowledge'), fault: fc.constantFrom(null, null, null, ...FAULTS) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: kind('restart'),
      again: fc.integer({ min: 0, max: 3 }),
      ranTicks: ticks(40),
      loses: mostly([false], true),
    }),
  },
  { weight: 5, arbitrary: ownEvent.map((event) => ({ kind: 'own', event })) },
) as fc.Arbitrary<Move>;

export const moves: fc.Arbitrary<Move[]> = fc.array(move, { minLength: 1, maxLength: 60, size: 'max' });

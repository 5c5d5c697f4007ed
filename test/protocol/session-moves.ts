import fc from 'fast-check';
import type {
  SessionCommand,
  SessionCommandKind,
  SessionConfig,
  SessionEvent,
  SessionState,
} from '../../protocol/session.ts';
import { DEFAULT_SESSION_CONFIG } from '../../protocol/session.ts';

/** Times short enough that a random walk reaches every limit, rests and the turn of the day included. */
export const BRIEF_CONFIG: SessionConfig = {
  ...DEFAULT_SESSION_CONFIG,
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
};

/** Odd on purpose: neither pulses nor charge come out even in a tick. */
export const PRESCRIPTION = {
  phaseUs: 201,
  rateMillihertz: 99_970,
  ceilingUa: 22_000,
  sessionMs: 8_000,
  padAreaMm2: 2_500,
  nowS: 100,
  expiresAtS: 1_000_000,
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
const KINDS: readonly SessionCommandKind[] = ['ARM', 'START', 'LEASE', 'SET', 'PAUSE', 'RESUME', 'ACK_FAULT'];
const FAULTS = ['LEAD_OFF', 'LEAD_OFF', 'IMPEDANCE_LOW', 'IMPEDANCE_LOW', 'CHARGE_IMBALANCE', 'OVER_CURRENT', 'x'];

/** A step of a random walk; it becomes events only when it meets a state, so that most of them do something. */
export type Move =
  | { readonly kind: 'wait'; readonly ticks: number; readonly leases: boolean }
  | { readonly kind: 'begin'; readonly currentUa: number }
  | { readonly kind: 'pause'; readonly ticks: number; readonly currentUa: number }
  | { readonly kind: 'raise'; readonly ticks: number; readonly byUa: number }
  | { readonly kind: 'send'; readonly command: SessionCommandKind; readonly currentUa: number; readonly ttlMs: number }
  | {
      readonly kind: 'forge';
      readonly command: SessionCommandKind;
      readonly way: 'unsealed' | 'boot' | 'counter' | 'truthy';
    }
  | { readonly kind: 'replay'; readonly back: number }
  | { readonly kind: 'acknowledge'; readonly fault: string | null }
  | { readonly kind: 'own'; readonly event: SessionEvent };

const kind = <Kind extends string>(name: Kind): fc.Arbitrary<Kind> => fc.constant(name);
const ticks = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const currentUa = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 24_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(...WILD, PRESCRIPTION.ceilingUa, PRESCRIPTION.ceilingUa + 1, 0) },
);
const ttlMs = fc.constantFrom(2_000, 2_000, 500, 50, 30, 0, 60_000, Number.NaN, -5, 4_294_967_296);

const ownEvent: fc.Arbitrary<SessionEvent> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<SessionEvent>({ kind: 'CONFIRM' }) },
  { weight: 2, arbitrary: fc.constant<SessionEvent>({ kind: 'STOP' }) },
  { weight: 3, arbitrary: fc.boolean().map((ok): SessionEvent => ({ kind: 'CONTACT', ok })) },
  { weight: 2, arbitrary: fc.constantFrom(...FAULTS).map((fault): SessionEvent => ({ kind: 'FAULT', fault })) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<SessionEvent>(
      { kind: 'END', reason: 'OVER_TEMPERATURE' },
      { kind: 'HOLD' },
      { kind: 'REBOOT' },
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(100, 80, 16, 15, 10, 6, 5, 0, -3, Number.NaN)
      .map((percent): SessionEvent => ({ kind: 'BATTERY', percent })),
  },
);

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: kind('wait'), ticks: ticks(180), leases: fc.constant(true) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('wait'), ticks: ticks(130), leases: fc.constant(false) }) },
  { weight: 6, arbitrary: fc.record({ kind: kind('begin'), currentUa: fc.integer({ min: 0, max: 22_000 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('pause'), ticks: ticks(45), currentUa }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: kind('raise'),
      ticks: fc.constantFrom(1, 19, 20, 25),
      byUa: fc.integer({ min: -6_000, max: 6_000 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: kind('send'), command: fc.constantFrom(...KINDS, 'STOP'), currentUa, ttlMs }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: kind('forge'),
      command: fc.constantFrom(...KINDS),
      way: fc.constantFrom('unsealed', 'boot', 'counter', 'truthy'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kind('replay'), back: fc.integer({ min: 0, max: 12 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: kind('acknowledge'), fault: fc.constantFrom(null, null, null, ...FAULTS) }),
  },
  { weight: 4, arbitrary: ownEvent.map((event) => ({ kind: 'own', event })) },
) as fc.Arbitrary<Move>;

export const moves: fc.Arbitrary<Move[]> = fc.array(move, { minLength: 1, maxLength: 60, size: 'max' });

/** Turns moves into events against the state as it is, and remembers what it sent so that it can be replayed. */
export class Walker {
  private counter = 0;
  private readonly sent: SessionCommand[] = [];

  private send(state: SessionState, kind: SessionCommandKind, fields: Partial<SessionCommand> = {}): SessionEvent {
    return authentic(this.command(state, kind, fields));
  }

  private command(state: SessionState, kind: SessionCommandKind, fields: Partial<SessionCommand>): SessionCommand {
    this.counter = Math.max(this.counter, state.counter) + 1;
    const asked = { ttlMs: 2_000, currentUa: 10_000, fault: state.fault, ...PRESCRIPTION, ...fields };
    const command = { kind, counter: this.counter, boot: state.boot, ...asked };
    this.sent.push(command);
    return command;
  }

  private *waiting(state: SessionState, ticks: number, leases: boolean): Generator<SessionEvent> {
    for (let i = 0; i < ticks; i++) {
      if (leases && i % 10 === 0) yield this.send(state, 'LEASE');
      yield { kind: 'TICK' };
    }
  }

  /** Out of a fault or a rest first, where there is one. */
  private *beginning(state: SessionState, currentUa: number): Generator<SessionEvent> {
    yield { kind: 'CONTACT', ok: true };
    yield { kind: 'BATTERY', percent: 90 };
    if (state.state === 'FAULT') {
      yield* this.waiting(state, 7, false);
      yield this.send(state, 'ACK_FAULT');
    }
    for (let i = 0; state.state === 'LOCKOUT' && i < 130; i++) yield { kind: 'TICK' };
    if (state.state === 'IDLE') yield this.send(state, 'ARM');
    yield { kind: 'CONFIRM' };
    yield this.send(state, 'LEASE');
    yield this.send(state, 'START', { currentUa });
  }

  private forged(state: SessionState, kind: SessionCommandKind, way: string): SessionEvent {
    const command = this.command(state, kind, {});
    this.counter = state.counter;
    if (way === 'unsealed') return { kind: 'COMMAND', command, authentic: false };
    if (way === 'truthy') return { kind: 'COMMAND', command, authentic: 1 as unknown as boolean };
    if (way === 'boot') return authentic({ ...command, boot: state.boot - 1 });
    return authentic({ ...command, counter: Number.NaN });
  }

  *events(state: SessionState, next: Move): Generator<SessionEvent> {
    if (next.kind === 'wait') yield* this.waiting(state, next.ticks, next.leases);
    else if (next.kind === 'begin') yield* this.beginning(state, next.currentUa);
    else if (next.kind === 'pause') {
      yield this.send(state, 'PAUSE');
      yield* this.waiting(state, next.ticks, true);
      yield this.send(state, 'RESUME', { currentUa: next.currentUa });
    } else if (next.kind === 'raise') {
      yield* this.waiting(state, next.ticks, true);
      yield this.send(state, 'SET', { currentUa: Math.max(0, state.targetUa + next.byUa) });
    } else if (next.kind === 'send')
      yield this.send(state, next.command, { currentUa: next.currentUa, ttlMs: next.ttlMs });
    else if (next.kind === 'forge') yield this.forged(state, next.command, next.way);
    else if (next.kind === 'acknowledge') yield this.send(state, 'ACK_FAULT', { fault: next.fault ?? state.fault });
    else if (next.kind === 'own') yield next.event;
    else if (this.sent.length > next.back) yield authentic(this.sent[this.sent.length - 1 - next.back]!);
  }
}

const authentic = (command: SessionCommand): SessionEvent => ({ kind: 'COMMAND', command, authentic: true });

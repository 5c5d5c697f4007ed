import type { SealedPrescription } from '../../protocol/message.ts';
import type { SessionCommand, SessionCommandKind, SessionEvent, SessionState } from '../../protocol/session.ts';
import { isRunning, latestNow } from '../../protocol/session.ts';
import type { Forgery, Move, Sealing, Tweak } from './session-moves.ts';
import { bytesOf } from './session-pulses.ts';

/** Power is lost, and the band starts again from what its flash holds; the copy of the prescription may be unreadable. */
export type WalkEvent = SessionEvent | { readonly kind: 'RESTART'; readonly loses: boolean };

/** Odd on purpose: neither pulses nor charge come out even in a tick. */
const UNSEALED = {
  phaseUs: 201,
  rateMillihertz: 99_970,
  ceilingUa: 22_000,
  sessionMs: 8_000,
  padAreaMm2: 2_500,
};
const FOREVER_S = 4_000_000_000;
const HOST = 7;

const pair = (share: number, widthUs: number) => [
  { sharePermille: share, widthUs },
  { sharePermille: -share, widthUs },
];
/** Symmetric, composite, asymmetric within 2 %; then what no band may form: unbalanced, too long, too short. */
const PULSES: readonly Uint8Array[] = [
  new Uint8Array(0),
  bytesOf(pair(1000, 200)),
  bytesOf([
    ...Array.from({ length: 4 }, () => pair(250, 100)).flat(),
    { sharePermille: 0, widthUs: 300 },
    ...pair(1000, 201),
  ]),
  bytesOf([
    { sharePermille: 1000, widthUs: 200 },
    { sharePermille: -493, widthUs: 403 },
  ]),
  bytesOf([...pair(333, 133), ...pair(-1000, 150)]),
  bytesOf([
    { sharePermille: 1000, widthUs: 200 },
    { sharePermille: -900, widthUs: 200 },
  ]),
  bytesOf(pair(1000, 501)),
  bytesOf(pair(1000, 39)),
  bytesOf(pair(900, 200)).fill(0, 0, 2),
];

/** Turns moves into events against the state as it is, and remembers what it sent so that it can be replayed. */
export class Walker {
  private counter = 0;
  private readonly sent: SessionCommand[] = [];

  private send(state: SessionState, kind: SessionCommandKind, fields: Partial<SessionCommand> = {}): SessionEvent {
    return authentic(this.command(state, kind, fields));
  }

  private command(state: SessionState, kind: SessionCommandKind, fields: Partial<SessionCommand>): SessionCommand {
    this.counter = Math.max(state.counter, Math.min(this.counter, state.counter + 20)) + 1;
    const asked = {
      ttlMs: 2_000,
      currentUa: 10_000,
      fault: state.fault,
      host: HOST,
      ...(kind === 'ARM' ? armOf(state) : {}),
    };
    const command = { kind, counter: this.counter, boot: state.boot, ...asked, ...fields };
    this.sent.push(command);
    return command;
  }

  private *waiting(state: SessionState, ticks: number, leases: boolean): Generator<WalkEvent> {
    for (let i = 0; i < ticks; i++) {
      if (leases && i % 10 === 0) yield this.send(state, 'LEASE');
      yield { kind: 'TICK' };
    }
  }

  /** Out of a fault or a rest first, where there is one. */
  private *beginning(state: SessionState, currentUa: number, tweak: Tweak | null): Generator<WalkEvent> {
    yield { kind: 'CONTACT', ok: true };
    yield { kind: 'BATTERY', percent: 90 };
    yield { kind: 'CHARGER', connected: false };
    if (state.state === 'FAULT') {
      yield* this.waiting(state, 7, false);
      yield this.send(state, 'ACK_FAULT');
    }
    for (let i = 0; state.state === 'LOCKOUT' && i < 130; i++) yield { kind: 'TICK' };
    const amiss = tweak === null ? undefined : AMISS[tweak];
    if (amiss) yield amiss;
    if (state.state === 'IDLE') yield this.send(state, 'ARM', tweaked(armOf(state), tweak));
    if (state.state === 'IDLE' && tweak !== null) yield this.send(state, 'ARM');
    if (tweak === 'resealed') yield this.send(state, 'PRESCRIBE', { prescription: sealOf(state, PROPER) });
    if (tweak !== 'unconfirmed') yield { kind: 'CONFIRM' };
    if (tweak !== 'unleased') yield this.send(state, 'LEASE');
    if (tweak === 'drained-armed') yield { kind: 'BATTERY', percent: 10 };
    const mostUa = tweak === 'too-much' ? state.ceilingUa + 1 : Math.min(currentUa, state.ceilingUa);
    yield this.send(state, 'START', { currentUa: mostUa });
  }

  /** Short sessions as fast as the rests allow: together they may not become more than one. */
  private *hurrying(state: SessionState, times: number, ranTicks: number): Generator<WalkEvent> {
    for (let i = 0; i < times; i++) {
      yield* this.beginning(state, 4_000, null);
      yield* this.waiting(state, ranTicks, true);
      yield i % 2 ? { kind: 'STOP' } : { kind: 'CONTACT', ok: false };
    }
  }

  private *prescribing(
    state: SessionState,
    sealing: Sealing | null,
    ticks: number,
    press: boolean,
  ): Generator<WalkEvent> {
    if (state.state !== 'IDLE' && state.state !== 'LOCKOUT' && ticks % 2) yield { kind: 'STOP' };
    yield this.send(state, 'PRESCRIBE', { prescription: sealing && sealOf(state, sealing), nowS: latestNow(state) });
    yield* this.waiting(state, ticks, false);
    if (press) yield { kind: 'CONFIRM' };
    if (!press && ticks > 1) yield { kind: 'STOP' };
  }

  private forged(state: SessionState, kind: SessionCommandKind, way: Forgery): SessionEvent {
    const fields = kind === 'PRESCRIBE' ? { prescription: null } : {};
    if (way === 'stale') return this.send(state, kind, { ...fields, heardAgeMs: 1_001 });
    const command = this.command(state, kind, fields);
    if (way === 'host') return authentic({ ...command, host: HOST + 1 });
    this.counter = state.counter;
    if (way === 'unsealed') return { kind: 'COMMAND', command, authentic: false };
    if (way === 'truthy') return { kind: 'COMMAND', command, authentic: 1 as unknown as boolean };
    if (way === 'boot') return authentic({ ...command, boot: state.boot - 1 });
    return authentic({ ...command, counter: Number.NaN });
  }

  private *restarting(state: SessionState, again: number, ranTicks: number, loses: boolean): Generator<WalkEvent> {
    yield { kind: 'RESTART', loses };
    for (let i = 0; i < again; i++) {
      yield* this.beginning(state, 8_000, null);
      yield* this.waiting(state, ranTicks, true);
      yield { kind: 'RESTART', loses: false };
    }
  }

  *events(state: SessionState, next: Move): Generator<WalkEvent> {
    if (next.kind === 'wait') yield* this.waiting(state, next.ticks, next.leases);
    else if (next.kind === 'begin') yield* this.beginning(state, next.currentUa, next.tweak);
    else if (next.kind === 'hurry') yield* this.hurrying(state, next.times, next.ranTicks);
    else if (next.kind === 'prescribe') yield* this.prescribing(state, next.sealing, next.ticks, next.press);
    else if (next.kind === 'restart') yield* this.restarting(state, next.again, next.ranTicks, next.loses);
    else if (next.kind === 'pause') {
      if (!isRunning(state)) yield* this.beginning(state, 8_000, null);
      yield* this.waiting(state, next.ticks, true);
      yield this.send(state, 'PAUSE');
      yield* this.waiting(state, next.ticks, true);
      yield this.send(state, 'RESUME', { currentUa: next.currentUa });
    } else if (next.kind === 'raise') {
      if (!isRunning(state)) yield* this.beginning(state, 4_000, null);
      for (let i = 0; i < next.times; i++) {
        yield* this.waiting(state, next.ticks, true);
        yield this.send(state, 'SET', { currentUa: Math.max(0, state.targetUa + next.byUa) });
      }
    } else if (next.kind === 'send') yield this.send(state, next.command, next.fields);
    else if (next.kind === 'forge') yield this.forged(state, next.command, next.way);
    else if (next.kind === 'acknowledge') yield this.send(state, 'ACK_FAULT', { fault: next.fault ?? state.fault });
    else if (next.kind === 'own') {
      // What was sealed under the old keys cannot be said again.
      if (next.event.kind === 'ENROLLED') this.sent.length = 0;
      yield next.event;
    } else if (this.sent.length > next.back) yield authentic(this.sent[this.sent.length - 1 - next.back]!);
  }
}

const authentic = (command: SessionCommand): SessionEvent => ({ kind: 'COMMAND', command, authentic: true });

type ArmFields = Partial<SessionCommand>;

/** What a host that knows the prescription in force would arm. */
function armOf(state: SessionState): ArmFields {
  const nowS = Math.max(1, latestNow(state));
  const seal = state.prescription;
  if (seal === null) return { ...UNSEALED, nowS, expiresAtS: FOREVER_S, prescriptionHash: new Uint8Array(8) };
  const { phaseUs, pattern, rateMillihertz, ceilingUa, sessionMs, dayMs, padAreaMm2, expiresAtS, prescriptionHash } =
    seal;
  return {
    phaseUs,
    pattern,
    rateMillihertz,
    ceilingUa,
    sessionMs,
    dayMs,
    padAreaMm2,
    expiresAtS,
    prescriptionHash,
    nowS,
  };
}

const more = (value: number | undefined, by: number): number => (value ?? 0) + by;

/** What is not as it should be when ARM comes. */
const AMISS: Partial<Record<Tweak, SessionEvent>> = {
  padless: { kind: 'CONTACT', ok: false },
  drained: { kind: 'BATTERY', percent: 15 },
  charging: { kind: 'CHARGER', connected: true },
};

function tweaked(arm: ArmFields, tweak: Tweak | null): ArmFields {
  const changes: Partial<Record<Tweak, ArmFields>> = {
    ceiling: { ceilingUa: more(arm.ceilingUa, 1) },
    session: { sessionMs: more(arm.sessionMs, 50) },
    day: { dayMs: more(arm.dayMs, 50) },
    pad: { padAreaMm2: more(arm.padAreaMm2, 1) },
    expiry: { expiresAtS: more(arm.expiresAtS, 1) },
    hash: { prescriptionHash: new Uint8Array([9, 9]) },
    pattern: { pattern: PULSES[2]! },
    phase: { phaseUs: more(arm.phaseUs, 1) },
    rate: { rateMillihertz: more(arm.rateMillihertz, -1) },
    late: { nowS: more(arm.nowS, 3) },
    early: { nowS: 1 },
    lower: { ceilingUa: 3_000, sessionMs: 2_000, dayMs: 3_000, expiresAtS: more(arm.nowS, 2) },
    wild: { sessionMs: Number.NaN },
  };
  return tweak === null ? arm : { ...arm, ...changes[tweak] };
}

const PROPER: Sealing = {
  revision: 1,
  device: 'own',
  ceilingUa: 12_000,
  sessionMs: 8_000,
  dayMs: 14_000,
  sessionsPerDay: 9,
  totalMs: 60_000,
  forS: 1_000_000,
  pulse: 2,
  padAreaMm2: 2_500,
};

let hashes = 0;

function sealOf(state: SessionState, sealing: Sealing): SealedPrescription {
  const { device, revision, forS, pulse, ...terms } = sealing;
  const nowS = latestNow(state);
  const number = Math.max(0, state.revision + revision);
  // Under the same number mostly the same prescription, sometimes another.
  const mark = revision === 0 && pulse % 2 ? number : hashes++;
  return {
    ...terms,
    revision: number,
    prescriptionHash: new Uint8Array([mark, mark >> 8, mark >> 16, 0, 0, 0, 0, number]),
    issuedAtS: nowS + (pulse % 3),
    expiresAtS: Math.min(FOREVER_S, nowS + forS),
    deviceId: device === 'own' ? state.config.deviceId : 'band-2',
    site: 'knee',
    rateMillihertz: 99_970,
    phaseUs: 201,
    pattern: PULSES[pulse]!,
  };
}

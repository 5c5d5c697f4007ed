import type { SealedPrescription } from '../../protocol/message.ts';
import type { SessionCommand, SessionConfig, SessionEvent, SessionState } from '../../protocol/session.ts';
import { isLive, isRunning } from '../../protocol/session.ts';
import { armedBy, NEVER, UNARMED } from './session-armed.ts';

/**
 * What an observer knows of a session from events, answers and output alone: its own clock, counters and account, kept
 * in other terms (instants, not timers) than the reducer's.
 */
export class SessionBooks {
  readonly config: SessionConfig;
  atMs = 0;
  counter = 0;
  leaseAtMs = NEVER;
  leaseUntilMs = NEVER;
  armed = UNARMED;
  confirmed = false;
  contactOk: boolean;
  contactSinceMs = 0;
  battery = 100;
  charging = false;
  raisedAtMs = NEVER;
  oversized = 0;
  targetUa = 0;
  limitMs = 0;
  outputMs = 0;
  blockMs = 0;
  restUntilMs = NEVER;
  quietSinceMs = 0;
  pausedAtMs = 0;
  /** Since the last time without a session that was as long as a full rest, whatever the rests were called. */
  boutMs = 0;
  lastEndMs = NEVER;
  lastOutputMs = 0;
  /** `countedMs`: with what restarts rounded up. */
  day: { readonly beganAtMs: number; outputMs: number; countedMs: number; sessions: number } | null = null;
  seal: SealedPrescription | null = null;
  offer: { readonly seal: SealedPrescription; readonly atMs: number } | null = null;
  revision = 0;
  /** Output of all ended sessions under this revision. */
  usedMs = 0;
  told = { s: 0, atMs: 0 };
  restarts: number[] = [];
  pulses = 0;
  pulsePpm = 0;
  chargePc = 0;
  peakUa = 0;

  constructor(config: SessionConfig) {
    this.config = config;
    this.contactOk = config.contactAtBoot;
  }

  get dayMs(): number {
    return this.day?.countedMs ?? 0;
  }

  get restLeftMs(): number {
    return Math.max(0, this.restUntilMs - this.atMs);
  }

  get nowS(): number {
    return this.told.s + Math.floor((this.atMs - this.told.atMs) / 1000);
  }

  get isExpired(): boolean {
    return this.nowS >= this.armed.expiresAtS;
  }

  isOtherHost(before: SessionState, command: SessionCommand): boolean {
    return (before.state === 'ARMED' || isRunning(before)) && (command.host ?? 0) !== this.armed.host;
  }

  isAdmissible(before: SessionState, command: SessionCommand, authentic: boolean): boolean {
    const numbered = authentic === true && command.boot === before.boot && command.counter > this.counter;
    return numbered && !this.isOtherHost(before, command);
  }

  /** Before a TICK is judged. */
  passTime(before: SessionState): void {
    const { tickMs } = this.config;
    this.atMs += tickMs;
    if (isLive(before)) this.bookOutput(before, tickMs);
    else if (isUncommitted(before) && this.atMs - this.quietSinceMs >= this.config.restMs) this.blockMs = 0;
    if (this.offer !== null && !isRunning(before) && this.atMs - this.offer.atMs > this.config.offerTtlMs)
      this.offer = null;
  }

  private bookOutput(before: SessionState, tickMs: number): void {
    this.outputMs += tickMs;
    this.boutMs += tickMs;
    this.day!.outputMs += tickMs;
    this.day!.countedMs += tickMs;
    if (before.currentUa === 0) return;
    this.pulsePpm += this.armed.rateMillihertz * tickMs;
    const pulses = Math.floor(this.pulsePpm / 1e6);
    this.pulsePpm -= pulses * 1e6;
    this.pulses += pulses;
    this.chargePc += pulses * this.armed.absoluteUs * before.currentUa;
    this.peakUa = Math.max(this.peakUa, before.currentUa);
  }

  /** After a step was judged. */
  note(before: SessionState, event: SessionEvent, after: SessionState): void {
    if (event.kind === 'COMMAND') this.noteCommandEvent(before, event.command, event.authentic, after);
    else if (event.kind === 'CONFIRM') this.noteButton(before);
    else if (event.kind === 'CONTACT') this.noteContact(event.ok, false);
    else if (event.kind === 'REBOOT') this.noteContact(this.config.contactAtBoot, true);
    else if (event.kind === 'BATTERY') this.noteBattery(event.percent, isRunning(before));
    else if (event.kind === 'CHARGER') this.charging = event.connected;
    else if (event.kind === 'ENROLLED') this.noteEnrolment(before);
    if (before.state !== 'PAUSED' && after.state === 'PAUSED') this.pausedAtMs = this.atMs;
    if (isRunning(before) && !isRunning(after)) this.noteEnd(after);
    if (dropsOffer(event)) this.offer = null;
    if (event.kind === 'TICK' && this.day !== null && !isRunning(after)) {
      if (this.atMs - this.day.beganAtMs >= this.config.dayWindowMs) this.day = null;
    }
  }

  private noteCommandEvent(
    before: SessionState,
    command: SessionCommand,
    authentic: boolean,
    after: SessionState,
  ): void {
    if (command.kind === 'STOP' || !this.isAdmissible(before, command, authentic)) return;
    this.counter = command.counter;
    if (after.latestNowS !== before.latestNowS) this.tell(command.nowS ?? 0);
    if (after.ackResult === 'DONE') this.noteCommand(command, after);
  }

  private tell(nowS: number): void {
    if (nowS > this.nowS) this.told = { s: nowS, atMs: this.atMs };
  }

  private noteButton(before: SessionState): void {
    if (before.state === 'ARMED') this.confirmed = true;
    else if (this.offer !== null) {
      const { seal } = this.offer;
      this.offer = null;
      if (seal.revision > this.revision) this.usedMs = 0;
      this.revision = seal.revision;
      this.seal = seal;
      this.tell(seal.issuedAtS);
    }
  }

  private noteEnrolment(before: SessionState): void {
    if (before.state === 'ARMED' || isRunning(before)) return;
    this.seal = null;
    this.offer = null;
    this.revision = 0;
    this.usedMs = 0;
    this.counter = 0;
    this.told = { s: 0, atMs: this.atMs };
  }

  noteContact(ok: boolean, again: boolean): void {
    if (ok && (!this.contactOk || again)) this.contactSinceMs = this.atMs;
    this.contactOk = ok;
  }

  private noteBattery(percent: number, running: boolean): void {
    this.battery = percent >= 0 && percent <= 100 ? percent : 0;
    if (running && this.battery <= this.config.batteryLowPercent && this.battery > this.config.batteryCriticalPercent) {
      this.limitMs = Math.min(this.limitMs, this.outputMs + this.config.batteryLowMs);
    }
  }

  private noteCommand(command: SessionCommand, after: SessionState): void {
    if (command.kind === 'ARM') this.noteArm(command);
    else if (command.kind === 'PRESCRIBE') this.noteOffer(command.prescription!);
    else if (command.kind === 'LEASE') {
      this.leaseAtMs = this.atMs;
      this.leaseUntilMs = this.atMs + Math.min(command.ttlMs ?? 0, this.config.leaseMaxMs);
    } else if (command.kind === 'START' || command.kind === 'RESUME') {
      this.raisedAtMs = this.atMs;
      if (command.kind === 'START') this.begin();
      this.targetUa = after.targetUa;
    } else if (command.kind === 'SET') {
      if (after.targetUa > this.targetUa) this.raisedAtMs = this.atMs;
      if (after.ackReason === 'STEP_CAPPED') this.oversized++;
      this.targetUa = after.targetUa;
    }
  }

  private noteOffer(seal: SealedPrescription): void {
    if (this.seal !== null && this.seal.revision === seal.revision) return;
    this.offer = { seal, atMs: this.atMs };
  }

  /** Session time a command may still be given: what is left of a session, and of all the prescription allows. */
  sessionLimitMs(command: SessionCommand): number {
    const totalLeftMs = this.seal === null ? Number.POSITIVE_INFINITY : this.seal.totalMs - this.usedMs;
    return Math.min(Math.min(command.sessionMs ?? 0, this.config.sessionMaxMs) - this.blockMs, totalLeftMs);
  }

  dayLimitMs(command: SessionCommand): number {
    return Math.min(
      command.dayMs || Number.POSITIVE_INFINITY,
      this.config.dayMaxMs,
      this.seal?.dayMs ?? Number.POSITIVE_INFINITY,
    );
  }

  private noteArm(command: SessionCommand): void {
    this.limitMs = this.sessionLimitMs(command);
    const limits = { fullMs: this.limitMs, dayLimitMs: this.dayLimitMs(command) };
    this.armed = armedBy(command, this.atMs, limits, this.seal);
    this.confirmed = false;
    this.leaseUntilMs = NEVER;
    this.offer = null;
  }

  private begin(): void {
    this.outputMs = 0;
    this.pulses = 0;
    this.pulsePpm = 0;
    this.chargePc = 0;
    this.peakUa = 0;
    this.oversized = 0;
    if (this.atMs - this.lastEndMs >= this.config.restMs) this.boutMs = 0;
    this.day ??= { beganAtMs: this.atMs, outputMs: 0, countedMs: 0, sessions: 0 };
    if (this.blockMs === 0 || this.day.sessions === 0) this.day.sessions++;
  }

  noteEnd(after: SessionState): void {
    const { config } = this;
    const willed = ['STOP', 'SESSION_DONE', 'DAY_LIMIT'].includes(after.stopReason);
    const used = this.outputMs + config.rampDownMs >= this.armed.fullMs;
    const full = config.restPolicy === 'full' || used || (willed && this.outputMs >= config.briefMs);
    const restMs = full ? config.restMs : Math.min(config.restMs, Math.max(config.restMinMs, this.outputMs));
    this.blockMs = restMs >= config.restMs ? 0 : this.blockMs + this.outputMs;
    this.usedMs += this.outputMs;
    this.restUntilMs = Math.max(this.restUntilMs, this.atMs + restMs);
    this.quietSinceMs = this.atMs;
    this.lastEndMs = this.atMs;
    this.lastOutputMs = this.outputMs;
    this.confirmed = false;
  }
}

/** Neither running nor armed. */
function isUncommitted(before: SessionState): boolean {
  return before.state !== 'ARMED' && !isRunning(before);
}

function dropsOffer(event: SessionEvent): boolean {
  if (event.kind === 'STOP' || event.kind === 'REBOOT') return true;
  return event.kind === 'COMMAND' && event.command.kind === 'STOP';
}

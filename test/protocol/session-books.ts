import type { SessionCommand, SessionConfig, SessionEvent, SessionState } from '../../protocol/session.ts';
import { isLive, isRunning } from '../../protocol/session.ts';

const NEVER = Number.NEGATIVE_INFINITY;

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
  armedAtMs = NEVER;
  confirmed = false;
  contactOk: boolean;
  contactSinceMs = 0;
  battery = 100;
  raisedAtMs = NEVER;
  oversized = 0;
  ceilingUa = 0;
  targetUa = 0;
  limitMs = 0;
  outputMs = 0;
  blockMs = 0;
  restUntilMs = NEVER;
  quietSinceMs = 0;
  pausedAtMs = 0;
  day: { readonly beganAtMs: number; outputMs: number } | null = null;
  pulses = 0;
  pulsePpm = 0;
  chargePc = 0;
  peakUa = 0;

  constructor(config: SessionConfig) {
    this.config = config;
    this.contactOk = config.contactAtBoot;
  }

  get dayMs(): number {
    return this.day?.outputMs ?? 0;
  }

  get restLeftMs(): number {
    return Math.max(0, this.restUntilMs - this.atMs);
  }

  isAdmissible(before: SessionState, command: SessionCommand, authentic: boolean): boolean {
    return authentic === true && command.boot === before.boot && command.counter > this.counter;
  }

  /** Before a TICK is judged. */
  passTime(before: SessionState): void {
    const { tickMs } = this.config;
    this.atMs += tickMs;
    if (isLive(before)) this.bookOutput(before, tickMs);
    else if (!isRunning(before) && this.atMs - this.quietSinceMs >= this.config.restMs) this.blockMs = 0;
  }

  private bookOutput(before: SessionState, tickMs: number): void {
    this.outputMs += tickMs;
    this.day ??= { beganAtMs: this.atMs - tickMs, outputMs: 0 };
    this.day.outputMs += tickMs;
    if (before.currentUa === 0) return;
    this.pulsePpm += before.rateMillihertz * tickMs;
    const pulses = Math.floor(this.pulsePpm / 1e6) - this.pulses;
    this.pulses += pulses;
    this.chargePc += pulses * 2 * before.currentUa * before.phaseUs;
    this.peakUa = Math.max(this.peakUa, before.currentUa);
  }

  /** After a step was judged. */
  note(before: SessionState, event: SessionEvent, after: SessionState): void {
    if (
      event.kind === 'COMMAND' &&
      event.command.kind !== 'STOP' &&
      this.isAdmissible(before, event.command, event.authentic)
    ) {
      this.counter = event.command.counter;
      if (after.ackResult === 'DONE') this.noteCommand(event.command, after);
    }
    if (event.kind === 'CONFIRM' && before.state === 'ARMED') this.confirmed = true;
    if (event.kind === 'CONTACT' || event.kind === 'REBOOT')
      this.noteContact(event.kind === 'CONTACT' ? event.ok : this.config.contactAtBoot, event.kind === 'REBOOT');
    if (event.kind === 'BATTERY') this.noteBattery(event.percent, isRunning(before));
    if (before.state !== 'PAUSED' && after.state === 'PAUSED') this.pausedAtMs = this.atMs;
    if (isRunning(before) && !isRunning(after)) this.noteEnd(after);
    if (event.kind === 'TICK' && this.day !== null && !isLive(after)) {
      if (this.atMs - this.day.beganAtMs >= this.config.dayWindowMs) this.day = null;
    }
  }

  private noteContact(ok: boolean, again: boolean): void {
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
    if (command.kind === 'ARM') {
      this.armedAtMs = this.atMs;
      this.confirmed = false;
      this.leaseUntilMs = NEVER;
      this.ceilingUa = command.ceilingUa ?? 0;
      this.limitMs = Math.min(command.sessionMs ?? 0, this.config.sessionMaxMs) - this.blockMs;
    } else if (command.kind === 'LEASE') {
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

  private begin(): void {
    this.outputMs = 0;
    this.pulses = 0;
    this.pulsePpm = 0;
    this.chargePc = 0;
    this.peakUa = 0;
    this.oversized = 0;
  }

  private noteEnd(after: SessionState): void {
    const { config } = this;
    const willed = ['STOP', 'SESSION_DONE', 'DAY_LIMIT'].includes(after.stopReason);
    const used = this.outputMs + config.rampDownMs >= this.limitMs;
    const full = config.restPolicy === 'full' || used || (willed && this.outputMs >= config.briefMs);
    const restMs = full ? config.restMs : Math.min(config.restMs, Math.max(config.restMinMs, this.outputMs));
    this.blockMs = restMs >= config.restMs ? 0 : this.blockMs + this.outputMs;
    this.restUntilMs = Math.max(this.restUntilMs, this.atMs + restMs);
    this.quietSinceMs = this.atMs;
    this.confirmed = false;
  }
}

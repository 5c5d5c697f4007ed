import type { SealedPrescription } from '../../protocol/message.ts';
import type { SessionCommand, SessionPhase, SessionState } from '../../protocol/session.ts';
import type { SessionBooks } from './session-books.ts';
import { keepsHardLimits } from './session-pulses.ts';

const whole = (value: number | undefined): value is number =>
  value !== undefined && Number.isSafeInteger(value) && value >= 0 && value < 2 ** 32;

const sameBytes = (a: Uint8Array | undefined, b: Uint8Array): boolean =>
  Buffer.compare(a ?? new Uint8Array(0), b) === 0;

const isFresh = (books: SessionBooks, command: SessionCommand): boolean =>
  command.heardAgeMs === undefined || (whole(command.heardAgeMs) && command.heardAgeMs <= books.config.staleMs);

/** Whether a band with these books does what an admissible command asks for. */
export function expectsDone(books: SessionBooks, before: SessionState, command: SessionCommand): boolean {
  const phase = before.state;
  const inCurrent = whole(command.currentUa) && command.currentUa <= books.armed.ceilingUa;
  const held = books.leaseUntilMs > books.atMs && books.contactOk && !books.isExpired;
  const climbing = phase === 'RAMPING_UP' || phase === 'ACTIVE';
  switch (command.kind) {
    case 'PRESCRIBE':
      return (
        phase !== 'ARMED' && phase !== 'PAUSED' && phase !== 'RAMPING_DOWN' && !climbing && mayPrescribe(books, command)
      );
    case 'ARM':
      return phase === 'IDLE' && mayArm(books, command);
    case 'START':
      return phase === 'ARMED' && inCurrent && books.confirmed && held && isFresh(books, command) && hasBattery(books);
    case 'LEASE':
      return (
        (phase === 'ARMED' || phase === 'PAUSED' || phase === 'RAMPING_DOWN' || climbing) &&
        whole(command.ttlMs) &&
        command.ttlMs > 0 &&
        isFresh(books, command)
      );
    case 'SET':
      return (
        climbing && inCurrent && isFresh(books, command) && (command.currentUa! <= books.targetUa || mayRaise(books))
      );
    case 'PAUSE':
      return climbing;
    case 'RESUME':
      return phase === 'PAUSED' && inCurrent && held && isFresh(books, command) && isTimely(books);
    case 'ACK_FAULT':
      return phase === 'FAULT' && command.fault === before.fault && mayClear(books, before.fault);
    default:
      return false;
  }
}

const hasBattery = (books: SessionBooks): boolean => books.battery > books.config.batteryLowPercent;

const hasDay = (books: SessionBooks, limitMs: number): boolean => books.dayMs + books.config.rampDownMs < limitMs;

const isTimely = (books: SessionBooks): boolean =>
  books.outputMs + books.config.rampDownMs < books.limitMs && hasDay(books, books.armed.dayLimitMs);

const mayRaise = (books: SessionBooks): boolean =>
  !books.isExpired &&
  books.oversized < books.config.oversizedMax &&
  books.atMs - books.raisedAtMs >= books.config.stepDwellMs;

function mayArm(books: SessionBooks, command: SessionCommand): boolean {
  const nowS = Math.max(books.nowS, command.nowS ?? 0);
  return (
    isSound(command) &&
    (command.expiresAtS ?? 0) > nowS &&
    (command.nowS ?? 0) > 0 &&
    isSealed(books, command) &&
    books.contactOk &&
    !books.charging &&
    hasBattery(books) &&
    books.sessionLimitMs(command) > books.config.rampDownMs &&
    hasDay(books, books.dayLimitMs(command))
  );
}

function isSound(numbers: SessionCommand | SealedPrescription): boolean {
  const { rateMillihertz, ceilingUa, padAreaMm2, sessionMs, phaseUs } = numbers;
  return [rateMillihertz, ceilingUa, padAreaMm2, sessionMs, phaseUs].every(whole) && keepsHardLimits(numbers);
}

/** A gateway may lower what was sealed, never raise it, and never mean another. */
function isSealed(books: SessionBooks, command: SessionCommand): boolean {
  const { seal } = books;
  if (seal === null) return !books.config.sealRequired && books.revision === 0;
  return (
    sameBytes(command.prescriptionHash, seal.prescriptionHash) &&
    sameBytes(command.pattern, seal.pattern) &&
    (seal.pattern.length > 0 || command.phaseUs === seal.phaseUs) &&
    command.rateMillihertz === seal.rateMillihertz &&
    command.ceilingUa! <= seal.ceilingUa &&
    command.sessionMs! <= seal.sessionMs &&
    command.padAreaMm2! <= seal.padAreaMm2 &&
    command.expiresAtS! <= seal.expiresAtS &&
    (command.dayMs ?? 0) <= seal.dayMs &&
    (books.blockMs > 0 || (books.day?.sessions ?? 0) < seal.sessionsPerDay)
  );
}

function mayPrescribe(books: SessionBooks, command: SessionCommand): boolean {
  const seal = command.prescription;
  if (!seal || seal.deviceId !== books.config.deviceId || seal.revision === 0 || !isSound(seal)) return false;
  const again = books.seal !== null && books.seal.revision === seal.revision;
  if (again) return sameBytes(seal.prescriptionHash, books.seal!.prescriptionHash);
  const newer = seal.revision > books.revision || (books.seal === null && seal.revision === books.revision);
  return newer && seal.expiresAtS > Math.max(books.nowS, command.nowS ?? 0);
}

function mayClear(books: SessionBooks, fault: string): boolean {
  if (fault === 'OVER_CURRENT') return false;
  return (
    fault !== 'LEAD_OFF' || (books.contactOk && books.atMs - books.contactSinceMs >= books.config.contactHealthyMs)
  );
}

/** The phase that a tick must lead to, from the phase before it. */
export function expectedPhase(books: SessionBooks, before: SessionState): SessionPhase {
  const { config } = books;
  switch (before.state) {
    case 'ARMED':
      return books.atMs - books.armed.atMs > config.armTtlMs ? 'IDLE' : 'ARMED';
    case 'PAUSED':
      return books.atMs - books.pausedAtMs > config.pauseMaxMs ? 'LOCKOUT' : 'PAUSED';
    case 'LOCKOUT':
      return books.restLeftMs === 0 ? 'IDLE' : 'LOCKOUT';
    case 'RAMPING_DOWN':
      return expectedCurrentUa(books, before) === 0 ? 'LOCKOUT' : 'RAMPING_DOWN';
    case 'RAMPING_UP':
      if (mustEnd(books)) return 'RAMPING_DOWN';
      return expectedCurrentUa(books, before) >= books.targetUa ? 'ACTIVE' : 'RAMPING_UP';
    case 'ACTIVE':
      return mustEnd(books) ? 'RAMPING_DOWN' : 'ACTIVE';
    default:
      return before.state;
  }
}

const mustEnd = (books: SessionBooks): boolean => books.leaseUntilMs < books.atMs || !isTimely(books);

/** The output that a tick must lead to. */
export function expectedCurrentUa(books: SessionBooks, before: SessionState): number {
  const { config } = books;
  const stepDown = (fromUa: number): number =>
    Math.max(0, before.currentUa - Math.ceil((fromUa * config.tickMs) / config.rampDownMs));
  if (before.state === 'RAMPING_DOWN') return stepDown(before.rampFromUa);
  if (before.state !== 'RAMPING_UP' && before.state !== 'ACTIVE') return before.currentUa;
  if (mustEnd(books)) return stepDown(before.currentUa);
  if (before.state === 'ACTIVE' || books.isExpired) return before.currentUa;
  const fresh = books.atMs - books.leaseAtMs <= config.riseFreshMs;
  const slopeUa = (config.riseUaPerS * config.tickMs) / 1000;
  return fresh ? Math.min(books.targetUa, before.currentUa + slopeUa) : before.currentUa;
}

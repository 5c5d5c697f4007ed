import type { SessionCommand, SessionPhase, SessionState } from '../../protocol/session.ts';
import type { SessionBooks } from './session-books.ts';

const whole = (value: number | undefined): value is number =>
  value !== undefined && Number.isSafeInteger(value) && value >= 0 && value < 2 ** 32;

/** Whether a band with these books does what an admissible command asks for. */
export function expectsDone(books: SessionBooks, before: SessionState, command: SessionCommand): boolean {
  const phase = before.state;
  const inCurrent = whole(command.currentUa) && command.currentUa <= books.ceilingUa;
  const held = books.leaseUntilMs > books.atMs && books.contactOk;
  const timely = books.outputMs + books.config.rampDownMs < books.limitMs && hasDay(books);
  const climbing = phase === 'RAMPING_UP' || phase === 'ACTIVE';
  switch (command.kind) {
    case 'ARM':
      return (
        phase === 'IDLE' &&
        books.contactOk &&
        books.battery > books.config.batteryLowPercent &&
        hasSession(books, command) &&
        hasDay(books)
      );
    case 'START':
      return phase === 'ARMED' && inCurrent && books.confirmed && held;
    case 'LEASE':
      return (
        (phase === 'ARMED' || phase === 'PAUSED' || phase === 'RAMPING_DOWN' || climbing) &&
        whole(command.ttlMs) &&
        command.ttlMs > 0
      );
    case 'SET':
      return climbing && inCurrent && (command.currentUa! <= books.targetUa || mayRaise(books));
    case 'PAUSE':
      return climbing;
    case 'RESUME':
      return phase === 'PAUSED' && inCurrent && held && timely;
    case 'ACK_FAULT':
      return phase === 'FAULT' && command.fault === before.fault && mayClear(books, before.fault);
    default:
      return false;
  }
}

const hasDay = (books: SessionBooks): boolean => books.dayMs + books.config.rampDownMs < books.config.dayMaxMs;

const hasSession = (books: SessionBooks, command: SessionCommand): boolean =>
  Math.min(command.sessionMs ?? 0, books.config.sessionMaxMs) - books.blockMs > books.config.rampDownMs;

const mayRaise = (books: SessionBooks): boolean =>
  books.oversized < books.config.oversizedMax && books.atMs - books.raisedAtMs >= books.config.stepDwellMs;

function mayClear(books: SessionBooks, fault: string): boolean {
  if (fault === 'OVER_CURRENT') return false;
  return (
    fault !== 'LEAD_OFF' || (books.contactOk && books.atMs - books.contactSinceMs >= books.config.contactHealthyMs)
  );
}

/** The phase and output that a tick must lead to, from the phase before it. */
export function expectedTick(
  books: SessionBooks,
  before: SessionState,
): { readonly phase: SessionPhase; readonly currentUa: number } {
  const { config } = books;
  const stay = { phase: before.state, currentUa: before.currentUa };
  if (before.state === 'ARMED')
    return books.atMs - books.armedAtMs > config.armTtlMs ? { ...stay, phase: 'IDLE' } : stay;
  if (before.state === 'PAUSED')
    return books.atMs - books.pausedAtMs > config.pauseMaxMs ? { ...stay, phase: 'LOCKOUT' } : stay;
  if (before.state === 'LOCKOUT') return books.restLeftMs === 0 ? { ...stay, phase: 'IDLE' } : stay;
  if (before.state === 'RAMPING_DOWN') {
    const currentUa = Math.max(
      0,
      before.currentUa - Math.ceil((before.rampFromUa * config.tickMs) / config.rampDownMs),
    );
    return { phase: currentUa === 0 ? 'LOCKOUT' : 'RAMPING_DOWN', currentUa };
  }
  if (before.state !== 'RAMPING_UP' && before.state !== 'ACTIVE') return stay;
  return expectedLive(books, before);
}

function expectedLive(
  books: SessionBooks,
  before: SessionState,
): { readonly phase: SessionPhase; readonly currentUa: number } {
  const { config } = books;
  const timeOver = books.outputMs + config.rampDownMs >= books.limitMs || !hasDay(books);
  if (books.leaseUntilMs < books.atMs || timeOver) {
    const stepUa = Math.ceil((before.currentUa * config.tickMs) / config.rampDownMs);
    return { phase: 'RAMPING_DOWN', currentUa: before.currentUa - stepUa };
  }
  if (before.state === 'ACTIVE') return { phase: 'ACTIVE', currentUa: before.currentUa };
  const fresh = books.atMs - books.leaseAtMs <= config.riseFreshMs;
  const slopeUa = (config.riseUaPerS * config.tickMs) / 1000;
  const currentUa = fresh ? Math.min(books.targetUa, before.currentUa + slopeUa) : before.currentUa;
  return { phase: currentUa >= books.targetUa ? 'ACTIVE' : 'RAMPING_UP', currentUa };
}

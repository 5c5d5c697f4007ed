import { HARD_PEAK_CURRENT_UA, HARD_RISE_UA_PER_S } from '../protocol/generated/device-limits.ts';
import type { SessionEvent, SessionState } from '../protocol/session.ts';
import { isLive, stepSession } from '../protocol/session.ts';
import { tickSession } from '../protocol/session-tick.ts';
import { type FrontEnd, STUCK_PHASE } from './stimulator/front-end.ts';
import { createOutputMonitor, type OutputMonitor } from './stimulator/output-monitor.ts';

/**
 * The last stage before the output: runs the session, checks what the hardware really does, and trusts nobody, not even
 * the session it runs. Only here is the front-end kicked, and only here the watchdog.
 */
export interface Supervisor {
  /**
   * Every 50 ms: keeps output and watchdog alive; then the session's time passes, or the hardware is looked at. Leases and rests run by
   * the clock, not by how often this is called. @returns whether a look is overdue
   */
  beat(nowS: number): boolean;
  /** Just before the first beat. */
  begin(nowS: number): void;
  /** Anything but time and a lease, which moves nothing. The output follows at once. */
  handle(event: SessionEvent): void;
  /** Reads the hardware and judges it. */
  look(): void;
  /** Output off before anything else is thought about. */
  cut(): void;
  readonly monitor: OutputMonitor;
}

/** What must be off sooner than this the hardware cuts by itself; with neither output nor ARM it is looked at less often. */
const TICKS_PER_LOOK = 2;
const IDLE_TICKS_PER_LOOK = 5;
/** Time that was missed is made up for, at most this much in one go: the hardware has long switched off by then. */
const CATCH_UP_S = 5;
/** The session's time is due between two beats: it comes with every second one, the look with the other. */
const HALF_BEAT_S = 0.025;

/** @param isRecorded whether flash knows of the session that runs: what a reset could make forgotten does not begin to flow */
export function createSupervisor(state: SessionState, frontEnd: FrontEnd, isRecorded: () => boolean): Supervisor {
  const monitor = createOutputMonitor(frontEnd);
  const sessionTickS = state.config.tickMs / 1000;
  const riseUa = Math.floor(HARD_RISE_UA_PER_S * sessionTickS);
  let sessionDueS = 0;
  let isOn = false;
  let drivenUa = 0;
  let lastSession = -1;
  let idleTicks = 0;

  function cut(): void {
    isOn = false;
    drivenUa = 0;
    idleTicks = IDLE_TICKS_PER_LOOK;
    frontEnd.off();
  }
  function fault(name: string): void {
    cut();
    if (name === state.fault) return;
    stepSession(state, { kind: 'FAULT', fault: name });
  }
  function turnOn(): void {
    // A pulse train of 2 Hz reads back its last pulse for five looks.
    monitor.begin(Math.ceil(10000 / state.rateMillihertz) + 1, state.sessions !== lastSession);
    lastSession = state.sessions;
    isOn = frontEnd.on(state.phaseUs, state.rateMillihertz, state.pattern);
    if (!isOn) fault('SELF_TEST');
  }
  function follow(mayRise: boolean): void {
    // What is not reached must not be asked to rise.
    const mostUa = mayRise && !monitor.isShort() ? drivenUa + riseUa : drivenUa;
    const askedUa = Math.min(state.currentUa, state.ceilingUa, HARD_PEAK_CURRENT_UA, mostUa);
    if (askedUa === drivenUa) return;
    drivenUa = askedUa;
    frontEnd.setCurrentUa(askedUa);
  }
  /** No state but a live one, no more than hard ceiling and prescription, and no faster rise comes through. */
  function drive(mayRise: boolean): void {
    if (!isLive(state)) {
      if (isOn) cut();
      return;
    }
    try {
      // With the session's tick, where it has to rise anyway: a START has enough to do.
      if (!isOn && mayRise) turnOn();
      if (isOn) follow(mayRise);
    } catch {
      fault('SELF_TEST');
    }
  }
  /** What only the hardware saw, while nobody looked, is a fault all the same. @throws when the bus does not answer */
  function isHeld(): boolean {
    const flags = frontEnd.held();
    if (flags) fault(flags & STUCK_PHASE ? 'STUCK_PHASE' : 'OVER_CURRENT');
    return flags > 0;
  }
  /** Each ARM anew, before anything can be confirmed. */
  function testFrontEnd(): void {
    try {
      if (!isHeld() && !frontEnd.passesSelfTest()) fault('SELF_TEST');
    } catch {
      fault('SELF_TEST');
    }
  }
  function handle(event: SessionEvent): void {
    const changes = state.changes;
    stepSession(state, event);
    if (state.state === 'ARMED' && state.changes !== changes) testFrontEnd();
    drive(false);
  }
  function act(verdict: string): void {
    if (verdict === 'PAUSE') handle({ kind: 'HOLD' });
    else if (verdict !== 'NO_CONTACT') fault(verdict);
    else if (state.contactOk) handle({ kind: 'CONTACT', ok: false });
  }
  function judge(verdict: string): void {
    if (verdict) act(verdict);
    else if (!state.contactOk) handle({ kind: 'CONTACT', ok: true });
  }
  /** One disturbed access is no reason to end a session. */
  function judgeAgain(): void {
    try {
      judge(monitor.look(drivenUa));
    } catch {
      // A bus that hangs: the enable line needs none, and nothing can be armed.
      if (isOn || state.state === 'ARMED') fault('SELF_TEST');
      else if (state.contactOk) handle({ kind: 'CONTACT', ok: false });
    }
  }
  function look(): void {
    idleTicks = 0;
    try {
      const verdict = monitor.look(drivenUa);
      if (verdict || !state.contactOk) judge(verdict);
    } catch {
      judgeAgain();
    }
  }
  function passTime(nowS: number): boolean {
    if (nowS < sessionDueS) return false;
    if (sessionDueS < nowS - CATCH_UP_S) sessionDueS = nowS - CATCH_UP_S - HALF_BEAT_S;
    do {
      tickSession(state);
      sessionDueS += sessionTickS;
    } while (sessionDueS <= nowS);
    // What is driven was permitted when it was set: nothing is left to be done while it stays.
    if (!isOn || state.currentUa !== drivenUa || drivenUa > state.ceilingUa || !isLive(state)) drive(isRecorded());
    return true;
  }

  return {
    begin(nowS) {
      sessionDueS = nowS + sessionTickS - HALF_BEAT_S;
      try {
        isHeld();
      } catch {
        // Found by the next ARM.
      }
    },
    beat(nowS) {
      const mostTicks = isOn || state.state === 'ARMED' ? TICKS_PER_LOOK : IDLE_TICKS_PER_LOOK;
      const hasPassed = passTime(nowS);
      if (++idleTicks >= mostTicks && !hasPassed) look();
      if (isOn) frontEnd.kick();
      E.kickWatchdog();
      return idleTicks > mostTicks;
    },
    handle: handle,
    look: look,
    cut: cut,
    monitor: monitor,
  };
}

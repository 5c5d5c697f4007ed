import { HARD_PEAK_CURRENT_UA } from '../protocol/generated/device-limits.ts';
import type { SessionEvent, SessionState } from '../protocol/session.ts';
import { isLive, stepSession } from '../protocol/session.ts';
import { tickSession } from '../protocol/session-tick.ts';
import type { FrontEnd } from './stimulator/front-end.ts';
import { createOutputMonitor, type OutputMonitor } from './stimulator/output-monitor.ts';

/**
 * The last stage before the output: runs the session, checks what the hardware really does, and trusts nobody, not even
 * the session it runs. Only here is the front-end kicked, and only here the watchdog.
 */
export interface Supervisor {
  /** Every 50 ms. @param nowS device clock */
  tick(nowS: number): void;
  /** Anything but time. The output follows at once. */
  handle(event: SessionEvent): void;
  /** Reads the hardware and judges it. */
  look(): void;
  /** Output off before anything else is thought about. */
  cut(): void;
  readonly monitor: OutputMonitor;
}

/** With neither output nor ARM the hardware is looked at less often. */
const IDLE_TICKS_PER_LOOK = 4;
/** Time that was missed is made up for, at most this much in one go: the hardware has long switched off by then. */
const CATCH_UP_S = 5;

export function createSupervisor(state: SessionState, frontEnd: FrontEnd): Supervisor {
  const monitor = createOutputMonitor(frontEnd);
  const sessionTickS = state.config.tickMs / 1000;
  let sessionDueS = getTime() + sessionTickS;
  let isOn = false;
  let drivenUa = 0;
  let idleTicks = 0;

  function cut(): void {
    isOn = false;
    drivenUa = 0;
    idleTicks = IDLE_TICKS_PER_LOOK;
    frontEnd.off();
  }
  function turnOn(): void {
    // A pulse train of 2 Hz reads back its last pulse for ten ticks.
    monitor.begin(Math.ceil(20000 / state.rateMillihertz) + 1);
    frontEnd.on(state.phaseUs, state.rateMillihertz);
    isOn = true;
  }
  /** Whatever the session says: no state but a live one, and no more than hard ceiling and prescription, comes through. */
  function drive(): void {
    if (!isLive(state)) {
      if (isOn) cut();
      return;
    }
    const askedUa = Math.min(state.currentUa, state.ceilingUa, HARD_PEAK_CURRENT_UA);
    if (!isOn) turnOn();
    if (askedUa === drivenUa) return;
    drivenUa = askedUa;
    frontEnd.setCurrentUa(askedUa);
  }
  function handle(event: SessionEvent): void {
    stepSession(state, event);
    drive();
  }
  function fault(name: string): void {
    cut();
    if (name !== state.fault) handle({ kind: 'FAULT', fault: name });
  }
  function act(verdict: string): void {
    if (verdict === 'PAUSE') handle({ kind: 'HOLD' });
    else if (verdict !== 'NO_CONTACT') fault(verdict);
    else if (state.contactOk) handle({ kind: 'CONTACT', ok: false });
  }
  function look(): void {
    idleTicks = 0;
    try {
      const verdict = monitor.look(drivenUa);
      if (verdict) act(verdict);
      else if (!state.contactOk) handle({ kind: 'CONTACT', ok: true });
    } catch {
      // A bus that hangs: the enable line needs none, and nothing can be armed.
      if (isOn || state.state === 'ARMED') fault('SELF_TEST');
      else if (state.contactOk) handle({ kind: 'CONTACT', ok: false });
    }
  }
  function passTime(nowS: number): void {
    sessionDueS = Math.max(sessionDueS, nowS - CATCH_UP_S);
    do {
      tickSession(state);
      sessionDueS += sessionTickS;
    } while (sessionDueS <= nowS);
    drive();
  }

  return {
    tick(nowS) {
      if (isOn || ++idleTicks > IDLE_TICKS_PER_LOOK || state.state === 'ARMED') look();
      // Leases and rests run by the clock, not by how often this was called.
      if (nowS >= sessionDueS) passTime(nowS);
      if (isOn) frontEnd.kick();
      E.kickWatchdog();
    },
    handle: handle,
    look: look,
    cut: cut,
    monitor: monitor,
  };
}

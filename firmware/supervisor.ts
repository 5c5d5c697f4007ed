import { HARD_PEAK_CURRENT_UA } from '../protocol/generated/device-limits.ts';
import type { SessionEvent, SessionState } from '../protocol/session.ts';
import { isLive, isRunning, stepSession } from '../protocol/session.ts';
import type { FrontEnd, FrontEndReport } from './stimulator/front-end.ts';
import {
  beginOutputCheck,
  faultOf,
  isContactGood,
  needsPause,
  noteAskedUa,
} from './stimulator/output-check.ts';

/**
 * The last stage before the output: runs the session, checks what the hardware really does, and trusts nobody, not even
 * the session it runs. Only here is the front-end kicked, and only here the watchdog.
 */
export interface Supervisor {
  /** Every 50 ms. */
  tick(): void;
  /** Anything but time. The output follows at once. */
  handle(event: SessionEvent): void;
  /** Output off before anything else is thought about. */
  cut(): void;
  readonly report: FrontEndReport;
}

const TICK: SessionEvent = { kind: 'TICK' };
const TICK_S = 0.05;
/** At most this many missed ticks are made up for in one go; the hardware has long switched off by then. */
const TICKS_MAX = 100;

export function createSupervisor(state: SessionState, frontEnd: FrontEnd): Supervisor {
  let report: FrontEndReport = { flags: 0, currentUa: 0, impedanceOhm: 0 };
  let check = beginOutputCheck();
  let isOn = false;
  let drivenUa = 0;
  let nextTickS = getTime() + TICK_S;

  function cut(): void {
    isOn = false;
    drivenUa = 0;
    frontEnd.off();
  }
  function turnOn(): void {
    check = beginOutputCheck();
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
    handle({ kind: 'FAULT', fault: name });
  }
  function judge(): void {
    report = frontEnd.report();
    const trouble = faultOf(check, report);
    if (trouble && trouble !== state.fault) fault(trouble);
    const contact = isContactGood(report);
    if (contact !== state.contactOk) handle({ kind: 'CONTACT', ok: contact });
    if (isOn && needsPause(check, report, drivenUa)) handle({ kind: 'HOLD' });
    noteAskedUa(check, drivenUa, isOn ? Math.ceil(20000 / state.rateMillihertz) + 1 : 2);
  }
  /** Time that was missed counts: leases and rests run by the clock, not by how often this was called. */
  function passTime(): void {
    const nowS = getTime();
    let ticks = 0;
    while (nextTickS <= nowS && ticks < TICKS_MAX) {
      stepSession(state, TICK);
      nextTickS += TICK_S;
      ticks++;
    }
    if (ticks === TICKS_MAX) nextTickS = nowS;
  }

  return {
    tick() {
      try {
        judge();
      } catch {
        // A bus that hangs: the enable line needs none.
        if (isRunning(state)) fault('SELF_TEST');
      }
      passTime();
      drive();
      if (isOn) frontEnd.kick();
      E.kickWatchdog();
    },
    handle: handle,
    cut: cut,
    get report() {
      return report;
    },
  };
}

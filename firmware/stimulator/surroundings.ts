import { HARD_NET_CHARGE_NC, HARD_NET_CHARGE_PERMILLE } from '../../protocol/generated/device-limits.ts';
import type { SessionEvent, SessionState } from '../../protocol/session.ts';
import type { StimBoard } from '../boards/board.ts';
import type { FrontEnd } from './front-end.ts';

/** 41 degrees C, in the register's half degrees: warmest that pads may be; the front-end cuts two degrees above by itself. */
const PADS_MAX = 82;
/** The chip's own; lithium cells beside it may not be discharged above 60. */
const BOARD_MAX_C = 58;
/** Less than this a second is the integrator's own noise. */
const NET_FLOOR_NC = 20;
const NET_SHARE = HARD_NET_CHARGE_PERMILLE / 1000;

const DEBOUNCE_MS = 10;

/** What changes slowly: battery, charger, temperatures, net charge. Every token of `look` is paid four times a second. */
export interface Surroundings {
  /** Every 250 ms. @throws when the front-end's bus hangs, which the supervisor finds too */
  look(): void;
}

/** @param handle the supervisor's: what is found goes to the session as an event. */
export function createSurroundings(
  board: StimBoard,
  frontEnd: FrontEnd,
  state: SessionState,
  handle: (event: SessionEvent) => void,
): Surroundings {
  const charger = board.charger();
  let lateFault = '';

  function lookAtCharger(): void {
    const charging = board.isCharging();
    if (charging !== state.charging) handle({ kind: 'CHARGER', connected: charging });
  }
  /** Limits are for one pulse; the front-end adds up a second of them. A composite pulse has more charge than two phases. */
  function netLimitNc(bytes: Uint8Array): number {
    const absoluteNc = bytes[2] | (bytes[3] << 8) | (bytes[4] << 16);
    const pulses = Math.max(1, state.rateMillihertz / 1000);
    return Math.min((absoluteNc * NET_SHARE * state.runUs) / state.absoluteUs, HARD_NET_CHARGE_NC * pulses);
  }
  function judgeNet(netNc: number, bytes: Uint8Array): void {
    if (lateFault || netNc <= netLimitNc(bytes)) return;
    // Ramp first, latch then: nothing is gained by a sudden end.
    lateFault = 'CHARGE_IMBALANCE';
    handle({ kind: 'END', reason: 'FAULT' });
  }
  function lookAtOutput(): void {
    const bytes = frontEnd.condition();
    const netNc = bytes[0] | (bytes[1] << 8);
    if (netNc > NET_FLOOR_NC) judgeNet(netNc, bytes);
    if (bytes[5] > PADS_MAX || E.getTemperature() > BOARD_MAX_C) handle({ kind: 'END', reason: 'OVER_TEMPERATURE' });
  }
  function latchLate(): void {
    handle({ kind: 'FAULT', fault: lateFault });
    lateFault = '';
  }

  if (charger) setWatch(lookAtCharger, charger, { edge: 'both', repeat: true, debounce: DEBOUNCE_MS });
  return {
    look() {
      const percent = board.batteryPercent();
      if (percent !== state.batteryPercent) handle({ kind: 'BATTERY', percent: percent });
      lookAtCharger();
      // Nothing is confirmed on a band that is too warm.
      if (state.currentUa || state.state === 'ARMED') lookAtOutput();
      else if (lateFault) latchLate();
    },
  };
}

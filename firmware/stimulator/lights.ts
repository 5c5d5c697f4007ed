import type { SessionState } from '../../protocol/session.ts';
import { askOf, isLive } from '../../protocol/session.ts';

/**
 * What the light of a stim band says: which lamps (1 red, 2 green, 3 both: yellow), and in which quarters of two seconds they flash, the
 * first one lowest. Four flashes ask for a press; red is for trouble. The words for people: firmware/README.md.
 */
type Light = readonly [lamps: number, quarters: number];

const IDENTIFY: Light = [3, 0b11111111];
const ASKS: Light = [2, 0b01010101];
/** An update comes in, or it or a wipe waits for a press. */
const SERVED: Light = [3, 0b01010101];
const FAULT: Light = [1, 0b00010101];
const BATTERY_LOW: Light = [1, 0b00000001];
const ARMED: Light = [2, 0b00000101];
const PAUSED: Light = [3, 0b00000101];
const RESTING: Light = [3, 0b00000001];
const READY: Light = [2, 0b00000001];
/** Steady, and switched before output flows: nothing is spent on it while it does. */
const RUNNING_LAMPS = 2;

const FLASH_MS = 25;
const IDENTIFY_QUARTERS = 40;
const LOW_PERCENT = 20;

export interface Lights {
  /** Every 250 ms without output. */
  turn(): void;
  /** The session has changed. */
  follow(): void;
  /** For ten seconds. */
  identify(): void;
}

/** @param asksKeys whether keys wait for the button */
export function createLights(state: SessionState, band: ServedBand, asksKeys: () => boolean): Lights {
  const lamps = [LED2, LED1];
  let quarter = 0;
  let identifyLeft = 0;

  function dark(): void {
    if (!isLive(state)) digitalWrite(lamps, 0);
  }
  function light(): Light {
    if (identifyLeft) return IDENTIFY;
    if (asksKeys() || askOf(state) !== 'NOTHING') return ASKS;
    if (band.updating) return SERVED;
    if (state.state === 'FAULT') return FAULT;
    if (state.batteryPercent < LOW_PERCENT) return BATTERY_LOW;
    if (state.state === 'ARMED') return ARMED;
    if (state.state === 'PAUSED') return PAUSED;
    return state.restLeftMs ? RESTING : READY;
  }

  return {
    turn() {
      if (isLive(state)) return;
      quarter = (quarter + 1) & 7;
      if (identifyLeft) identifyLeft--;
      const now = light();
      if (!((now[1] >> quarter) & 1)) return;
      digitalWrite(lamps, now[0]);
      setTimeout(dark, FLASH_MS);
    },
    follow() {
      digitalWrite(lamps, isLive(state) ? RUNNING_LAMPS : 0);
    },
    identify() {
      identifyLeft = IDENTIFY_QUARTERS;
    },
  };
}

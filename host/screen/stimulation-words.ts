import type { StopReason } from '../../protocol/session-state.ts';
import { formatCurrent, formatDuration, sToMs } from '../../protocol/units.ts';
import type { StimulationSummary } from '../records/session-document.ts';
import type { StimulationView } from './feed.ts';

type State = StimulationView['state'];

/** How a state looks: a shape and a colour go with each tone, never a colour alone. */
export type StimulationTone = 'off' | 'ready' | 'on' | 'alarm';

export interface StateWords {
  readonly title: string;
  readonly detail: string;
  readonly tone: StimulationTone;
}

/** What to do when no button on a screen can be relied on. */
export const HANDS_ON_ADVICE = 'Press the button on the band, or take the pads off.';

const STATES: Readonly<Record<State, StateWords>> = {
  IDLE: { title: 'Stimulation is off', detail: 'No current flows.', tone: 'off' },
  ARMED: {
    title: 'Ready to start',
    detail: 'No current yet. Press the button on the band when you are ready.',
    tone: 'ready',
  },
  RAMPING_UP: { title: 'Rising slowly', detail: 'The current rises in small steps.', tone: 'on' },
  ACTIVE: { title: 'Stimulation is on', detail: 'It should feel strong but comfortable.', tone: 'on' },
  PAUSED: { title: 'Paused', detail: 'No current flows.', tone: 'ready' },
  RAMPING_DOWN: { title: 'Fading out', detail: 'The current goes down to zero.', tone: 'on' },
  LOCKOUT: {
    title: 'Off, and resting',
    detail: 'No current flows. The band rests before it can start again.',
    tone: 'off',
  },
  FAULT: {
    title: 'Stopped by a fault',
    detail: 'The band found a problem and switched off. Take the pads off.',
    tone: 'alarm',
  },
  UNKNOWN: { title: 'We cannot see the band', detail: `Treat it as on. ${HANDS_ON_ADVICE}`, tone: 'alarm' },
};

export const stimulationWords = (state: State): StateWords => STATES[state];

/** The states in which current may flow. UNKNOWN counts: never guess "off". */
export const mayFlow = (state: State): boolean => STATES[state].tone === 'on' || state === 'UNKNOWN';

/** What the page says of a band when the page itself has lost the gateway: whatever it last heard is no longer known. */
export function unseen(view: StimulationView): StimulationView {
  return { ...view, state: 'UNKNOWN', reason: 'This page has lost its connection to the gateway.' };
}

/** One line for a small bar: "12.0 mA, 0:48 left". */
export function stimulationLine(view: StimulationView): string {
  if (view.state === 'UNKNOWN') return 'Current unknown';
  const current = formatCurrent(view.currentUa);
  return mayFlow(view.state) ? `${current}, ${formatDuration(sToMs(view.remainingS))} left` : `Current ${current}`;
}

/** How a stimulation ended: the band's own reasons (protocol/session-state.ts), and "none" of a session without one. */
const STOP_REASONS: Readonly<Record<Exclude<StopReason, ''> | 'NONE', string>> = {
  NONE: 'No stimulation took place',
  STOP: 'Ended by STOP',
  SESSION_DONE: 'Ran for its full time',
  DAY_LIMIT: 'Ended at the limit for one day',
  LEASE_LOST: 'Ended because the gateway fell silent',
  BATTERY: 'Ended because the battery ran low',
  FAULT: 'Ended by a fault of the band',
  REBOOT: 'Was interrupted: the band started anew',
  PAUSE_TOO_LONG: 'Ended because the pause took too long',
  ARM_TIMEOUT: 'Never started: nobody pressed the button on the band',
  LEAD_OFF: 'Ended because a pad came off',
  OVER_TEMPERATURE: 'Ended because the band got too warm',
  HELD: 'Ended by the band after a disturbance',
  CHARGING: 'Ended because the charger was connected',
};

/** Words for a stop reason in whatever case it was stored; one that is not known is shown as it is. */
export function stopReasonWords(reason: string): string {
  const key = (reason === '' ? 'none' : reason).toUpperCase().replaceAll('-', '_');
  return isKnownReason(key) ? STOP_REASONS[key] : exactWords(reason);
}

const isKnownReason = (key: string): key is keyof typeof STOP_REASONS => Object.hasOwn(STOP_REASONS, key);

function exactWords(reason: string): string {
  const spaced = reason.toLowerCase().replace(/[-_]/g, ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** "60 s at up to 12.0 mA" or "None": for a list's column. */
export function doseWords(stimulation: StimulationSummary): string {
  if (stimulation.on_time_s === 0) return 'None';
  return `${Math.round(stimulation.on_time_s)} s at up to ${formatCurrent(stimulation.peak_current_ua)}`;
}

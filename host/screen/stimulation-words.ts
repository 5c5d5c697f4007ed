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

/** A session that was refused a stimulation says so, and nothing of what the band does. */
export const NONE_PLANNED: StateWords = {
  title: 'No stimulation this time',
  detail: 'The band is asked for nothing in this session. If you feel it, press STOP and take the pads off.',
  tone: 'ready',
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

/** "60 s at up to 12.0 mA" or "None": for a list's column. */
export function doseWords(stimulation: StimulationSummary): string {
  if (stimulation.on_time_s === 0) return 'None';
  return `${Math.round(stimulation.on_time_s)} s at up to ${formatCurrent(stimulation.peak_current_ua)}`;
}

import type { StopReason } from '../../protocol/session-state.ts';
import { hasWords, reasonWords } from '../stim/course/stim-words.ts';

type Ending =
  | Exclude<StopReason, ''>
  /** Of a session without a stimulation, and of one whose band fell silent. */
  | 'NONE'
  | 'UNKNOWN'
  /** Of the host's half. */
  | 'PAIN'
  | 'ABSENT'
  | 'JOLT'
  | 'DEVICE_SILENT'
  | 'NO_ANSWER'
  | 'DISAGREEMENT'
  | 'NOT_RECORDED'
  | 'HOST_RESTARTED'
  | 'ENDED'
  /** The band's faults. */
  | 'OVER_CURRENT'
  | 'UNEXPECTED_OUTPUT'
  | 'STUCK_PHASE'
  | 'SELF_TEST'
  | 'SHORT_CIRCUIT'
  | 'NO_CONTACT'
  | 'BAD_SETTING'
  | 'KICK_EXPIRED'
  | 'MEMORY'
  | 'PRESCRIPTION'
  | 'REBOOT_LOOP';

/** How a stimulation ended: the first letter may become a small one, after "It". */
const ENDINGS: Readonly<Record<Ending, string>> = {
  NONE: 'No stimulation took place',
  UNKNOWN: 'Ended unseen: the band fell silent',
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
  PAIN: 'Ended because it hurt',
  ABSENT: 'Faded out because nobody answered',
  JOLT: 'Ended because a fall or a hard knock was felt',
  DEVICE_SILENT: 'Ended because the band was not heard any more',
  NO_ANSWER: 'Ended because the band did not answer',
  DISAGREEMENT: 'Ended because band and gateway did not agree',
  NOT_RECORDED: 'Ended because it could not be recorded',
  HOST_RESTARTED: 'Ended when the gateway restarted',
  ENDED: 'Ended by the band',
  OVER_CURRENT: 'Ended by a fault: more current was measured than asked for',
  UNEXPECTED_OUTPUT: 'Ended by a fault: there was output when there should be none',
  STUCK_PHASE: 'Ended by a fault: the output did not switch as it should',
  SELF_TEST: 'Never started: the test of the band failed',
  SHORT_CIRCUIT: 'Ended because the pads touched or were wet',
  NO_CONTACT: 'Ended because a pad had no contact',
  BAD_SETTING: 'Ended by a fault: the output was not set as it should be',
  KICK_EXPIRED: 'Ended by the hardware: the program of the band stood still',
  MEMORY: 'Ended by a fault: the band could not store what it did',
  PRESCRIPTION: 'Never started: the prescription stored on the band is damaged',
  REBOOT_LOOP: 'Ended by a fault: the band restarted again and again',
};

/** Words for a stop reason in whatever case it was stored; one that is not known is shown as it is. */
export function stopReasonWords(reason: string): string {
  const key = (reason === '' ? 'none' : reason).toUpperCase().replaceAll('-', '_');
  if (isEnding(key)) return ENDINGS[key];
  return hasWords(key) ? neverStarted(reasonWords(key)) : exactWords(reason);
}

const isEnding = (key: string): key is Ending => Object.hasOwn(ENDINGS, key);

/** What is no end can only be why nothing began. */
function neverStarted(sentence: string): string {
  const bare = sentence.replace(/\.$/, '');
  if (/^(Not started|Ended|Stopped|Finished)/.test(bare)) return bare;
  return `Not started: ${bare.charAt(0).toLowerCase()}${bare.slice(1)}`;
}

function exactWords(reason: string): string {
  const spaced = reason.toLowerCase().replace(/[-_]/g, ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

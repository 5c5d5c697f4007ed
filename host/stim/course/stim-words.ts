import type { CourseView } from './stim-course-view.ts';

/** What a patient reads for the codes of session, band and course; test/screen/codes-have-words.test.ts finds those that are missing. */
const WORDS: Readonly<Record<string, string>> = {
  STOP: 'Stopped.',
  SESSION_DONE: 'Finished: the prescribed time is over.',
  DAY_LIMIT: 'Finished: the time allowed for today is used up.',
  LEASE_LOST: 'Ended by itself: the band lost contact with the gateway.',
  BATTERY: 'Ended: the battery is empty.',
  REBOOT: 'Ended: the band restarted.',
  PAUSE_TOO_LONG: 'Ended: the pause was too long.',
  ARM_TIMEOUT: 'Not started: the button was not pressed in time.',
  LEAD_OFF: 'Stopped: a pad has come off. Check both pads.',
  IMPEDANCE_LOW: 'Stopped: the pads may be touching or wet.',
  OVER_CURRENT: 'Stopped: the band measured more current than it should. Do not use it; it needs service.',
  UNEXPECTED_OUTPUT: 'Stopped: there was output when there should be none. Do not use it; it needs service.',
  OVER_TEMPERATURE: 'Ended: the band became too warm.',
  DEVICE_SILENT: 'The band is not answering. It stops by itself; take the pads off if you feel it.',
  DISAGREEMENT: 'The band does something that was not asked for. It has been told to stop.',
  NO_ANSWER: 'The band did not answer. It has been told to stop.',
  RESTING: 'The skin is resting; wait before the next session.',
  NO_CONTACT: 'A pad has no contact with the skin.',
  BATTERY_LOW: 'The battery is too low to begin.',
  DAY_USED_UP: 'The time allowed for today is used up.',
  SESSION_USED_UP: 'The session is used up; a full rest comes first.',
  EXPIRED: 'The prescription has expired.',
  ABOVE_HARD_CEILING: 'The prescription asks for more than the band can do.',
  ABOVE_CEILING: 'That is more than is prescribed.',
  TOO_SOON: 'Wait a second before the next increase.',
  STEP_TOO_LARGE: 'Increase in smaller steps.',
  STEP_CAPPED: 'That was a large step: it was cut to 2 mA.',
  FROZEN: 'It stays at this strength or lower for the rest of this session.',
  INCREASES_FROZEN: 'It stays at this strength or lower for the rest of this session.',
  COMFORT_UNKNOWN: 'First say how it feels; then it can be raised.',
  NOT_COMFORTABLE: 'It can be raised only while it feels comfortable.',
  NOT_RUNNING: 'There is no current to change now.',
  BUSY: 'One moment: the band has not confirmed the last change yet.',
  PAIN: 'Stopped, because it hurt. Please note where and how, and look at the skin under the pads.',
  ABSENT: 'Ended gently: nobody answered.',
  JOLT: 'Stopped: a fall or a hard knock was felt.',
  HELD: 'Ended by the band after a disturbance.',
  CHARGING: 'Ended: the charger was connected. Never charge a band that is worn.',
  NOT_RECORDED: 'Stopped: this session could not be recorded. The disk of the gateway may be full.',
  HOST_RESTARTED: 'The gateway was restarted. It reads what the band did and begins nothing by itself.',
  SUPERSEDED: 'A newer prescription exists. This session may finish, but is not raised any more.',
  WITHDRAWN: 'Stopped: your clinician has withdrawn the prescription.',
  OTHER_HOST: 'Another gateway controls this band. Only STOP works from here.',
  NOT_ACCEPTED: 'Not started: the new prescription was not accepted on the band.',
  NOT_PRESCRIBED: 'The band has no prescription in force. It must be accepted on the band first.',
  OTHER_PRESCRIPTION: 'The band has another prescription in force than this gateway.',
  NOT_PERMITTED:
    'Not started: something was reported since then that stands against it, or an answer is too old. Tell your clinician.',
  NOT_SEALED: 'The prescription was not sealed for this band.',
  OTHER_DEVICE: 'The prescription is for another band.',
  STALE: 'The connection to the band is too slow just now.',
  SESSIONS_USED_UP: 'No more sessions are allowed today.',
  PRESCRIPTION_USED_UP: 'All that was prescribed has been used.',
  INTERRUPTED: 'Ended: the band restarted.',
  ENDED: 'Ended by the band.',
  FAULT: 'Stopped: the band found a problem.',
  SHORT_CIRCUIT: 'Stopped: the pads may be touching or wet.',
  STUCK_PHASE: 'Stopped: the output did not switch as it should. Do not use this band; it needs service.',
  SELF_TEST: 'Not started: the band’s own test failed. Do not use this band; it needs service.',
  BAD_SETTING: 'Stopped: the band’s output was not set as it should be. Take the pads off and tell your clinician.',
  KICK_EXPIRED: 'Stopped: the band’s program stood still, so its hardware switched the output off.',
  MEMORY: 'Stopped: the band could not store what it did. Take the pads off and tell your clinician.',
  PRESCRIPTION: 'Not started: the prescription that is stored on the band is damaged. Tell your clinician.',
  REBOOT_LOOP: 'Stopped: the band restarted again and again. Take the pads off and tell your clinician.',
  NOT_AUTHENTIC: 'The band did not recognise this gateway. Nothing was changed.',
  OTHER_BOOT: 'The band has restarted meanwhile. Nothing was changed.',
  REPLAYED: 'The band had heard this before. Nothing was changed.',
  MALFORMED: 'This could not be read. Nothing was changed.',
  WRONG_STATE: 'That cannot be done just now.',
  PATTERN_OUT_OF_RANGE: 'The prescribed pulse is not one that this band may give.',
  PAD_TOO_SMALL: 'The pads are too small for what is prescribed.',
  NOT_CONFIRMED: 'The button on the band has not been pressed.',
  NO_LEASE: 'The connection to the band is too slow just now.',
  NOT_TAKEN: 'The band did not take the last change.',
  UNKNOWN: 'Ended, and the band did not say why. Take the pads off if you are unsure.',
  OTHER_FAULT: 'The band has another problem now. Read again what it says.',
  SERVICE_ONLY: 'Only service can clear this. Do not use this band.',
  CAUSE_REMAINS: 'The cause is still there. Press both pads on, and wait three seconds.',
};

/** For a code that is newer than this table: a person can do nothing with its name. */
const UNKNOWN_CODE = 'The band gave a reason that this gateway does not know. Take the pads off if you are unsure.';

const PROMPTS: Readonly<Record<CourseView['prompt'], string>> = {
  '': '',
  PRESENCE: 'Are you still there? Say so within a minute, or the stimulation fades out.',
  JOLT: 'Paused: a fall or a hard knock was felt. Are you all right? Go on only if you are.',
  PAUSED: 'Paused. Go on when you are ready: it begins again at 0.',
  PEELING: 'Paused: a pad is coming loose. Press both pads on, all round; then go on.',
  NOT_REACHED: 'Paused: the current does not get through. Check pads, gel and plugs; then go on.',
  HELD: 'Paused by the band. Check both pads; then go on.',
};

/** What a patient needs to read about the course as it stands, figures apart; empty where the state says it all. */
export function courseWords(view: CourseView): string {
  if (view.asks === 'NEW_PRESCRIPTION') {
    return 'There is a new prescription for you. Press the button on the band to accept it.';
  }
  if (view.awaitsButton) return 'Press the button on the band to begin.';
  const prompt = view.state === 'UNKNOWN' ? '' : PROMPTS[view.prompt];
  return prompt || reasonWords(view.reason);
}

/** Empty for no reason. */
export const reasonWords = (reason: string): string =>
  reason === '' ? '' : hasWords(reason) ? WORDS[reason]! : UNKNOWN_CODE;

export const hasWords = (reason: string): boolean => Object.hasOwn(WORDS, reason);

import { formatCurrent, formatDuration } from '../../protocol/units.ts';
import type { StimulationView } from './feed.ts';
import { stimulationWords } from './stimulation-words.ts';

/** The four words, in the order in which they are offered. */
export const FEELINGS = [
  { feeling: 'too-weak', name: 'Too weak' },
  { feeling: 'strong-comfortable', name: 'Strong but comfortable' },
  { feeling: 'uncomfortable', name: 'Uncomfortable' },
  { feeling: 'painful', name: 'Painful' },
] as const;

/** Why the person is asked, or when they must say it again. */
export function feelingHint(leftS: number | undefined, spoken: boolean): string {
  if (!spoken) return 'Say how it feels. Only then can it be made stronger.';
  if (leftS === undefined || leftS <= 0) return 'Say again how it feels before it can be made stronger.';
  return `Good for another ${formatDuration(1000 * Math.ceil(leftS))}; then say it again.`;
}

/** "The skin rests for another 12 min; what is left, 14 min, can be begun after that." */
export function restWords(restLeftS: number, remainderS: number): string {
  const left = remainderS > 0 ? spokenTime(remainderS) : '';
  if (restLeftS > 0 && left)
    return `The skin rests for another ${spokenTime(restLeftS)}; what is left, ${left}, can be begun after that.`;
  if (restLeftS > 0) return `The skin rests for another ${spokenTime(restLeftS)}.`;
  return left ? `${left} of this stimulation are left and can be begun now.` : '';
}

/** "14 min", "40 s": whole minutes from two on, then tens of seconds; never rounded down. */
export const spokenTime = (seconds: number): string =>
  seconds >= 120 ? `${Math.ceil(seconds / 60)} min` : `${10 * Math.ceil(seconds / 10)} s`;

/** Why the button for more does nothing now, or what it does. */
export const riseHint = (noRise: string): string => (noRise === '' ? 'Each press changes it by 1 mA.' : noRise);

/** "Rising to 12.0 mA. A session begins at 12.0 mA (the mark). At most 15.0 mA for you." */
export function levelWords({ currentUa, prescribedUa, steering }: StimulationView): string {
  const asked = steering?.askedUa ?? 0;
  const rising = asked > currentUa + RISING_UA ? `Rising to ${formatCurrent(asked)}. ` : '';
  const ceiling = steering?.ceilingUa === undefined ? '' : ` At most ${formatCurrent(steering.ceilingUa)} for you.`;
  return `${rising}A session begins at ${formatCurrent(prescribedUa)} (the mark).${ceiling}`;
}

/** Less than this is the band's own unsteadiness. */
const RISING_UA = 500;

/** What a screen reader hears when something changes; not each new figure. */
export function stimulationAnnouncement(view: StimulationView): string {
  const { title, detail } = stimulationWords(view.state);
  return view.state === 'UNKNOWN' || view.reason === '' ? `${title}. ${detail}` : `${title}. ${view.reason}`;
}

type Prompt = Exclude<NonNullable<StimulationView['steering']>['prompt'], ''>;
interface PromptWords {
  readonly title: string;
  readonly text: string;
  readonly button: string;
  readonly wish: 'present' | 'resume';
}

/** What the person is asked, and what the button for it says. */
export const PROMPT_ANSWERS: Readonly<Record<Prompt, PromptWords>> = {
  PRESENCE: {
    title: 'Are you still there?',
    text: 'Say so within a minute, or the stimulation fades out.',
    button: 'I am here',
    wish: 'present',
  },
  JOLT: {
    title: 'Are you all right?',
    text: 'A fall or a hard knock was felt, so the current is off. Go on only if you are well; else press STOP.',
    button: 'I am well: go on',
    wish: 'resume',
  },
  PAUSED: {
    title: 'Paused',
    text: 'The current is off. It begins again at 0 and rises slowly.',
    button: 'Go on',
    wish: 'resume',
  },
  PEELING: {
    title: 'Check the pads',
    text: 'A pad is coming loose, so the current is off. Press both pads on, all round; then go on.',
    button: 'The pads are firm: go on',
    wish: 'resume',
  },
  NOT_REACHED: {
    title: 'Check pads and plugs',
    text: 'The current does not get through, so it is off. Press the pads on and push the plugs in. If the gel is dry, use new pads.',
    button: 'I have checked: go on',
    wish: 'resume',
  },
  HELD: {
    title: 'Check the pads',
    text: 'The band has switched the current off for now. Press both pads on; then go on.',
    button: 'I have checked: go on',
    wish: 'resume',
  },
};

export const PRESS_TITLES = {
  START_OUTPUT: 'Press the button on the band',
  NEW_PRESCRIPTION: 'A new prescription: press the button on the band',
  ENROLMENT: 'Press the button on the band',
} as const;

export const PRESS_DETAILS = {
  START_OUTPUT: 'The current begins only then, at 0, and rises slowly. Nothing happens if you do not press.',
  NEW_PRESCRIPTION:
    'Your clinician changed what may be given. It counts from the moment you press; before that nothing flows.',
  ENROLMENT: 'The band is being set up. Press only if you or your clinician began this.',
} as const;

/** Where nobody can see what the band does. */
export const UNSEEN_STEPS = [
  'Press the button on the band: that ends it.',
  'If you still feel it, take the pads off. Hold them by the edge, one after the other.',
  'If the gateway has lost it too, the band ends by itself within three seconds.',
] as const;

export const STEER_LOST = 'The gateway does not answer. Nothing was changed. STOP, or press the button on the band.';
export const FAULT_DONE = 'I have put it right';

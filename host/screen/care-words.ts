import { formatCurrent } from '../../protocol/units.ts';
import type { ScreeningQuestion, SkinLock, TitrationDoubt } from '../stim/index.ts';
import { SITES } from '../stim/prescription/site.ts';
import type { PainActivity, SkinFinding, TitrationView } from './care.ts';
import { count } from './words.ts';

export const NOT_READ = 'This request cannot be read. Nothing was recorded.';
export const NOT_RECORDED =
  'This could not be recorded, so nothing was changed. The disk of the gateway may be full. Tell your clinician yourself.';

/** "left knee" */
export const placeWords = (site: string): string =>
  SITES.find(({ id }) => id === site)?.name ?? site.replaceAll('-', ' ');

/** What a "yes" to a screening question means. */
export function followsFromYes(kind: ScreeningQuestion['kind']): string {
  switch (kind) {
    case 'absolute':
      return 'No stimulation: it could harm you. Exercises go on. Speak with your clinician.';
    case 'overridable':
      return 'No stimulation until your clinician has looked at it and allowed it. Exercises go on.';
    case 'today':
      return 'No stimulation today. You are asked again next time.';
  }
}

export const SCREENING_TAKEN = 'Thank you. Nothing that you said stands against stimulation.';
export const SCREENING_STANDS = 'Thank you for saying so. The next session has no stimulation; see below why.';

/** Why a session has no stimulation, from a reason of the constraint chain. */
export function refusalWords(reason: string): string {
  if (reason === '') return 'The prescription does not allow it now.';
  const sentence = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`;
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** In the order in which they are offered. */
export const SKIN_FINDINGS: readonly { readonly finding: SkinFinding; readonly name: string }[] = [
  { finding: 'none', name: 'Nothing to see' },
  { finding: 'redness-short', name: 'Red, gone within 30 minutes' },
  { finding: 'redness-long', name: 'Still red after 30 minutes' },
  { finding: 'itch', name: 'It itches' },
  { finding: 'blister', name: 'A blister' },
  { finding: 'burn', name: 'A burn, or broken skin' },
];

/** What follows from what somebody sees on the skin. */
export function followsFromSkin(finding: SkinFinding): string {
  switch (finding) {
    case 'none':
      return 'Good. Nothing needs to be done.';
    case 'redness-short':
      return 'That is usual and harmless. If it stays red for longer than 30 minutes, say so here.';
    case 'redness-long':
      return 'This place now rests for 24 hours: no stimulation there. Exercises go on.';
    case 'itch':
      return 'Wash the gel off with water. If it gets red or comes back, say so here and tell your clinician.';
    case 'blister':
    case 'burn':
      return 'No stimulation anywhere until your clinician has seen it. Cool it with water, put no pads on it, and call your clinician today.';
  }
}

/** "This place rests until 14:05 on 3 March" and why. */
export function lockWords({ site, untilMs, because }: SkinLock, time: (ms: number) => string): string {
  if (untilMs === null)
    return `A ${because} was reported: no stimulation anywhere until your clinician has looked at it.`;
  return `The skin at the ${placeWords(site)} was red for more than 30 minutes: it rests until ${time(untilMs)}.`;
}

export const PADS_NONE = 'No pads are in use. Open a new pair and say so here.';
export const padsWorn = (uses: number): string => `These pads were used ${count(uses, 'time')}. Open a new pair.`;
export const padsSmall = (areaMm2: number, neededMm2: number): string =>
  `These pads are too small: ${padSize(areaMm2)} each, and ${padSize(neededMm2)} are prescribed.`;
export const padsOpened = (uses: number): string => `New pads noted. They last for ${count(uses, 'use')}.`;
export const PADS_DISCARDED = 'Noted. Open a new pair before the next stimulation.';

/** "25 cm²" */
export const padSize = (areaMm2: number): string => `${Math.round(areaMm2 / 10) / 10} cm²`;

/** Pads that are commonly sold; the prescribed area is named in words beside them. */
export const PAD_SIZES: readonly { readonly areaMm2: number; readonly name: string }[] = [
  { areaMm2: 1600, name: '4 × 4 cm' },
  { areaMm2: 2500, name: '5 × 5 cm' },
  { areaMm2: 3200, name: '4 × 8 cm' },
  { areaMm2: 4500, name: '5 × 9 cm' },
  { areaMm2: 5000, name: '5 × 10 cm' },
];

export const PAIN_TAKEN = 'Thank you, noted.';
export const NOTE_TAKEN = 'Thank you. Your clinician can read it.';
export const NO_SESSION = 'There is no session yet that this could belong to.';
export const NOT_PRESCRIBED_HERE = 'No stimulation is prescribed here.';

export const PAIN_ASKED: Readonly<Record<PainActivity, string>> = {
  rest: 'How much does it hurt now, while you sit still?',
  movement: 'How much does the movement hurt?',
};

type TitrationStep = TitrationView['step'];

/** What to do in a step, and what the button of it says. */
export const TITRATION_STEPS: Readonly<Record<TitrationStep, { readonly task: string; readonly mark: string }>> = {
  'sensory-threshold': {
    task: 'Say "too weak", then make it a little stronger until you feel it for the first time.',
    mark: 'Now I feel it',
  },
  'strong-comfortable': {
    task: 'Go on a little at a time until it is strong, but still comfortable. Say how it feels on the way.',
    mark: 'Now it is strong but comfortable',
  },
  discomfort: {
    task: 'With your clinician beside you: a little stronger, until it begins to be uncomfortable.',
    mark: 'Now it becomes uncomfortable',
  },
  settled: {
    task: 'Make it weaker again, until it is strong but comfortable.',
    mark: 'Now it is comfortable again',
  },
  done: { task: 'Your level is found. The next session begins with it.', mark: '' },
};

export const TITRATION_BEGUN =
  'Start the stimulation at its lowest and go up a little at a time. You decide; it never rises by itself.';
export const TITRATION_LEFT = 'Left. Nothing was changed.';
export const TITRATION_TAKEN = 'Noted.';
export const TITRATION_NONE = 'Nothing is being looked for just now.';
export const TITRATION_BUSY = 'Your level is being looked for already.';

/** Reasons of host/stim/person/titration.ts as sentences. */
export function titrationRefusal(refusal: string): string {
  if (refusal === '') return '';
  if (refusal === 'no current flows') return 'No current flows now, so there is no level to note.';
  return `Not noted: this is ${refusal}.`;
}

/** A level that is unlike the person's own earlier ones. */
export function doubtSentence({ quantity, foundUa, lowUa, highUa, usualUa }: TitrationDoubt): string {
  const range = `${formatCurrent(lowUa)} to ${formatCurrent(highUa)}`;
  const name = quantity === 'sensory threshold' ? 'the level first felt' : 'the comfortable level';
  return `Last time, ${name} was ${formatCurrent(foundUa)}; usual here is ${formatCurrent(usualUa)} (${range}). Check the pads and the skin. Until a clinician has confirmed it, no session begins above what is usual.`;
}

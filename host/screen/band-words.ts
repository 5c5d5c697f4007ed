import type { Hello } from '../../protocol/message.ts';
import type { Side } from '../../protocol/placement.ts';
import type { BandTrouble } from '../intake/band-trouble.ts';
import type { DeviceView } from './feed.ts';
import { count } from './words.ts';

/** Where a band sits, as the person who wears it says it. A demonstration's words for places nobody knows stay as they are. */
const LIMBS: Readonly<Record<string, string>> = {
  shank: 'lower leg',
  pelvis: 'belt',
  sternum: 'chest',
};
const MIDDLE = ['pelvis', 'sternum', 'head'];

/** "left thigh", "chest"; the side where it is known. */
export function limbWords(placement: string, side?: Side): string {
  const limb = LIMBS[placement] ?? placement.replaceAll('-', ' ');
  return side === undefined || MIDDLE.includes(placement) ? limb : `${side} ${limb}`;
}

export interface BandNote {
  readonly title: string;
  readonly text: string;
}

/** For the person who wears it, where a band measures nothing at all: what is cut off now and then is said at the repetition. */
export function troubleNote(trouble: BandTrouble, placement: string, side?: Side): BandNote | undefined {
  if (trouble.kind === 'saturated') return undefined;
  const why = trouble.kind === 'stuck' ? 'Its sensor repeats one value.' : 'Its sensor does not answer.';
  return {
    title: `The band on your ${limbWords(placement, side)} measures nothing.`,
    text: `${why} Stop moving: nothing can be counted now. Switch the band off and on. If this stays, use another band and tell your clinic.`,
  };
}

/** @param whose "your" for the person who wears it, "the" for anybody else */
export const pressWords = (placement: string, side?: Side, whose: 'your' | 'the' = 'your'): string =>
  `Button pressed: the band on ${whose} ${limbWords(placement, side)}.`;

/** For the engineer, in a column. */
export function signalMark(trouble: BandTrouble | undefined): string {
  switch (trouble?.kind) {
    case undefined:
      return '● measures';
    case 'no-sensor':
      return '✕ no sensor';
    case 'stuck':
      return '✕ stuck';
    case 'saturated':
      return '▲ cut off';
  }
}

/** What the engineer should know of a band besides its figures, a sentence each. */
export function bandNotes({
  name,
  placement,
  trouble,
  restarts,
  firmware,
  firmwareNote,
  accelerometerOnly,
  refused,
}: DeviceView): string[] {
  const band = `${name} (${placement})`;
  return [
    ...(refused === undefined ? [] : [`${band}: refused. ${refused}`]),
    ...(trouble ? [`${band}: ${signalWords(trouble)}`] : []),
    ...(restarts
      ? [`${band}: started anew ${times(restarts.count)}, latest cause: ${RESET_CAUSES[restarts.latestCause]}`]
      : []),
    ...(firmwareNote ? [`${band}: firmware ${firmware} is ${firmwareNote}`] : []),
    ...(accelerometerOnly
      ? [`${band}: has an accelerometer only: recorded, and felt for falls; no angle comes from it`]
      : []),
  ];
}

const times = (amount: number): string => (amount === 1 ? 'once' : `${amount} times`);

/** For the engineer, in full. */
export function signalWords(trouble: BandTrouble | undefined): string {
  switch (trouble?.kind) {
    case undefined:
      return 'measures';
    case 'no-sensor':
      return 'its sensor does not answer';
    case 'stuck':
      return `the same six values for ${Math.round(trouble.forMs / 1000)} s`;
    case 'saturated':
      return `at the end of its range: ${trouble.axes.map(({ axis, samples }) => `${axis} ${count(samples, 'sample')}`).join(', ')}`;
  }
}

/** Why a band started anew. */
export const RESET_CAUSES: Readonly<Record<Hello['resetCause'], string>> = {
  RESET_UNKNOWN: 'cause unknown',
  POWER_ON: 'power came back',
  WATCHDOG: 'watchdog: its program hung',
  RESET_PIN: 'reset pin',
  SOFTWARE: 'by its own program',
  WOKEN: 'woken from sleep',
};

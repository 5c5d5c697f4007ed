import type { Placement, Side } from '../../protocol/placement.ts';
import { formatAngle } from '../../protocol/units.ts';
import {
  type AngleKind,
  anatomicalDeg,
  type Exercise,
  type Region,
  type Variant,
} from '../motion/exercises/exercise.ts';
import { POSTURES } from '../motion/figure/postures.ts';
import { formatSeconds, formatTarget } from './words.ts';

/** What people read about an exercise: where bands sit, what the picture shows, how often and how fast. */

interface PlacementWords {
  readonly name: string;
  readonly where: string;
}

export const PLACEMENT_WORDS: Readonly<Record<Placement, PlacementWords>> = {
  thigh: { name: 'Thigh', where: 'around the thigh, a hand above the knee, sensor on the outer side' },
  shank: { name: 'Lower leg', where: 'around the lower leg, half way down, sensor on the outer side' },
  foot: { name: 'Foot', where: 'around the middle of the foot or shoe, sensor on top' },
  'upper-arm': { name: 'Upper arm', where: 'around the upper arm, above the elbow, sensor on the outer side' },
  forearm: { name: 'Forearm', where: 'just above the wrist, like a watch, sensor on the back of the forearm' },
  hand: { name: 'Hand', where: 'around the palm, sensor on the back of the hand' },
  pelvis: { name: 'Belt', where: 'on a belt around the hips, sensor at the back, below the waist' },
  sternum: { name: 'Chest strap', where: 'on a strap around the chest, sensor on the breastbone' },
  head: { name: 'Headband', where: 'on a headband, sensor above the ear' },
};

const SIDED: readonly Placement[] = ['thigh', 'shank', 'foot', 'upper-arm', 'forearm', 'hand'];

/** "Left thigh: around the thigh, …" */
export function bandSentence(placement: Placement, side: Side): string {
  const { name, where } = PLACEMENT_WORDS[placement];
  return `${SIDED.includes(placement) ? `${capital(side)} ${name.toLowerCase()}` : name}: ${where}.`;
}

/** What the placement picture shows, for those who don't see it. */
export function placementDescription({ sensors }: Exercise, side: Side): string {
  const bands = sensors.map((placement) => bandSentence(placement, side)).join(' ');
  return `A person wears ${sensors.length === 1 ? 'one band' : `${sensors.length} bands`}. ${bands}`;
}

/** What the picture of the movement shows, for those who don't see it. */
export function movementDescription(exercise: Exercise, side: Side): string {
  const { targetDeg, body } = exercise;
  const posture = POSTURES[body.posture].words;
  return `${posture}, ${side} side. ${tempoSentence(exercise)} The target is ${formatTarget(targetDeg)} away from the start.`;
}

/** "Straighten 2 s, hold 1 s, lower 2 s." */
export function tempoSentence({ words, tempo }: Exercise): string {
  const phases: readonly (readonly [string, number])[] = [
    [words.out, tempo.outS],
    [words.hold, tempo.holdS],
    [words.back, tempo.backS],
  ];
  const told = phases.map(([word, seconds]) => `${word.toLowerCase()} ${formatSeconds(seconds)}`).join(', ');
  return `${capital(told)}.`;
}

/** "Thigh and lower leg, 2 sets of 8" */
export const exerciseSentence = ({ sensors, ...exercise }: Exercise): string =>
  `${capital(bandNames(sensors))}, ${doseWords(exercise)}`;

const bandNames = (sensors: readonly Placement[]): string =>
  sensors.map((placement) => PLACEMENT_WORDS[placement].name.toLowerCase()).join(' and ');

const ANGLE_WORDS: Readonly<Record<AngleKind, string>> = {
  hinge: 'the angle between the two bands',
  elevation: 'how far the band is tilted from where it was',
  bend: 'how much further the second band is tilted than the first',
  fold: 'how far both bands are tilted towards each other',
  turn: 'how far the band is turned about the vertical',
  sway: 'how long the limb is held up, and how the belt sways meanwhile',
};

/** What a clinician wants to know, in short. */
export function exerciseFacts(exercise: Exercise): { readonly name: string; readonly value: string }[] {
  const { anatomical, angle, equipment, targetDeg, body, tempo, words } = exercise;
  const ends = [anatomicalDeg(exercise, targetDeg.low), anatomicalDeg(exercise, targetDeg.high)].sort((a, b) => a - b);
  return [
    { name: 'Position', value: POSTURES[body.posture].words },
    { name: 'Repetitions', value: doseWords(exercise) },
    { name: words.out, value: formatSeconds(tempo.outS) },
    { name: words.hold, value: formatSeconds(tempo.holdS) },
    { name: words.back, value: formatSeconds(tempo.backS) },
    { name: 'Target', value: `${formatTarget(targetDeg)} from the start` },
    { name: capital(anatomical.name), value: `${Math.round(ends[0]!)} to ${formatAngle(ends[1]!)}` },
    { name: 'Measured', value: capital(ANGLE_WORDS[angle]) },
    { name: 'Needed', value: equipment.length === 0 ? 'Nothing' : capital(equipment.join(', ')) },
  ];
}

/** "2 sets of 8" */
export const doseWords = ({ sets, repsPerSet }: Pick<Exercise, 'sets' | 'repsPerSet'>): string =>
  `${sets} sets of ${repsPerSet}`;

/** How a variant differs, in figures: "target 40 to 65°". Empty where it is another exercise. */
export function variantDetail({ change }: Variant): string {
  const { targetDeg, tempo, sets, repsPerSet } = change ?? {};
  const told: string[] = [];
  if (targetDeg) told.push(`target ${formatTarget(targetDeg)}`);
  if (tempo)
    told.push(
      `${formatSeconds(tempo.outS)} out, ${formatSeconds(tempo.holdS)} hold, ${formatSeconds(tempo.backS)} back`,
    );
  if (sets) told.push(`${sets} sets`);
  if (repsPerSet) told.push(`${repsPerSet} repetitions`);
  return told.join(', ');
}

export const regionName = (region: Region): string => capital(region);
export const sideName = (side: Side): string => capital(side);

/** Where the full travel is, for a label in the picture. */
export const targetLabel = ({ targetDeg }: Exercise): string =>
  `${Math.round(targetDeg.low)}–${formatAngle(targetDeg.high)}`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

import { formatAngle } from '../../protocol/units.ts';
import { exerciseById } from '../motion/exercise-library.ts';
import type { MovementWords } from '../motion/exercises/exercise.ts';
import type { Cue } from '../motion/movement-event.ts';
import type { RepRecord } from '../records/session-document.ts';

export type { MovementWords };

const PLAIN_MOVEMENT: MovementWords = { joint: 'joint', out: 'Move out', hold: 'Hold', back: 'Move back' };

/** An exercise that is no longer in the library may still stand in the records. */
export const movementWords = (exerciseId: string): MovementWords => exerciseById(exerciseId)?.words ?? PLAIN_MOVEMENT;

/** "Knee extension" from "knee-extension". */
export function exerciseName(exerciseId: string): string {
  const spaced = exerciseId.replaceAll('-', ' ');
  return exerciseById(exerciseId)?.name ?? spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** "2.0 s" */
export const formatSeconds = (seconds: number): string => `${seconds.toFixed(1)} s`;

/** "1 repetition", "16 repetitions" */
export const count = (amount: number, singular: string): string => `${amount} ${singular}${amount === 1 ? '' : 's'}`;

/** The one sentence a patient reads in the middle of a movement: short, and what to do rather than what was wrong. */
export function cueText(cue: Cue, exerciseId = ''): string {
  const { out, back } = movementWords(exerciseId);
  switch (cue.code) {
    case 'slower-out':
      return `${out} more slowly`;
    case 'slower-back':
      return `${back} more slowly`;
    case 'hold-longer':
      return 'Hold a little longer';
    case 'further':
      return `${out} a little further`;
    case 'not-so-far':
      return 'Not quite so far';
    case 'good':
      return 'Good. Just like that';
    case 'done':
      return 'Done. Well moved';
    case 'steadier':
      return 'Steadier than before';
    case 'further-than-before':
      return 'Further than before';
  }
}

/** The number behind a cue, for those who want it; empty when there is none worth reading. */
export function cueDetail(cue: Cue): string {
  switch (cue.code) {
    case 'slower-out':
    case 'slower-back':
      return `That took ${formatSeconds(cue.measured)}. Aim for ${formatSeconds(cue.wanted)}.`;
    case 'hold-longer':
      return `You held ${formatSeconds(cue.measured)}. Aim for ${formatSeconds(cue.wanted)}.`;
    case 'further':
      return `You reached ${formatAngle(cue.measured)}. Aim for ${formatAngle(cue.wanted)}.`;
    case 'not-so-far':
      return `You reached ${formatAngle(cue.measured)}. Stay under ${formatAngle(cue.wanted)}.`;
    case 'good':
    case 'done':
    case 'steadier':
    case 'further-than-before':
      return '';
  }
}

export interface TargetBand {
  readonly low: number;
  readonly high: number;
}

export type TargetPlace = 'below' | 'inside' | 'above';

export function targetPlace(angleDeg: number, target: TargetBand): TargetPlace {
  if (angleDeg < target.low) return 'below';
  return angleDeg > target.high ? 'above' : 'inside';
}

export const TARGET_PLACE_WORDS: Readonly<Record<TargetPlace, string>> = {
  below: 'Below target',
  inside: 'In target',
  above: 'Past target',
};

/** "60 to 75°" */
export const formatTarget = (target: TargetBand): string => `${Math.round(target.low)} to ${formatAngle(target.high)}`;

export type TempoVerdict = 'good' | 'short' | 'long';

/** A phase may miss its wanted time by 30 % before anyone is told: people can't time themselves more closely. */
const TEMPO_TOLERANCE = 0.3;

export function tempoVerdict(measuredS: number, wantedS: number): TempoVerdict {
  if (measuredS < wantedS * (1 - TEMPO_TOLERANCE)) return 'short';
  return measuredS > wantedS * (1 + TEMPO_TOLERANCE) ? 'long' : 'good';
}

export type TempoPhase = keyof RepRecord['tempo_s'];
export const TEMPO_PHASES: readonly TempoPhase[] = ['out', 'hold', 'back'];

const MOVING_VERDICTS = { good: 'good', short: 'too fast', long: 'slow' } as const;
const HOLDING_VERDICTS = { good: 'good', short: 'too short', long: 'long' } as const;

export function tempoVerdictWords(phase: TempoPhase, verdict: TempoVerdict): string {
  return (phase === 'hold' ? HOLDING_VERDICTS : MOVING_VERDICTS)[verdict];
}

/** Lowest and highest angle of the dial and the charts: whole tens around the target, from 0 where nothing is negative. */
export function dialRange(target: TargetBand): { readonly lowDeg: number; readonly highDeg: number } {
  const lowDeg = Math.min(0, Math.floor((target.low - 20) / 10) * 10);
  return { lowDeg, highDeg: Math.max(90, Math.ceil((target.high + 15) / 10) * 10) };
}

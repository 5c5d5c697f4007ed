import type { Command } from 'commander';
import { type Exercise, exerciseById } from '../motion/index.ts';
import type { Plan, Settings } from '../relay/downlink/down-message.ts';
import type { SessionOrder } from './session-order.ts';

/** What a plan does not change. */
export interface PlanBounds {
  /** What the command line said. */
  readonly told: Readonly<Record<'exercise' | 'side' | 'cues', boolean>>;
  /** Whether the bands that are there can. */
  readonly measures: (exercise: Exercise) => boolean;
}

export function toldBy(command: Command): PlanBounds['told'] {
  const isTold = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  return { exercise: isTold('exercise'), side: isTold('side'), cues: isTold('cues') };
}

/** The order as the person's clinician last asked for it. @param plan null: nothing was asked for this person */
export function plannedOrder(
  order: SessionOrder,
  plan: Plan | null,
  settings: Settings,
  { told, measures }: PlanBounds,
): SessionOrder {
  const cues = plan?.cue_policy ?? settings.cue_policy;
  const restS = plan?.rest_s ?? settings.rest_s;
  const planned = {
    ...order,
    ...(cues && !told.cues ? { cuePolicy: cues } : {}),
    ...(restS === undefined ? {} : { restS }),
  };
  const exercise = plan && exerciseById(plan.exercise);
  if (!exercise || !measures(exercise) || (told.exercise && exercise.id !== order.exercise.id)) return planned;
  const { sets, reps_per_set: repsPerSet, side } = plan;
  return {
    ...planned,
    exercise,
    ...(side && !told.side ? { side } : {}),
    amounts: { of: exercise.id, sets: sets ?? exercise.sets, repsPerSet: repsPerSet ?? exercise.repsPerSet },
  };
}

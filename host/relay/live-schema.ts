import * as v from 'valibot';
import { count, envelope, instant, repRecord } from '../records/schema.ts';

/** What a session under way tells those who watch over it from afar. Types and JSON Schema both come from here. */

/** `sequence` counts from 1 without a gap: what is missing was lost on the way, and nobody sends it again. */
const common = {
  schema: v.literal('limber/live/1'),
  ...envelope,
  sequence: v.pipe(v.number(), v.integer(), v.minValue(1)),
  t_ms: count,
  at: instant,
};

/** `interpolated`: drawn over a gap, and not measured. */
const point = v.object({ t_ms: count, angle_deg: v.number(), interpolated: v.exactOptional(v.literal(true)) });

/**
 * 'off': the band itself says that no current flows. 'unknown': nobody hears it, so it may flow; the current is null then.
 * `reason`: in words, why it is so.
 */
const stimulation = v.object({
  state: v.picklist(['off', 'ready', 'ramping', 'on', 'paused', 'fault', 'unknown']),
  current_ua: v.nullable(count),
  reason: v.string(),
});

/** 'away': its link is down. 'saturated': what it measures is cut off now and then; all others: nothing of it counts. */
const band = v.object({
  kind: v.picklist(['motion', 'stim']),
  placement: v.string(),
  trouble: v.nullable(v.picklist(['away', 'refused', 'no-sensor', 'stuck', 'saturated'])),
});

/** All that stands, told at once when any of it changes and once a second: who comes later knows it within that time. */
const standing = v.object({
  exercise: v.string(),
  phase: v.picklist(['waiting', 'exercising', 'resting', 'stimulating', 'finished']),
  set: count,
  sets: count,
  reps_in_set: count,
  reps_per_set: count,
  target_deg: v.object({ low: v.number(), high: v.number() }),
  stimulation: v.nullable(stimulation),
  bands: v.array(band),
});

export const liveSchema = v.variant('kind', [
  v.object({ ...common, kind: v.literal('angle'), points: v.pipe(v.array(point), v.minLength(1)) }),
  v.object({ ...common, kind: v.literal('rep'), rep: v.omit(repRecord, ['metrics']) }),
  v.object({
    ...common,
    kind: v.literal('verdict'),
    rep_index: v.nullable(count),
    code: v.string(),
    measured: v.number(),
    wanted: v.number(),
    text: v.string(),
  }),
  v.object({ ...common, kind: v.literal('state'), state: standing }),
  v.object({
    ...common,
    kind: v.literal('end'),
    reason: v.picklist(['session-over', 'consent-withdrawn']),
    stimulation: v.nullable(stimulation),
  }),
]);

export type LiveMessage = v.InferOutput<typeof liveSchema>;
export type LiveStimulation = v.InferOutput<typeof stimulation>;

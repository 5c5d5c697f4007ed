import * as v from 'valibot';
import { SIDES } from '../../protocol/placement.ts';
import { LOSS_CAUSES } from '../intake/band-start.ts';
import { UNKNOWN_REASONS } from '../motion/metrics/measure.ts';
import { CUE_POLICIES, PUBLIC_ID } from './session-document.ts';

/**
 * The one source of what is recorded and leaves the gateway as JSON: docs/schemas/*.json is generated from it, and a test
 * holds the types of the messages against it. What only a broker carries has its schemas in relay/. Fields are only ever
 * added; a change of meaning gets a new number in `schema`.
 */
export const id = v.pipe(v.string(), v.regex(PUBLIC_ID));
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const seconds = v.pipe(v.number(), v.minValue(0));
export const instant = v.pipe(v.string(), v.isoTimestamp());
const tempo = v.object({ out: seconds, hold: seconds, back: seconds });

/** `sigma`: one standard deviation of the measuring error. */
const measure = v.union([
  v.object({ value: v.number(), sigma: v.pipe(v.number(), v.minValue(0)) }),
  v.object({ value: v.null(), reason: v.picklist(UNKNOWN_REASONS) }),
]);

const metrics = v.object({
  rom_deg: measure,
  out_s: measure,
  hold_s: measure,
  back_s: measure,
  peak_speed_dps: measure,
  smoothness: measure,
  hold_unsteadiness_deg: measure,
  path_ratio: measure,
  template_deg: measure,
  compensation_deg: measure,
  trunk_lean_deg: measure,
  sway_rms_ms2: measure,
  sway_jerk: measure,
});

const setRecord = v.object({
  start_s: seconds,
  end_s: seconds,
  reps: count,
  metrics: v.exactOptional(
    v.object({
      tempo_variation_pct: measure,
      rom_drift_deg: measure,
      speed_drift_dps: measure,
      smoothness_drift: measure,
    }),
  ),
});

const doubt = v.object({
  kind: v.picklist(['swapped', 'upside-down', 'slipped', 'saturated', 'stuck', 'dropout']),
  sensor: v.string(),
  with: v.exactOptional(v.string()),
  by_deg: v.exactOptional(v.number()),
  share: v.exactOptional(v.number()),
});

export const repRecord = v.object({
  index: v.pipe(v.number(), v.integer(), v.minValue(1)),
  set: v.pipe(v.number(), v.integer(), v.minValue(1)),
  start_s: seconds,
  end_s: seconds,
  rom_deg: v.number(),
  peak_deg: v.number(),
  tempo_s: tempo,
  confidence: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  metrics: v.exactOptional(metrics),
  doubts: v.exactOptional(v.array(doubt)),
  execution: v.exactOptional(
    v.object({ name: v.nullable(v.string()), confidence: v.pipe(v.number(), v.minValue(0), v.maxValue(1)) }),
  ),
});

/** `at`: when it was said. Currents in uA, whole. */
const stimulationLog = v.object({
  prescription_revision: v.exactOptional(count),
  device: v.exactOptional(v.string()),
  site: v.exactOptional(v.string()),
  pads: v.exactOptional(v.object({ id: v.string(), area_mm2: count, uses: count })),
  thresholds: v.exactOptional(
    v.object({ sensory_ua: count, comfortable_ua: count, discomfort_ua: v.nullable(count), settled_ua: count }),
  ),
  amplitude_changes: v.exactOptional(
    v.array(v.object({ at_s: v.number(), from_ua: count, to_ua: count, by: v.string(), reason: v.string() })),
  ),
  pauses: v.exactOptional(v.array(v.object({ at_s: v.number(), duration_s: seconds, reason: v.string() }))),
  impedance_ohm: v.exactOptional(v.object({ min: v.number(), median: v.number(), max: v.number() })),
  gateway_reason: v.exactOptional(v.string()),
  comfort: v.exactOptional(v.array(v.object({ at: instant, feeling: v.string(), by: v.string() }))),
  pain: v.exactOptional(
    v.array(
      v.object({
        at: instant,
        moment: v.picklist(['before', 'during', 'after']),
        activity: v.picklist(['rest', 'movement']),
        stimulation: v.boolean(),
        rating: count,
      }),
    ),
  ),
  skin: v.exactOptional(v.array(v.object({ at: instant, finding: v.string(), by: v.string() }))),
});

export const envelope = { message_id: id, simulated: v.boolean(), site: id, person: id, session_id: id };

export const sessionSchema = v.object({
  schema: v.literal('limber/session/1'),
  message_id: id,
  revision: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(2))),
  motion_core: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  session: v.object({
    id,
    site: id,
    person: id,
    exercise: v.string(),
    started_at: instant,
    duration_s: seconds,
    target_deg: v.object({ low: v.number(), high: v.number() }),
    sets: v.array(setRecord),
    sensors: v.array(v.string()),
    calibrations: v.exactOptional(v.array(v.object({ sensor: v.string(), tag: v.string(), made_at: instant }))),
    purpose: v.exactOptional(v.literal('demonstration')),
    side: v.exactOptional(v.picklist(SIDES)),
    cue_policy: v.exactOptional(v.picklist(CUE_POLICIES)),
    wanted_tempo_s: v.exactOptional(tempo),
    movement_prescription: v.exactOptional(
      v.object({
        version: v.pipe(v.number(), v.integer(), v.minValue(1)),
        demonstrated_at: instant,
        prescribed_by: v.string(),
      }),
    ),
    gaps: v.exactOptional(v.array(v.object({ from_s: seconds, to_s: seconds }))),
    outcome: v.picklist(['completed', 'stopped', 'interrupted']),
  }),
  simulated: v.boolean(),
  reps: v.array(repRecord),
  stimulation: v.object({
    pulses: count,
    total_charge_uc: v.pipe(v.number(), v.minValue(0)),
    peak_current_ua: count,
    on_time_s: seconds,
    stop_reason: v.string(),
    prescription_id: v.nullable(v.string()),
    log: v.exactOptional(stimulationLog),
  }),
  frames: v.object({ received: count, lost: count, recovered: count, discarded: count }),
  completion: v.exactOptional(
    v.object({
      late_samples: count,
      awaited_frames: count,
      lost: v.array(
        v.object({
          sensor: v.string(),
          why: v.picklist(LOSS_CAUSES),
          samples: v.nullable(count),
          start_s: seconds,
          end_s: seconds,
        }),
      ),
    }),
  ),
  stored: v.object({ sessions: count, chunks: count, samples: count, bytes: count }),
  published: v.object({ messages: count, pending: count, topics: v.array(v.string()) }),
  ledger: v.exactOptional(v.object({ records: count, head: v.string() })),
});

export const repSchema = v.object({
  schema: v.literal('limber/rep/1'),
  ...envelope,
  exercise: v.string(),
  rep: repRecord,
});

export const eventSchema = v.object({
  schema: v.literal('limber/event/1'),
  ...envelope,
  event: v.picklist(['stimulation-started', 'stimulation-stopped']),
  at: instant,
  current_ua: count,
  reason: v.string(),
  prescription_id: v.nullable(v.string()),
});

export const statusSchema = v.object({
  schema: v.literal('limber/status/1'),
  message_id: id,
  simulated: v.boolean(),
  site: id,
  state: v.picklist(['online', 'offline', 'lost']),
  at: instant,
});

/** File name under docs/schemas, without ".json", and what it says of itself. */
export const PUBLISHED_SCHEMAS = {
  'session-1': {
    schema: sessionSchema,
    title: 'Summary of one session (topic .../session/<id>/summary; also `limber --once --json`)',
  },
  'rep-1': { schema: repSchema, title: 'One repetition (topic .../session/<id>/rep)' },
  'event-1': { schema: eventSchema, title: 'Stimulation began or ended (topic .../event/<id>)' },
  'status-1': {
    schema: statusSchema,
    title: 'Whether the gateway of a site is there (topic limber/v1/<site>/status, retained)',
  },
} as const;

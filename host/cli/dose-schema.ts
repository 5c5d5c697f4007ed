import * as v from 'valibot';
import { prescriptionSchema, signedPrescriptionSchema } from '../stim/index.ts';

/** What the `dose` commands read, write and print as JSON: docs/schemas/*.json is generated from it. */

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const currentUa = count;

const reason = v.object({ rule: v.string(), text: v.string(), source: v.string() });
const finding = v.object({ id: v.string(), text: v.string(), source: v.string() });
const metric = v.object({
  id: v.string(),
  name: v.string(),
  formula: v.string(),
  value: v.number(),
  unit: v.string(),
});
const totals = v.object({
  pulses: count,
  absolute_charge_nc: count,
  energy_uj: count,
  full_current_ms: count,
});

const verdict = {
  verdict: v.picklist(['ACCEPTED', 'REFUSED']),
  asked_ua: currentUa,
  permitted_ua: currentUa,
  strictest: v.nullable(v.string()),
  reasons: v.array(reason),
  notes: v.array(reason),
  standards: v.array(finding),
  duties: v.array(finding),
};

export const doseCheckSchema = v.object({
  schema: v.literal('limber/dose-check/1'),
  ...verdict,
  signature: v.object({
    state: v.picklist(['good', 'not-signed', 'unchecked', 'refused']),
    clinician: v.nullable(v.string()),
  }),
  metrics: v.array(metric),
  session_at_level: v.nullable(totals),
  session_at_ceiling: v.nullable(totals),
  decision: v.looseObject({ schema: v.literal('limber/dose-decision/1') }),
});

export const dosePlanSchema = v.object({
  schema: v.literal('limber/dose-plan/1'),
  ...verdict,
  highest_permitted_ua: currentUa,
  highest_recommended_ua: currentUa,
  limited_by: v.array(reason),
  limited_most_by: v.nullable(v.string()),
  sensory_threshold_ua: v.nullable(currentUa),
  contact_permille: count,
  metrics: v.array(metric),
  session_at_ceiling: totals,
  day_at_ceiling: totals,
  course_at_ceiling: v.object({ days: count, ...totals.entries }),
  permitted: v.array(
    v.object({
      phase_us: v.nullable(count),
      rate_millihertz: count,
      permitted_ua: currentUa,
      strictest: v.nullable(v.string()),
    }),
  ),
  prescription: prescriptionSchema,
  out: v.nullable(v.string()),
});

export const doseSignSchema = v.object({
  schema: v.literal('limber/dose-sign/1'),
  ...verdict,
  clinician: v.nullable(v.string()),
  out: v.nullable(v.string()),
});

/** File name under docs/schemas, without ".json", and what it says of itself. */
export const DOSE_SCHEMAS = {
  'prescription-2': { schema: prescriptionSchema, title: 'What a clinician allows one person at one site' },
  'signed-prescription-1': {
    schema: signedPrescriptionSchema,
    title: 'A prescription, signed for the gateway and sealed for its band (`limber dose sign`)',
  },
  'dose-check-1': { schema: doseCheckSchema, title: 'What `limber dose check --json` prints' },
  'dose-plan-1': { schema: dosePlanSchema, title: 'What `limber dose plan --json` prints' },
  'dose-sign-1': { schema: doseSignSchema, title: 'What `limber dose sign --json` prints' },
} as const;

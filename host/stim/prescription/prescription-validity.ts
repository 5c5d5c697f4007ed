import { atMost, type Constraint, type Reason, refuse } from '../dose/constraint.ts';
import { patternFlaw } from '../dose/pattern.ts';
import type { DoseContext } from './dose-context.ts';
import { canonicalPrescription, contradictions, type Prescription } from './prescription.ts';
import { isAllowedSite } from './site.ts';

/** Clocks of prescriber and gateway may differ by this much. */
const CLOCK_DIFFERENCE_S = 300;

type Check = readonly [fulfilled: boolean, rule: string, text: string];

/** Said as what must hold, so that a number that is none fails it. */
function timeChecks(prescription: Prescription, context: DoseContext): readonly Check[] {
  const { nowS, dayUsedMs, daySessions = 0 } = context;
  const { issuedAtS, expiresAtS, dayMs, sessionMs, sessionsPerDay } = prescription;
  return [
    [expiresAtS > nowS, 'expired', 'the prescription has expired'],
    [issuedAtS <= nowS + CLOCK_DIFFERENCE_S, 'not-yet', 'the prescription was issued in the future'],
    [dayUsedMs >= 0 && dayMs - dayUsedMs >= sessionMs, 'day-used', 'less than one session is left of the day'],
    [daySessions >= 0 && daySessions < sessionsPerDay, 'sessions-used', `${sessionsPerDay} sessions are allowed a day`],
  ];
}

function revisionChecks(prescription: Prescription, context: DoseContext): readonly Check[] {
  const { latestRevision, latestCanonical = null } = context;
  const { revision } = prescription;
  const sameContent = latestCanonical === null || latestCanonical === canonicalPrescription(prescription);
  return [
    [latestRevision === null || revision >= latestRevision, 'superseded', 'a later revision exists'],
    [
      latestRevision !== revision || sameContent,
      'revision-reused',
      `revision ${revision} is known with other content: a change needs a revision of its own`,
    ],
  ];
}

function placeChecks(prescription: Prescription, context: DoseContext): readonly Check[] {
  const { person, device = null, contactPermille } = context;
  const flaw = patternFlaw(prescription.pattern, prescription.rateMillihertz);
  return [
    [person === null || person === prescription.person, 'other-person', 'the prescription is for another person'],
    [device === null || device === prescription.device, 'other-device', 'the prescription is for another band'],
    [isAllowedSite(prescription.site), 'site', `${prescription.site} is not a site that pads may be placed at`],
    [flaw === '', 'band-pattern', flaw],
    [contactPermille >= 1 && contactPermille <= 1000, 'contact', 'the pads are not known to touch the skin'],
  ];
}

/** Everything but the limits: whose, where, when, with which band, and whatever else allows less. */
export function applyValidity(constraint: Constraint, prescription: Prescription, context: DoseContext): Constraint {
  const checks = [timeChecks, revisionChecks, placeChecks].flatMap((of) => of(prescription, context));
  const reasons: readonly Reason[] = [
    ...checks.flatMap(([fulfilled, rule, text]) => (fulfilled ? [] : [{ rule, text, source: 'prescription' }])),
    ...contradictions(prescription),
  ];
  const valid = reasons.reduce(refuse, constraint);
  return (context.also ?? []).reduce(
    (so_far, { mostUa, rule, text, source }) => atMost(so_far, mostUa, { rule, text, source }),
    valid,
  );
}

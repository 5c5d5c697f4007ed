import { type PersonRecord, padsInUse, told } from '../../stim/index.ts';
import type { StimulationDecision } from '../stored-record.ts';
import { courseChanges } from './course-changes.ts';

/** What else was logged of a stimulation, as known when the document was written; a field is absent where nothing is. */
export interface StimulationLog {
  readonly prescription_revision?: number;
  readonly device?: string;
  readonly site?: string;
  readonly pads?: { readonly id: string; readonly area_mm2: number; readonly uses: number };
  /** Of the latest titration at the site. `settled_ua`: strong but comfortable, in the end. */
  readonly thresholds?: {
    readonly sensory_ua: number;
    readonly comfortable_ua: number;
    /** Null: not looked for, that takes a clinician. */
    readonly discomfort_ua: number | null;
    readonly settled_ua: number;
  };
  readonly amplitude_changes?: readonly AmplitudeChange[];
  readonly pauses?: readonly { readonly at_s: number; readonly duration_s: number; readonly reason: string }[];
  readonly impedance_ohm?: { readonly min: number; readonly median: number; readonly max: number };
  /** Why the gateway ended it, where that is not the band's own `stop_reason`: STOP and LEASE_LOST are all that a band can know of it. */
  readonly gateway_reason?: string;
  readonly comfort?: readonly { readonly at: string; readonly feeling: string; readonly by: string }[];
  /** 0 to 10. `stimulation`: whether current flowed. */
  readonly pain?: readonly {
    readonly at: string;
    readonly moment: 'before' | 'during' | 'after';
    readonly activity: 'rest' | 'movement';
    readonly stimulation: boolean;
    readonly rating: number;
  }[];
  readonly skin?: readonly { readonly at: string; readonly finding: string; readonly by: string }[];
}

export interface AmplitudeChange {
  readonly at_s: number;
  readonly from_ua: number;
  readonly to_ua: number;
  readonly by: string;
  readonly reason: string;
}

/**
 * Decisions that this reads, by kind, with their `detail`. Others are kept and not shown here.
 * impedance: of the whole course, at its end. gateway-reason: why the gateway ended it.
 */
export interface LoggedDetail {
  readonly prescription: {
    readonly prescription: {
      readonly revision?: number;
      readonly device?: string;
      readonly site?: string;
    } | null;
  };
  readonly 'gateway-reason': { readonly reason: string };
  readonly impedance: { readonly minOhm: number; readonly medianOhm: number; readonly maxOhm: number };
}

/** @param records all of the person's, oldest first; @param fromWallMs when the session began, UTC */
export function stimulationLog(
  session: { readonly id: string; readonly fromWallMs: number },
  decisions: readonly StimulationDecision[],
  records: readonly PersonRecord[],
): StimulationLog {
  const prescription = detailsOf(decisions, 'prescription').at(-1)?.detail.prescription ?? null;
  const { revision, device, site } = prescription ?? {};
  const impedance = detailsOf(decisions, 'impedance').at(-1)?.detail;
  const ended = detailsOf(decisions, 'gateway-reason').at(-1)?.detail;
  return {
    ...(revision === undefined ? {} : { prescription_revision: revision }),
    ...(device === undefined ? {} : { device }),
    ...(site === undefined ? {} : { site }),
    ...padsPart(records),
    ...thresholdsPart(records, site),
    ...courseChanges(session, records),
    ...(impedance
      ? { impedance_ohm: { min: impedance.minOhm, median: impedance.medianOhm, max: impedance.maxOhm } }
      : {}),
    ...(ended ? { gateway_reason: ended.reason } : {}),
    ...reportsPart(session, records, site),
  };
}

function detailsOf<Kind extends keyof LoggedDetail>(
  decisions: readonly StimulationDecision[],
  kind: Kind,
): { readonly atMs: number; readonly detail: LoggedDetail[Kind] }[] {
  return decisions.flatMap((one) =>
    one.kind === kind && one.detail ? [{ atMs: one.atMs, detail: one.detail as LoggedDetail[Kind] }] : [],
  );
}

function padsPart(records: readonly PersonRecord[]): Pick<StimulationLog, 'pads'> {
  const pads = padsInUse(records);
  return pads ? { pads: { id: pads.id, area_mm2: pads.areaMm2, uses: pads.uses } } : {};
}

function thresholdsPart(
  records: readonly PersonRecord[],
  site: string | undefined,
): Pick<StimulationLog, 'thresholds'> {
  const latest = told(records, 'titration').findLast(({ document }) => document.site === site)?.document;
  if (!latest) return {};
  return {
    thresholds: {
      sensory_ua: latest.sensoryThresholdUa,
      comfortable_ua: latest.strongComfortableUa,
      discomfort_ua: latest.discomfortUa,
      settled_ua: latest.settledUa,
    },
  };
}

function reportsPart(
  session: { readonly id: string; readonly fromWallMs: number },
  records: readonly PersonRecord[],
  site: string | undefined,
): Pick<StimulationLog, 'comfort' | 'pain' | 'skin'> {
  const at = (wallMs: number): string => new Date(wallMs).toISOString();
  const comfort = told(records, 'comfort')
    .filter(({ document }) => document.session === session.id)
    .map(({ wallMs, by, document }) => ({ at: at(wallMs), feeling: document.feeling, by }));
  const pain = told(records, 'pain')
    .filter(({ document }) => document.session === session.id)
    .map(({ wallMs, document: { moment, activity, stimulation, rating } }) => ({
      at: at(wallMs),
      ...{ moment, activity, stimulation, rating },
    }));
  const skin = told(records, 'skin')
    .filter(({ wallMs, document }) => wallMs >= session.fromWallMs && document.site === site)
    .map(({ wallMs, by, document }) => ({ at: at(wallMs), finding: document.finding, by }));
  return {
    ...(comfort.length > 0 ? { comfort } : {}),
    ...(pain.length > 0 ? { pain } : {}),
    ...(skin.length > 0 ? { skin } : {}),
  };
}

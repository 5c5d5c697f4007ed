import type { Store } from './records/store.ts';
import { screeningTightenings, skinTightenings } from './stim/index.ts';

export type PrescriptionStanding = 'in-force' | 'superseded' | 'withdrawn';

/** What has become of a prescription since a stimulation was permitted by it; none that can be read is in force. @param hash hex */
export function prescriptionStanding(
  { prescriptions }: Pick<Store, 'prescriptions'>,
  { device, hash }: { readonly device: string; readonly hash: string },
): PrescriptionStanding {
  try {
    const inForce = prescriptions.inForce({ device });
    if (inForce === null) return 'withdrawn';
    return inForce.hash === hash ? 'in-force' : 'superseded';
  } catch {
    return 'withdrawn';
  }
}

export interface StandingParams {
  readonly store: Pick<Store, 'audit'>;
  /** Pseudonym. */
  readonly person: string;
  /** Of the prescription that was permitted. */
  readonly site: string;
  /** The latest time known, UTC, ms. */
  readonly nowMs: () => number;
}

/** Whether what the person has said since a stimulation was permitted lets it be armed now: skin and answers. Pads in use stay in use. */
export function stillPermitted({ store, person, site, nowMs }: StandingParams): boolean {
  try {
    const records = store.audit.of(person, ['screening', 'override', 'skin']);
    const atMs = nowMs();
    const also = [...screeningTightenings(records, site, atMs), ...skinTightenings(records, site, atMs)];
    return also.length === 0;
  } catch {
    // What cannot be read permits nothing.
    return false;
  }
}

import type { StimulationView } from '../../host/screen/feed.ts';
import type { PrescriptionDocument } from '../../host/stim/prescription/prescription.ts';
import type { Channel, LinkState } from '../../protocol/link.ts';

/** The stim band, and a motion band on the thigh where one is worn. */
export type BandName = 'stim' | 'motion';
export type LinkStates = Readonly<Partial<Record<BandName, LinkState>>>;

/** One packet on its way between the campaign's process and the host's. */
export interface Parcel {
  readonly band: BandName;
  readonly channel: Channel;
  readonly bytes: Uint8Array;
}

/** Stands in a prescription for the band that is there. */
export const THIS_BAND = 'this-band';

/** What somebody says, as the chain keeps it. */
export interface PutOnRecord {
  readonly kind: 'screening' | 'pad' | 'skin';
  readonly by: string;
  readonly document: unknown;
}

/** What a host is started with; on the same directory a second start is a restart. */
export interface HostPlan {
  readonly dataDir: string;
  readonly prescription: PrescriptionDocument;
  /** What is done to the signed prescription on its way to the host. */
  readonly spoilt: 'tampered' | null;
  /** Whether this is a home of simulated bands; else one of real ones, whose person has answered for themselves. */
  readonly simulated: boolean;
  /** Put on record before the session is asked for. */
  readonly records: readonly PutOnRecord[];
  /** Of the bands that are there. */
  readonly payloadBytes: Readonly<Partial<Record<BandName, number>>>;
  readonly links: LinkStates;
  readonly nowMs: number;
  readonly wallMs: number;
}

/** A wish of the person or page in front of the host, by the name that the stimulation session gives it. */
export interface Wish {
  readonly name: string;
  readonly values: readonly unknown[];
}

/** From the campaign to a host. `turn` moves the host's clock to `nowMs`, then hands over what has arrived there. */
export type ToHost =
  | { readonly kind: 'begin'; readonly plan: HostPlan }
  | {
      readonly kind: 'turn';
      readonly nowMs: number;
      readonly wallMs: number;
      readonly links: LinkStates;
      readonly parcels: readonly Parcel[];
      readonly wishes: readonly Wish[];
      /** The host was not running in between: what was due meanwhile runs late, at `nowMs`. */
      readonly hung: boolean;
    }
  /** What has been stored is read back; time stands. */
  | { readonly kind: 'account' }
  | { readonly kind: 'end' };

/** What the host has stored so far, as its own store gives it back. */
export interface StoredAccount {
  readonly decisions: readonly { readonly kind: string; readonly detail: unknown }[];
  readonly pulses: number;
  readonly chargeNc: number;
  /** Sessions that an earlier host left open. */
  readonly interrupted: number;
}

/** From a host to the campaign: the answer to each message. */
export interface FromHost {
  readonly parcels: readonly Parcel[];
  /** When its timeline next has something to do; infinite where it has not. */
  readonly nextDueMs: number;
  readonly greeted: boolean;
  /** Null where this host has no stimulation to show. */
  readonly view: StimulationView | null;
  readonly said: readonly string[];
  readonly account: StoredAccount | null;
  /** What went wrong in the host itself. */
  readonly errors: readonly string[];
}

import type { Cancel } from '../../protocol/timeline.ts';

/** What is wrong with one band, until it is cancelled. */
export type BandFault =
  /** It is heard, and answers nobody who wants to connect. */
  | 'never-connects'
  /** The link is lost as soon as characteristics are asked for. */
  | 'lost-in-discovery'
  /** Connected, it answers nothing more. */
  | 'answers-nothing'
  | 'no-mtu-answer'
  | 'refuses-reading'
  | 'refuses-writing'
  | 'refuses-subscribing';

/** What may go wrong between host and bands, on demand. */
export interface RadioFaults {
  band(address: string, fault: BandFault): Cancel;
  /** The band is out of range for so long: a connection ends for both by supervision timeout. */
  dropLink(address: string, forMs?: number): void;
  /** The host is not told that its packets were sent. */
  withholdCompleted(): Cancel;
  /** The controller resets itself, and says so: no connection is left. */
  hardwareError(): void;
  /** The adapter is pulled out: it hears and says nothing. */
  unplug(): void;
  plugIn(): void;
  /** The host reads nothing for so long, then everything at once. */
  stallHost(forMs: number): void;
  /** So many others advertise about here, none of them ours. */
  crowd(advertisers: number): Cancel;
}

/** Those that stand until they are cancelled. */
export interface StandingFaults {
  has(address: string, fault: BandFault): boolean;
  add(address: string, fault: BandFault): Cancel;
}

export function standingFaults(): StandingFaults {
  const standing = new Map<string, BandFault[]>();
  return {
    has: (address, fault) => standing.get(address)?.includes(fault) === true,
    add: (address, fault) => {
      standing.set(address, [...(standing.get(address) ?? []), fault]);
      return () => {
        const left = (standing.get(address) ?? []).filter((one) => one !== fault);
        if (left.length > 0) standing.set(address, left);
        else standing.delete(address);
      };
    },
  };
}

import { LimberError } from '../../protocol/limber-error.ts';
import type { Hello } from '../../protocol/message.ts';
import { PRESS_WITHIN_MS } from '../keys/band-enrolment.ts';
import { wipeBand } from './band-wipe.ts';
import {
  type FleetAir,
  type GreetedBand,
  openFleetBand,
  refuseOtherBand,
  silentPort,
  withFleetBand,
} from './fleet-band.ts';
import { type EnrolmentParts, enrolInFleet, type FleetHand, showing } from './fleet-enrolment.ts';
import type { FleetKeys, KeyDrawer } from './fleet-keys.ts';
import type { FleetRow } from './fleet-list.ts';
import type { FleetJob, FleetProgress } from './fleet-progress.ts';
import { type BandWork, deviceOf } from './fleet-run.ts';

/** A gateway's directory while bands are taken from it. Records of a band stay; each act is in the audit chain. */
export interface RetirementDesk {
  open(simulated: boolean): void;
  /** The kept link key; undefined where there is none. @throws LimberError keys/… */
  linkKeyOf(device: string): Promise<Uint8Array | undefined>;
  forget(device: string, person: string): void;
  keep(linkKey: FleetKeys['link']['file'], person: string): void;
}

export interface RetireParts extends FleetAir, Omit<EnrolmentParts, 'timeline'> {
  readonly progress: FleetProgress;
  readonly hand: FleetHand;
  readonly keys: KeyDrawer | undefined;
  readonly gateway: RetirementDesk | undefined;
}

/** Its step in the progress: from then on a band without keys is one that this run has wiped. */
const WIPING = 'wiping';
/** Whatever lies in the drawer afterwards is new. */
const KEYS_GONE = 'keys gone';
const START_WITHIN_MS = 30_000;

/** The band forgets keys, prescription, calibration and log; then its key is taken from the gateway. What was recorded stays. */
export async function retireBand(row: FleetRow, parts: RetireParts): Promise<BandWork> {
  const { deviceId } = await wiped(row, 'retire', parts);
  takeAway(row, deviceId, 'retire', parts);
  return {
    device: deviceId,
    words: `${deviceId} has forgotten its keys, calibration and log; the records keep what was`,
    facts: { wiped: true },
  };
}

/** Wiped, then new keys for somebody else. @param person pseudonym */
export async function reassignBand(row: FleetRow, person: string, parts: RetireParts): Promise<BandWork> {
  const { keys, gateway } = parts;
  if (!keys) throw new RangeError('new keys need a place');
  const job = `reassign ${person}` as const;
  const { deviceId } = await wiped(row, job, parts);
  takeAway(row, deviceId, job, parts);
  const band = await openFleetBand(parts, row, START_WITHIN_MS);
  if (!band) throw silentPort(row);
  try {
    refuseOtherBand(row, band.hello, deviceId);
    // The old ones were thrown away with the wipe: these are new.
    const made = await keys.keysOf(deviceId, row.role);
    await enrolInFleet(row, band, made, parts);
    gateway?.keep(made.link.file, person);
  } finally {
    await band.close();
  }
  return {
    device: deviceId,
    person,
    words: `${deviceId} was wiped, has new keys and is for ${person}; calibrate it anew`,
    facts: { wiped: true, person },
  };
}

function takeAway(row: FleetRow, device: string, job: FleetJob, { keys, gateway, progress }: RetireParts): void {
  const { person, steps } = progress.of(row.label);
  gateway?.forget(device, person ?? row.person);
  if (steps.get(job)?.includes(KEYS_GONE)) return;
  // They open nothing any more.
  keys?.forget(device);
  progress.note({ job, label: row.label, event: 'step', step: KEYS_GONE, device });
}

function wiped(row: FleetRow, job: FleetJob, parts: RetireParts): Promise<Hello> {
  const { progress, gateway } = parts;
  const device = deviceOf(row, progress);
  if (device === undefined)
    throw new LimberError('fleet/wrong-band', 'its id is not known yet: write it into the list, or provision it');
  return withFleetBand(parts, row, device, async (band): Promise<Hello> => {
    const steps = progress.of(row.label).steps.get(job) ?? [];
    gateway?.open(band.hello.simulated);
    if (steps.includes(KEYS_GONE)) return band.hello;
    if (!band.hello.enrolled) return withoutKeys(band.hello, steps.includes(WIPING));
    const linkKey = (await parts.keys?.linkKeyOf(device)) ?? (await gateway?.linkKeyOf(device));
    if (!linkKey)
      throw new LimberError(
        'fleet/not-wiped',
        `no link key of ${device} is kept: a band is wiped under its key only. Name --keys or --data where it is`,
      );
    progress.note({ job, label: row.label, event: 'step', step: WIPING, device });
    return wipe(row, band, linkKey, parts);
  });
}

/** Cut off after the band had forgotten, before that was written down. Any other one is not believed: it may have a log. */
function withoutKeys(hello: Hello, wasBeingWiped: boolean): Hello {
  if (wasBeingWiped) return hello;
  throw new LimberError(
    'fleet/not-wiped',
    `${hello.deviceId} has no key, and is wiped under its key only: provision it, then retire it`,
  );
}

function wipe(row: FleetRow, band: GreetedBand, linkKey: Uint8Array, { timeline, hand }: RetireParts): Promise<Hello> {
  const { connection, hello, trust } = band;
  trust(linkKey);
  const onAsked = (): void =>
    hand.ask({
      label: row.label,
      device: hello.deviceId,
      holdS: 0,
      withinMs: PRESS_WITHIN_MS,
      why: 'it then forgets its keys, calibration and log',
    });
  const work = (): Promise<Hello> => wipeBand({ connection, timeline, hello, linkKey, onAsked });
  return showing(band, timeline, work).finally(() => hand.asked(row.label));
}

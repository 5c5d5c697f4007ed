import { LimberError } from '../../protocol/limber-error.ts';
import type { Hello } from '../../protocol/message.ts';
import { compareVersions } from '../connect/compatibility.ts';
import type { FlashResult } from './flash.ts';
import type { FirmwareRole } from './flash-images.ts';
import { type FleetAir, type GreetedBand, openFleetBand, refuseOtherBand } from './fleet-band.ts';
import { type EnrolmentParts, enrolInFleet } from './fleet-enrolment.ts';
import type { FleetKeys, KeyDrawer } from './fleet-keys.ts';
import type { FleetRow } from './fleet-list.ts';
import type { FleetProgress } from './fleet-progress.ts';
import { type BandWork, deviceOf } from './fleet-run.ts';

/** A gateway's directory, taken while bands are made known to it. */
export interface GatewayDesk {
  /** Before a band is touched: real and simulated bands never share a directory. @throws LimberError records/… */
  open(simulated: boolean): void;
  /** Its link key; the prescription key never goes there. */
  keep(linkKey: FleetKeys['link']['file']): void;
}

export interface ProvisionParts extends FleetAir, Omit<EnrolmentParts, 'timeline'> {
  /**
   * One band at a time gets its keys: two lights at once would be two guesses, and what opens a key file has the processor for half a
   * second, in which no answer of a band is heard.
   */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly progress: FleetProgress;
  readonly keys: KeyDrawer;
  readonly gateway: GatewayDesk | undefined;
  /** Of this host: what a band is to run. */
  readonly firmware: Readonly<Record<FirmwareRole, { readonly version: string; readonly hash: number }>>;
  readonly flash: (row: FleetRow) => Promise<FlashResult>;
  /** Ids that belong to a label already. */
  readonly owners: Map<string, string>;
}

/** USB goes away and comes back with it. */
const START_WITHIN_MS = 30_000;
/** Its interpreter has no SHA-256: it could not use a key. */
const KEYLESS_BOARDS: readonly string[] = ['jolt'];

/** Brings one band from whatever it is to flashed, named, enrolled and known. What is so already is not done again. */
export async function provisionBand(row: FleetRow, parts: ProvisionParts): Promise<BandWork> {
  const step = (name: string, more: { device?: string; facts?: object } = {}): void =>
    parts.progress.note({ job: 'provision', label: row.label, event: 'step', step: name, ...more });
  const { band, flashed } = await bandWithFirmware(row, parts, step);
  try {
    const { hello } = band;
    claim(row, hello, parts);
    step('identified', { device: hello.deviceId });
    const enrolled = KEYLESS_BOARDS.includes(row.board) ? 'keyless' : await giveKeys(row, band, parts, step);
    return {
      device: hello.deviceId,
      person: row.person,
      words: wordsOf(hello, flashed, enrolled, parts),
      facts: { firmware: hello.firmwareVersion, flashed, keys: enrolled },
    };
  } finally {
    await band.close();
  }
}

type Step = (name: string, more?: { device?: string; facts?: object }) => void;

async function bandWithFirmware(
  row: FleetRow,
  parts: ProvisionParts,
  step: Step,
): Promise<{ band: GreetedBand; flashed: boolean }> {
  const found = await openFleetBand(parts, row);
  if (found && !isWrongBand(row, found.hello, parts) && !needsFlash(found.hello, row, parts))
    return { band: found, flashed: false };
  await found?.close();
  // Told apart only now, so that the port is free whatever is said.
  if (found) refuseOtherBand(row, found.hello, deviceOf(row, parts.progress));
  const { version } = await parts.flash(row);
  step('flashed', { facts: { version } });
  const band = await openFleetBand(parts, row, START_WITHIN_MS);
  if (band) return { band, flashed: true };
  throw new LimberError('link/not-up', `it was flashed, but has not come back at ${row.port}: restart it.`);
}

function isWrongBand(row: FleetRow, hello: Hello, { progress }: ProvisionParts): boolean {
  try {
    refuseOtherBand(row, hello, deviceOf(row, progress));
    return false;
  } catch {
    return true;
  }
}

/** An older release, or an engineer's build. What is newer stays. */
function needsFlash(
  { firmwareVersion, firmwareHash, development }: Hello,
  { role }: FleetRow,
  { firmware }: ProvisionParts,
): boolean {
  const age = compareVersions(firmwareVersion, firmware[role].version);
  return development || age < 0 || (age === 0 && firmwareHash !== firmware[role].hash);
}

/** @throws LimberError fleet/wrong-band: an id belongs to one label */
function claim(row: FleetRow, hello: Hello, { owners, progress, gateway }: ProvisionParts): void {
  refuseOtherBand(row, hello, deviceOf(row, progress));
  const owner = owners.get(hello.deviceId);
  if (owner !== undefined && owner !== row.label)
    throw new LimberError('fleet/wrong-band', `at ${row.port} is ${hello.deviceId}, which is ${owner} already`);
  owners.set(hello.deviceId, row.label);
  gateway?.open(hello.simulated);
}

function giveKeys(row: FleetRow, band: GreetedBand, parts: ProvisionParts, step: Step): Promise<'enrolled' | 'had it'> {
  return parts.inTurn(async () => {
    const keys = await parts.keys.keysOf(band.hello.deviceId, row.role);
    const enrolled = await enrolInFleet(row, band, keys, parts);
    step('enrolled');
    if (!parts.gateway) return enrolled;
    parts.gateway.keep(keys.link.file);
    step('known');
    return enrolled;
  });
}

function wordsOf(
  { deviceId, firmwareVersion }: Hello,
  flashed: boolean,
  enrolled: 'enrolled' | 'had it' | 'keyless',
  { gateway }: ProvisionParts,
): string {
  const keys = {
    enrolled: 'keys given',
    'had it': 'keys proved',
    keyless: 'no keys (its interpreter has no SHA-256: firmware by cable only)',
  };
  const known = gateway && enrolled !== 'keyless' ? ', known to the gateway' : '';
  return `${deviceId}, firmware ${firmwareVersion}${flashed ? ' (flashed)' : ''}, ${keys[enrolled]}${known}`;
}

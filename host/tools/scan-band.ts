import type { Hello } from '../../protocol/message.ts';
import { PROTOCOL_VERSION } from '../../protocol/message.ts';
import { type FirmwareStanding, firmwareStanding, standingWords } from '../connect/compatibility.ts';
import type { FirmwareManifest } from '../firmware-manifest.ts';

/** A band in reach. What it does not say, or was not asked, is absent. */
export interface FoundBand {
  readonly via: 'serial' | 'bluetooth';
  /** Path of the port, or address of the radio. */
  readonly where: string;
  /** Absent over Bluetooth: bands are heard there, not connected to. */
  readonly hello?: Hello;
  readonly batteryPercent?: number;
  /** UTC, ms. */
  readonly calibratedAtMs?: number;
  /** Why the calibration that it says it keeps is of no use. */
  readonly calibrationFault?: string;
  readonly signalDbm?: number;
  /** As it calls itself over Bluetooth. */
  readonly advertisedName?: string;
}

export type FirmwareFit = FirmwareStanding | 'other build' | 'unknown';

const ownFirmware = ({ role }: Hello, manifest: FirmwareManifest | null): FirmwareManifest[string] | undefined =>
  manifest?.[role === 'ROLE_STIM' ? 'stim' : 'motion'];

/** What a band's firmware is beside the one that was built with this host. */
export function firmwareFit(hello: Hello, manifest: FirmwareManifest | null): FirmwareFit {
  const own = ownFirmware(hello, manifest);
  if (!own) return 'unknown';
  const standing = firmwareStanding(hello, own.version);
  return standing === 'same' && hello.firmwareHash !== own.hash ? 'other build' : standing;
}

function firmwareWords(hello: Hello, manifest: FirmwareManifest | null): string {
  const own = ownFirmware(hello, manifest)?.version ?? '';
  const fit = firmwareFit(hello, manifest);
  if (fit === 'unknown') return 'nothing to compare its firmware with: npm run firmware';
  if (fit === 'other build') return `firmware ${own} of another build than this host's: limber flash`;
  const words = standingWords(fit, own);
  return words === '' ? '' : `firmware ${words}`;
}

/** What is to be done about a band before it is worn, in a few words each. */
export function bandDoubts(band: FoundBand, manifest: FirmwareManifest | null): string[] {
  const { hello, calibrationFault, batteryPercent } = band;
  if (!hello) return [];
  const { role, protocolVersion } = hello;
  const isMotion = role === 'ROLE_MOTION';
  const table: readonly (readonly [boolean, string])[] = [
    [
      protocolVersion !== PROTOCOL_VERSION,
      `speaks protocol ${protocolVersion}, this host ${PROTOCOL_VERSION}: limber flash`,
    ],
    [true, firmwareWords(hello, manifest)],
    [isMotion && hello.configurationId === 0, 'its motion sensor does not answer: to be repaired'],
    [isMotion && hello.calibrationTag === 0, 'never calibrated: limber calibrate'],
    [calibrationFault !== undefined, `its calibration is of no use (${calibrationFault}): limber calibrate`],
    [role === 'ROLE_STIM' && !hello.enrolled, 'no keys: limber enrol'],
    [hello.resetCause === 'WATCHDOG', 'its last start was by the watchdog: it had hung'],
    [(batteryPercent ?? 100) <= LOW_BATTERY_PERCENT, 'battery low: charge it'],
  ];
  return table.filter(([applies, words]) => applies && words !== '').map(([, words]) => words);
}

export const LOW_BATTERY_PERCENT = 20;

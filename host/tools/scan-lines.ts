import type { Hello } from '../../protocol/message.ts';
import type { FirmwareManifest } from '../firmware-manifest.ts';
import { counted, inColumns, withoutEmptyColumns } from './columns.ts';
import { bandDoubts, type FoundBand, firmwareFit } from './scan-band.ts';

/** A port on which no band answered. */
export interface SilentPort {
  readonly path: string;
  /** Why it could not be asked, and what to do; absent: it was, and stayed silent. */
  readonly failure?: string;
}

export interface ScanResult {
  readonly bands: readonly FoundBand[];
  readonly silent: readonly SilentPort[];
  /** Why Bluetooth was not looked at, and what to do; null where it was. */
  readonly bluetooth: string | null;
  /** Whether it was asked for at all. */
  readonly bluetoothWanted: boolean;
  readonly serialWanted: boolean;
}

const HEAD = ['band', 'role', 'board', 'firmware', 'keys', 'battery', 'calibrated', 'signal', 'where'];
const NOTHING = '-';

/** For people: a table, then what needs somebody. */
export function scanLines(result: ScanResult, manifest: FirmwareManifest | null): string[] {
  const bands = inOrder(result.bands);
  const lines =
    bands.length > 0
      ? inColumns(withoutEmptyColumns([HEAD, ...bands.map((band) => cellsOf(band, manifest))], NOTHING))
      : [];
  if (result.serialWanted || result.bluetooth === null) lines.push(summary(result));
  // What many share is said once: of two hundred bands a hundred may be waiting for the same.
  const doubts = bands.flatMap((band) =>
    bandDoubts(band, manifest).map((doubt): Concern => [doubt, band.hello?.deviceId ?? band.where]),
  );
  const failures = result.silent.flatMap(({ path, failure }): Concern[] => (failure ? [[failure, path]] : []));
  for (const [concern, whom] of gathered([...doubts, ...failures])) lines.push(`  ${listed(whom)}: ${concern}`);
  if (result.bluetooth) lines.push(`Bluetooth was not searched. ${result.bluetooth}`);
  return lines;
}

/** What is to be done, and about what. */
type Concern = readonly [concern: string, whom: string];

function gathered(concerns: readonly Concern[]): Map<string, string[]> {
  const whom = new Map<string, string[]>();
  for (const [concern, one] of concerns) whom.set(concern, [...(whom.get(concern) ?? []), one]);
  return whom;
}

/** Bands with a number of their own first: neighbours in the table are neighbours in the drawer. */
const inOrder = (bands: readonly FoundBand[]): FoundBand[] =>
  [...bands].sort((one, other) => orderOf(one).localeCompare(orderOf(other)));
const orderOf = ({ hello, where, via }: FoundBand): string =>
  `${via === 'serial' ? 0 : 1}${hello?.deviceId ?? ''} ${where}`;

function cellsOf(band: FoundBand, manifest: FirmwareManifest | null): string[] {
  const { hello, where, signalDbm, batteryPercent, advertisedName } = band;
  const signal = signalDbm === undefined ? NOTHING : `${signalDbm} dBm`;
  if (!hello) return [advertisedName ?? '?', ...Array<string>(6).fill(NOTHING), signal, where];
  return [
    `${hello.deviceId}${hello.simulated ? ' (simulated)' : ''}`,
    roleWord(hello),
    hello.board,
    `${hello.firmwareVersion} ${firmwareFit(hello, manifest)}`,
    hello.enrolled ? 'yes' : 'no',
    batteryPercent === undefined ? NOTHING : `${batteryPercent} %`,
    calibratedWord(band),
    signal,
    where,
  ];
}

const roleWord = ({ role, accelerometerOnly }: Hello): string =>
  role === 'ROLE_STIM'
    ? 'stim'
    : role === 'ROLE_MOTION'
      ? accelerometerOnly
        ? 'motion, no gyroscope'
        : 'motion'
      : '?';

function calibratedWord({ hello, calibratedAtMs }: FoundBand): string {
  if (hello?.role !== 'ROLE_MOTION') return NOTHING;
  if (calibratedAtMs !== undefined) return new Date(calibratedAtMs).toISOString().slice(0, 10);
  return hello.calibrationTag === 0 ? 'never' : 'yes';
}

function summary({ bands, silent, ...searched }: ScanResult): string {
  const where = searchedWord(searched);
  const asked = silent.filter(({ failure }) => failure === undefined);
  const more = asked.length > 0 ? `; no answer at ${listed(asked.map(({ path }) => path))}` : '';
  if (bands.length > 0) return `${counted(bands.length, 'band')} on ${where}${more}`;
  if (!searched.serialWanted) return `no bands on ${where}. Is one charged and near?`;
  return `no bands on ${where}${more}. Is one plugged in and switched on? --port <path or pattern> names others`;
}

function searchedWord({ bluetooth, bluetoothWanted, serialWanted }: Omit<ScanResult, 'bands' | 'silent'>): string {
  if (!serialWanted) return 'Bluetooth';
  return bluetooth === null && bluetoothWanted ? 'serial ports and Bluetooth' : 'serial ports';
}

const SHOWN = 4;
const listed = (paths: readonly string[]): string =>
  paths.length <= SHOWN ? paths.join(', ') : `${paths.slice(0, SHOWN).join(', ')} and ${paths.length - SHOWN} more`;

/** For programs. */
export function scanDocument(result: ScanResult, manifest: FirmwareManifest | null): object {
  return {
    schema: 'limber/scan/1',
    bands: inOrder(result.bands).map((band) => bandDocument(band, manifest)),
    silent_ports: result.silent.map(({ path, failure = null }) => ({ path, failure })),
    bluetooth: { searched: result.bluetoothWanted && result.bluetooth === null, reason: result.bluetooth },
  };
}

function bandDocument(band: FoundBand, manifest: FirmwareManifest | null): object {
  const { hello, via, where } = band;
  const said = hello && {
    id: hello.deviceId,
    role: hello.role === 'ROLE_STIM' ? 'stim' : 'motion',
    board: hello.board,
    accelerometer_only: hello.accelerometerOnly,
    firmware: { version: hello.firmwareVersion, hash: hello.firmwareHash, fit: firmwareFit(hello, manifest) },
    protocol: hello.protocolVersion,
    enrolled: hello.enrolled,
    calibrated: hello.calibrationTag !== 0,
    simulated: hello.simulated,
    boot: hello.boot,
    reset_cause: hello.resetCause,
  };
  const { batteryPercent, calibratedAtMs, signalDbm, advertisedName } = band;
  return {
    via,
    where,
    ...said,
    battery_percent: batteryPercent ?? null,
    calibrated_at: calibratedAtMs === undefined ? null : new Date(calibratedAtMs).toISOString(),
    signal_dbm: signalDbm ?? null,
    advertised_name: advertisedName ?? null,
    doubts: bandDoubts(band, manifest),
  };
}

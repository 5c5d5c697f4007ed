import type { FirmwareManifest } from '../firmware-manifest.ts';
import type { CalibrationRecord } from '../records/calibration-record.ts';
import { counted, inColumns, withoutEmptyColumns } from './columns.ts';
import { roleOf } from './fleet-band.ts';
import type { FleetRow } from './fleet-list.ts';
import type { BandProgress } from './fleet-progress.ts';
import { bandDoubts, type FoundBand } from './scan-band.ts';

/** Everything that is known of one band of a list. */
export interface BandState {
  readonly row: FleetRow;
  readonly device: string | undefined;
  readonly progress: BandProgress;
  /** Undefined: no gateway was named. */
  readonly isKnown: boolean | undefined;
  /** UTC, ms; of the gateway's records, else of the progress. */
  readonly calibratedAtMs: number | undefined;
  /** What answers at its port now; null: nobody. Undefined: not looked. */
  readonly found: FoundBand | null | undefined;
}

export interface FleetFacts {
  readonly progressOf: (label: string) => BandProgress;
  readonly isKnown: ((device: string) => boolean) | undefined;
  readonly calibrations: readonly CalibrationRecord[];
  readonly found: ((port: string) => FoundBand | null) | undefined;
}

/** Pure. */
export function fleetState(rows: readonly FleetRow[], facts: FleetFacts): BandState[] {
  const latest = new Map(facts.calibrations.map(({ device, madeAtMs }) => [device, madeAtMs]));
  return rows.map((row) => {
    const progress = facts.progressOf(row.label);
    const device = row.device || progress.device;
    const noted = progress.done.get('calibrate');
    const recorded = device === undefined || progress.retired ? undefined : latest.get(device);
    return {
      row,
      device,
      progress,
      isKnown: device === undefined ? undefined : facts.isKnown?.(device),
      calibratedAtMs: recorded ?? (noted === undefined ? undefined : Date.parse(noted)),
      found: facts.found?.(row.port),
    };
  });
}

/** Where a band is not what list and progress say. Pure. */
export function differences(
  { row, device, progress, isKnown, calibratedAtMs, found }: BandState,
  manifest: FirmwareManifest | null,
): string[] {
  const words = [...progress.failed].map(([job, why]) => `${job} failed: ${why.replace(/\.$/, '')}`);
  if (isKnown === true && progress.retired) words.push('retired, but the gateway still has its key');
  if (isKnown === false && progress.done.has('provision')) words.push('provisioned, but the gateway has no key of it');
  if (found === null) return [...words, `nobody answers at ${row.port}`];
  const hello = found?.hello;
  if (!hello) return words;
  if (device !== undefined && hello.deviceId !== device)
    return [...words, `at ${row.port} is ${hello.deviceId}, the list says ${device}`];
  if (roleOf(hello) !== row.role) words.push(`is a ${roleOf(hello)} band, the list says ${row.role}`);
  if (hello.board !== row.board) words.push(`is a ${hello.board}, the list says ${row.board}`);
  if (hello.enrolled && progress.retired) words.push('retired, but has a key again');
  if (!hello.enrolled && progress.done.has('provision') && row.board !== 'jolt')
    words.push('provisioned, but has no key');
  if (hello.calibrationTag === 0 && calibratedAtMs !== undefined) words.push('calibrated, but has lost it');
  // Nobody wears a retired one: it is to be provisioned first.
  return progress.retired ? words : [...words, ...bandDoubts(found, manifest)];
}

const HEAD = [
  'label',
  'device',
  'role',
  'board',
  'person',
  'provisioned',
  'calibrated',
  'gateway',
  'firmware',
  'battery',
];
const NOTHING = '-';

/** For people: a table, then what needs somebody. */
export function stateLines(states: readonly BandState[], manifest: FirmwareManifest | null): string[] {
  const rows = states.map(cellsOf);
  // What many share is said once: of two hundred bands a hundred may be waiting for the same.
  const concerns = new Map<string, string[]>();
  for (const state of states)
    for (const words of differences(state, manifest))
      concerns.set(words, [...(concerns.get(words) ?? []), state.row.label]);
  const lines = [...concerns].map(([words, labels]) => `  ${listed(labels)}: ${words}`);
  return [...inColumns(withoutEmptyColumns([HEAD, ...rows], NOTHING)), summaryWords(states), ...lines];
}

const SHOWN = 8;
const listed = (labels: readonly string[]): string =>
  labels.length <= SHOWN ? labels.join(', ') : `${labels.slice(0, SHOWN).join(', ')} and ${labels.length - SHOWN} more`;

function cellsOf({ row, device, progress, isKnown, calibratedAtMs, found }: BandState): string[] {
  const hello = found?.hello;
  return [
    row.label,
    device ?? hello?.deviceId ?? NOTHING,
    row.role,
    row.board,
    personOf(row, progress) || NOTHING,
    standing(progress),
    calibratedAtMs === undefined ? NOTHING : dayOf(calibratedAtMs),
    isKnown === undefined ? NOTHING : isKnown ? 'has its key' : 'no key',
    hello ? hello.firmwareVersion : NOTHING,
    found?.batteryPercent === undefined ? NOTHING : `${found.batteryPercent} %`,
  ];
}

export const personOf = (row: FleetRow, { person, retired }: BandProgress): string =>
  retired ? '' : (person ?? row.person);

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

function standing({ done, failed, steps, retired }: BandProgress): string {
  if (retired) return `retired ${done.get('retire')?.slice(0, 10) ?? ''}`.trim();
  const at = done.get('provision');
  if (at !== undefined) return at.slice(0, 10);
  if (failed.has('provision')) return 'failed';
  return steps.has('provision') ? 'begun' : NOTHING;
}

function summaryWords(states: readonly BandState[]): string {
  const count = (of: (state: BandState) => boolean): number => states.filter(of).length;
  const parts = [
    `${count(({ progress }) => progress.done.has('provision'))} provisioned`,
    `${count(({ calibratedAtMs, progress }) => calibratedAtMs !== undefined && !progress.retired)} calibrated`,
    `${count(({ progress }) => progress.retired)} retired`,
  ];
  if (states.some(({ found }) => found !== undefined)) parts.push(`${count(({ found }) => Boolean(found))} answer`);
  return `${counted(states.length, 'band')}: ${parts.join(', ')}`;
}

/** For programs. */
export function stateDocument(states: readonly BandState[], manifest: FirmwareManifest | null): object {
  return { schema: 'limber/fleet-list/1', bands: states.map((state) => bandDocument(state, manifest)) };
}

function bandDocument(state: BandState, manifest: FirmwareManifest | null): object {
  const { row, device, progress, isKnown, calibratedAtMs, found } = state;
  const hello = found?.hello;
  return {
    label: row.label,
    device: device ?? null,
    role: row.role,
    board: row.board,
    port: row.port,
    person: personOf(row, progress) || null,
    provisioned_at: progress.done.get('provision') ?? null,
    calibrated_at: calibratedAtMs === undefined ? null : new Date(calibratedAtMs).toISOString(),
    retired: progress.retired,
    known_to_gateway: isKnown ?? null,
    found_device: hello?.deviceId ?? null,
    answers: found === undefined ? null : found !== null,
    firmware: hello?.firmwareVersion ?? null,
    battery_percent: found?.batteryPercent ?? null,
    differences: differences(state, manifest),
  };
}

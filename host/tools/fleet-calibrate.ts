import { LimberError } from '../../protocol/limber-error.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import type { Store } from '../records/store.ts';
import { concludeBand } from './calibration-outcome.ts';
import type { CalibrationRun, SensorEnd } from './calibration-run.ts';
import type { SensorToCalibrate } from './calibration-sensor.ts';
import { type FleetAir, type GreetedBand, openFleetBand, refuseOtherBand } from './fleet-band.ts';
import type { FleetRow } from './fleet-list.ts';
import type { FleetProgress } from './fleet-progress.ts';
import { type BandEnd, conclude, deviceOf, doneWords, fail } from './fleet-run.ts';

export interface FleetCalibrationParts extends FleetAir {
  readonly progress: FleetProgress;
  /** The bands' own time: simulated ones may live faster than the machine that opens their ports. */
  readonly bandTime: Timeline;
  readonly operator: string;
  readonly again: boolean;
  /** Places of the holder. */
  readonly places: number;
  /** Taken before anybody turns the holder; of one kind of bands. */
  readonly openStore: (simulated: boolean) => Store;
  /** Leads the person through the poses. */
  readonly lead: (sensors: readonly SensorToCalibrate[], rows: readonly FleetRow[]) => CalibrationRun['done'];
  readonly onEnd: (end: BandEnd) => void;
}

interface Held {
  readonly row: FleetRow;
  readonly band: GreetedBand;
}

const JOB = 'calibrate';

/** All bands that are in reach through one sequence of poses, each judged for itself: one that is refused takes nothing from the others. */
export async function calibrateFleet(
  rows: readonly FleetRow[],
  parts: FleetCalibrationParts,
): Promise<readonly BandEnd[]> {
  const { onEnd } = parts;
  const ends = new Map<FleetRow, BandEnd>();
  const keep = (end: BandEnd): void => {
    ends.set(end.row, end);
    onEnd(end);
  };
  const held = await fillHolder(rows, parts, keep);
  try {
    if (held.length > 0) await calibrateHeld(held, parts, keep);
  } finally {
    for (const { band } of held) await band.close();
  }
  return rows.flatMap((row) => ends.get(row) ?? []);
}

async function fillHolder(
  rows: readonly FleetRow[],
  parts: FleetCalibrationParts,
  keep: (end: BandEnd) => void,
): Promise<Held[]> {
  const held: Held[] = [];
  for (const row of rows) {
    const found = parts.again ? undefined : withoutLooking(row, parts);
    const full = held.length >= parts.places ? left(row, parts, `the holder has ${parts.places} places`) : undefined;
    const end = found ?? full ?? (await look(row, parts));
    if ('band' in end) held.push(end);
    else keep(end);
  }
  return held;
}

function withoutLooking(row: FleetRow, { progress }: FleetCalibrationParts): BandEnd | undefined {
  const doneAt = progress.of(row.label).done.get(JOB);
  if (doneAt === undefined) return undefined;
  return { row, device: deviceOf(row, progress), outcome: 'already', words: doneWords(doneAt) };
}

const left = (row: FleetRow, { progress }: FleetCalibrationParts, words: string): BandEnd => ({
  row,
  device: deviceOf(row, progress),
  outcome: 'left',
  words,
});

async function look(row: FleetRow, parts: FleetCalibrationParts): Promise<Held | BandEnd> {
  if (row.role === 'stim')
    return { ...left(row, parts, 'a stim band has no motion sensor to calibrate'), outcome: 'already' };
  let band: GreetedBand | undefined;
  try {
    band = await openFleetBand(parts, row);
    if (!band) return left(row, parts, `not in the holder: nobody answers at ${row.port}`);
    refuseOtherBand(row, band.hello, deviceOf(row, parts.progress));
    refuseWithoutSensor(band);
    return { row, band };
  } catch (error) {
    await band?.close();
    if (!(error instanceof LimberError)) throw error;
    if (error.code === 'link/port-unavailable') return left(row, parts, `not in the holder: ${error.message}`);
    return fail(row, error, { job: JOB, progress: parts.progress });
  }
}

function refuseWithoutSensor({ hello }: GreetedBand): void {
  // Configuration 0: it has no sensor that answers.
  if (hello.configurationId === 0)
    throw new LimberError('calibrate/refused', `the motion sensor of ${hello.deviceId} does not answer.`);
}

async function calibrateHeld(
  held: readonly Held[],
  parts: FleetCalibrationParts,
  keep: (end: BandEnd) => void,
): Promise<void> {
  const simulated = held.filter(({ band }) => band.hello.simulated).length;
  if (simulated > 0 && simulated < held.length)
    throw new LimberError('calibrate/wrong-band', 'Simulated and real bands are never used together.');
  const store = parts.openStore(simulated > 0);
  try {
    const sensors = held.map(({ band: { connection, hello } }) => ({ connection, hello }));
    const ends = await parts.lead(
      sensors,
      held.map(({ row }) => row),
    );
    for (const [i, end] of ends.entries()) keep(await judged(held[i]!, end, store, parts));
  } finally {
    store.close();
  }
}

async function judged(
  { row, band }: Held,
  end: SensorEnd,
  store: Store,
  { progress, operator, bandTime: timeline }: FleetCalibrationParts,
): Promise<BandEnd> {
  const { document, lines, failure } = await concludeBand(end, band.connection, { store, operator, timeline });
  if (failure) return fail(row, failure, { job: JOB, progress });
  const { deviceId } = band.hello;
  // All figures are in the facts: of twenty bands each has one line.
  const brief = lines.filter((line) => /tilt|keeps/.test(line)).map((line) => line.replace(`${deviceId}: `, ''));
  const words = brief.join('; ');
  return conclude(row, { device: deviceId, words, facts: document }, { job: JOB, progress });
}

import { motionConfiguration } from '../../protocol/motion-configuration.ts';
import { correctionFromBytes } from '../intake/calibration.ts';
import { exerciseById } from '../motion/index.ts';
import { sensorsOf } from '../motion/joint/exercise-angle.ts';
import { fromHex } from '../records/band-calibration-record.ts';
import { countChunks } from '../records/samples/chunk-rows.ts';
import type { SessionDocument } from '../records/session-document.ts';
import type { Archive } from '../records/store.ts';

/** Why a stored session cannot be analysed again; the sentences are the screen's. */
export type Obstacle =
  | { readonly code: 'no-raw-samples' | 'raw-samples-deleted' | 'exercise-gone' }
  | { readonly code: 'calibration-missing' | 'configuration-unknown' | 'sensor-missing'; readonly sensor: string }
  | { readonly code: 'damaged'; readonly message: string };

/** What stands against it without reading it through; undefined: nothing does. */
export function obstacleTo(archive: Archive, document: SessionDocument): Obstacle | undefined {
  const { id, exercise: name, sensors } = document.session;
  const exercise = exerciseById(name);
  if (!exercise) return { code: 'exercise-gone' };
  if (document.stored.samples === 0) return { code: 'no-raw-samples' };
  // Retention deletes some at a time: what is left of a session would say too little.
  if (countChunks(archive.database, id).samples < document.stored.samples) return { code: 'raw-samples-deleted' };
  const configurations = configurationsOf(archive, document);
  const lacking = sensorsOf(exercise).find((sensor) => !configurations.has(sensor));
  if (lacking !== undefined) return { code: 'sensor-missing', sensor: lacking };
  const unknown = [...configurations].find(([, number]) => !motionConfiguration(number));
  if (unknown) return { code: 'configuration-unknown', sensor: unknown[0] };
  const { calibrations = {} } = archive.start(id);
  const calibrated = [...Object.keys(calibrations), ...(document.session.calibrations ?? []).map((one) => one.sensor)];
  const unread = calibrated.find((sensor) => {
    const hex = calibrations[sensor];
    return sensors.includes(sensor) && (hex === undefined || !correctionFromBytes(fromHex(hex)));
  });
  return unread === undefined ? undefined : { code: 'calibration-missing', sensor: unread };
}

/** The bands whose turning is known: tilt of one without a gyroscope would be an invention while it moves. */
export const sensorsThatTurn = (archive: Archive, document: SessionDocument): string[] =>
  [...configurationsOf(archive, document)]
    .filter(([, number]) => (motionConfiguration(number)?.gyroRangeDps ?? 0) > 0)
    .map(([sensor]) => sensor);

/** As a live session has it: nominal, of the bands that the exercise is measured with. */
export function rateOfBands(archive: Archive, document: SessionDocument, sensors: readonly string[]): number {
  const configurations = configurationsOf(archive, document);
  return Math.max(...sensors.map((sensor) => motionConfiguration(configurations.get(sensor) ?? 0)?.rateHz ?? 0));
}

/** How each band sampled, by its first chunk; bands without samples are left out. */
function configurationsOf(archive: Archive, { session }: SessionDocument): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const sensor of session.sensors) {
    for (const { configurationId } of archive.rawSamples(session.id, sensor)) {
      found.set(sensor, configurationId);
      break;
    }
  }
  return found;
}

import { LimberError } from '../../protocol/limber-error.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { radToDeg, STANDARD_GRAVITY_MS2 } from '../../protocol/units.ts';
import type { DeviceConnection } from '../connect/device-connection.ts';
import { type CourseResult, storedFrom } from '../motion/calibration/course-result.ts';
import { tagOf } from '../records/band-calibration-record.ts';
import type { Store } from '../records/store.ts';
import type { SensorEnd } from './calibration-run.ts';
import { calibrationRecord, giveCalibration } from './calibration-store.ts';
import { refusalWords, resultLines } from './calibration-words.ts';

/** What became of one band: for a program, for people, and why it failed if it did. */
export interface BandOutcome {
  readonly document: object;
  readonly lines: readonly string[];
  /** calibrate/refused, calibrate/link-lost or calibrate/not-kept */
  readonly failure?: LimberError;
}

export interface OutcomeParts {
  readonly store: Store;
  readonly operator: string;
  readonly timeline: Timeline;
}

/** Stores what was found, on the band and in the records; a band from which something is missing keeps what it had. */
export async function concludeBand(
  end: SensorEnd,
  connection: DeviceConnection,
  { store, operator, timeline }: OutcomeParts,
): Promise<BandOutcome> {
  const { deviceId } = end.progress.hello;
  const failure = whyNot(end);
  if (failure)
    return {
      document: { device: deviceId, calibrated: false, ...findings(end.result), reason: failure.message },
      lines: [],
      failure,
    };
  const madeAtMs = Date.now();
  const fresh = storedFrom(end.result, Math.floor(madeAtMs / 1000))!;
  const given = await giveCalibration(connection, timeline, fresh);
  store.keepCalibration(calibrationRecord(deviceId, operator, given, findings(end.result)));
  const tag = tagOf(given.bytes);
  const made_at = new Date(1000 * given.calibration.madeAtS).toISOString();
  const onBand = given.notKept === null;
  return {
    document: { device: deviceId, calibrated: true, on_band: onBand, tag, made_at, ...findings(end.result) },
    lines: [
      ...resultLines(end.result).map((line) => `${deviceId}: ${line}`),
      ...(onBand ? [`${deviceId} keeps calibration ${tag}; the records have it with date and operator`] : []),
    ],
    ...(onBand ? {} : { failure: notKept(deviceId, given.notKept!) }),
  };
}

function whyNot({ progress, result, ended }: SensorEnd): LimberError | undefined {
  const { deviceId } = progress.hello;
  if (result.refused.length === 0) return undefined;
  if (ended === 'lost')
    return new LimberError(
      'calibrate/link-lost',
      `The link to ${deviceId} was lost and did not come back. Nothing was stored; calibrate it again.`,
    );
  const words = result.refused.map(refusalWords).join(' ');
  const cut = ended === 'stopped' ? 'It was ended early. ' : '';
  return new LimberError('calibrate/refused', `${deviceId}: ${cut}${words}`);
}

const notKept = (deviceId: string, why: string): LimberError =>
  new LimberError(
    'calibrate/not-kept',
    `${deviceId} did not store its calibration (${why}); the records have it. Flash the firmware of this version and calibrate again.`,
  );

/** Degrees, seconds, thousandths of g: as it leaves the program, and as the records keep it. */
export function findings({ gyro, accelerometer }: CourseResult): object {
  return {
    ...(gyro
      ? {
          gyro: {
            bias_deg_s: gyro.biasRadS.map((one) => rounded(radToDeg(one), 5)),
            sigma_deg_s: rounded(radToDeg(gyro.sigmaRadS), 5),
            rest_s: gyro.restS,
          },
        }
      : {}),
    ...(accelerometer
      ? {
          accelerometer: {
            poses: accelerometer.poses,
            left_out: accelerometer.leftOut.map((i) => i + 1),
            offset_mg: accelerometer.model.offsetMs2.map((one) => rounded(mg(one), 3)),
            matrix: accelerometer.model.matrix.map((one) => rounded(one, 6)),
            length_error_mg: beforeAfter(accelerometer.lengthErrorMs2, mg, 2),
            tilt_error_deg: beforeAfter(accelerometer.tiltErrorRad, radToDeg, 4),
          },
        }
      : {}),
  };
}

type BeforeAfter = { readonly before: number; readonly after: number };

const beforeAfter = ({ before, after }: BeforeAfter, unit: (value: number) => number, digits: number): BeforeAfter => ({
  before: rounded(unit(before), digits),
  after: rounded(unit(after), digits),
});

const mg = (ms2: number): number => (1000 * ms2) / STANDARD_GRAVITY_MS2;

function rounded(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

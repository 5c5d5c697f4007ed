import type { Timeline } from '../../protocol/timeline.ts';
import { type CourseResult, resultOf } from '../motion/calibration/course-result.ts';
import { ALL, type CourseEvent, type CourseWants, isComplete } from '../motion/calibration/sensor-course.ts';
import { followSensor, type SensorProgress, type SensorToCalibrate } from './calibration-sensor.ts';

/**
 * Calibrates one band, or all bands of a holder through one sequence of poses. `limber calibrate` and `limber fleet` use it:
 *
 *     const run = runCalibration({ sensors, timeline, onEvent, onTurn });   // sensors: greeted, on links of any kind
 *     const ends = await run.done;                                         // one a band, in the order given
 *     for (const [i, end] of ends.entries())
 *       await concludeBand(end, sensors[i].connection, { store, operator, timeline });   // calibration-outcome.ts
 *
 * `concludeBand` stores what was found on the band (beside the parts of an earlier calibration) and in the records, or
 * says why nothing was: `document` for --json, `lines` for people, `failure` a LimberError. Words for events and refusals
 * are in calibration-words.ts, the picture of what is missing in calibration-picture.ts.
 *
 * It ends when every band has what is wanted, when `run.end()` is called, or when nothing new was found for `patienceMs`.
 * A band that is lost for `lostMs` ends as it is, the others go on. It stores nothing and says nothing.
 */
export interface CalibrationRunParams {
  readonly sensors: readonly SensorToCalibrate[];
  readonly timeline: Timeline;
  readonly wants?: CourseWants;
  readonly onEvent?: (index: number, event: CourseEvent) => void;
  /** Four times a second, for whoever shows it. */
  readonly onTurn?: (progress: readonly SensorProgress[]) => void;
  readonly patienceMs?: number;
  readonly lostMs?: number;
}

export interface CalibrationRun {
  readonly done: Promise<readonly SensorEnd[]>;
  /** Ends it with what there is. */
  end(): void;
}

export interface SensorEnd {
  readonly progress: SensorProgress;
  readonly result: CourseResult;
  /** complete: all found. lost: the link did not come back. stopped: `end()`. slow: nothing new for too long. */
  readonly ended: 'complete' | 'lost' | 'stopped' | 'slow';
}

const TURN_MS = 250;
const PATIENCE_MS = 120_000;
const LOST_MS = 30_000;

export function runCalibration(params: CalibrationRunParams): CalibrationRun {
  const { sensors, timeline, wants = ALL, patienceMs = PATIENCE_MS, lostMs = LOST_MS } = params;
  const followed = sensors.map((sensor, index) =>
    followSensor(sensor, wants, timeline, (event) => params.onEvent?.(index, event)),
  );
  const { promise: done, resolve } = Promise.withResolvers<readonly SensorEnd[]>();
  const isLost = ({ lostAtMs }: SensorProgress): boolean =>
    lostAtMs !== undefined && timeline.nowMs() - lostAtMs > lostMs;
  const isDone = ({ course }: SensorProgress): boolean => course !== undefined && isComplete(course);
  const isSlow = ({ advancedAtMs, lostAtMs }: SensorProgress): boolean =>
    lostAtMs === undefined && timeline.nowMs() - advancedAtMs > patienceMs;

  const finish = (why: 'stopped' | 'turn'): void => {
    cancel();
    for (const one of followed) one.stop();
    resolve(
      followed.map((one): SensorEnd => {
        const progress = one.progress();
        const ended = isDone(progress)
          ? 'complete'
          : isLost(progress)
            ? 'lost'
            : why === 'stopped'
              ? 'stopped'
              : 'slow';
        return { progress, ended, result: resultOfSensor(progress, wants) };
      }),
    );
  };
  const turn = (): void => {
    const progress = followed.map((one) => one.progress());
    params.onTurn?.(progress);
    const open = progress.filter((one) => !isDone(one) && !isLost(one));
    if (open.length === 0 || open.every(isSlow)) finish('turn');
  };
  const cancel = timeline.every(TURN_MS, turn);
  return { done, end: () => finish('stopped') };
}

function resultOfSensor({ hello, course }: SensorProgress, wants: CourseWants): CourseResult {
  if (hello.accelerometerOnly && !wants.accelerometer) return { refused: [{ part: 'gyro', reason: 'no-gyroscope' }] };
  return course ? resultOf(course) : noSamples(wants);
}

const noSamples = ({ gyro }: CourseWants): CourseResult => ({
  refused: [{ part: gyro ? 'gyro' : 'accelerometer', reason: 'no-samples' }],
});

import type { LinkState } from '../../protocol/link.ts';
import type { Hello } from '../../protocol/message.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import type { DeviceConnection } from '../connect/device-connection.ts';
import {
  type CourseEvent,
  type CourseWants,
  initialCourse,
  type SensorCourse,
  stepCourse,
} from '../motion/calibration/sensor-course.ts';
import { takeSamples } from './calibration-intake.ts';

/** A band that is to be calibrated, greeted. */
export interface SensorToCalibrate {
  readonly connection: DeviceConnection;
  readonly hello: Hello;
}

/** What has become of one band so far. */
export interface SensorProgress {
  readonly hello: Hello;
  readonly link: LinkState;
  /** Undefined before its first frame. */
  readonly course: SensorCourse | undefined;
  /** When the link was lost; undefined while samples come. */
  readonly lostAtMs: number | undefined;
  /** When something new was last found: rest or a pose. */
  readonly advancedAtMs: number;
}

export interface FollowedSensor {
  readonly progress: () => SensorProgress;
  stop(): void;
}

/** Leads one band's samples, at factory scale, through its course. A lost link keeps what was found: the course goes on when it is back. */
export function followSensor(
  { connection, hello }: SensorToCalibrate,
  wants: CourseWants,
  timeline: Timeline,
  onEvent: (event: CourseEvent) => void,
): FollowedSensor {
  const own: CourseWants = { ...wants, gyro: wants.gyro && !hello.accelerometerOnly };
  let course: SensorCourse | undefined;
  let link: LinkState = 'connecting';
  let lostAtMs: number | undefined;
  let advancedAtMs = timeline.nowMs();
  const stopTaking = takeSamples({
    connection,
    boot: hello.boot,
    timeline,
    onBlock: (block, limits) => {
      lostAtMs = undefined;
      const [next, events] = stepCourse(course ?? initialCourse(limits, own), block);
      course = next;
      for (const event of events) {
        if (event.kind === 'rest' || event.kind === 'pose') advancedAtMs = timeline.nowMs();
        onEvent(event);
      }
    },
  });
  const stopWatching = connection.link.onState((state) => {
    link = state;
    if (state === 'down' || state === 'closed') lostAtMs ??= timeline.nowMs();
  });
  return {
    progress: () => ({ hello, link, course, lostAtMs, advancedAtMs }),
    stop: () => {
      stopTaking();
      stopWatching();
    },
  };
}

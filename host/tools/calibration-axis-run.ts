import type { Timeline } from '../../protocol/timeline.ts';
import { askCalibration } from '../connect/band-calibration.ts';
import {
  type AxisCourse,
  type AxisEvent,
  axisShare,
  type FoundAxis,
  initialAxisCourse,
  isOver,
  type Side,
  stepAxisCourse,
} from '../motion/calibration/axis-course.ts';
import type { AxisRefusal } from '../motion/calibration/joint-axis.ts';
import type { SensorLimits } from '../motion/calibration/stillness.ts';
import type { SampleBlock } from '../motion/samples.ts';
import { takeSamples } from './calibration-intake.ts';
import type { SensorToCalibrate } from './calibration-sensor.ts';

/** Two bands that are worn find the axis of the joint between them. Nothing is stored or said here. */
export interface AxisRunParams {
  readonly proximal: SensorToCalibrate;
  readonly distal: SensorToCalibrate;
  readonly timeline: Timeline;
  readonly onEvent?: (event: AxisEvent) => void;
  /** Four times a second: how much of the present step is done, 0 to 1. */
  readonly onTurn?: (course: AxisCourse | undefined, share: number) => void;
  readonly patienceMs?: number;
}

export type AxisEnd =
  | { readonly ended: 'found'; readonly found: FoundAxis }
  | { readonly ended: 'refused'; readonly refusal: AxisRefusal }
  | { readonly ended: 'stopped' | 'slow' | 'lost'; readonly course: AxisCourse | undefined };

export interface AxisRun {
  readonly done: Promise<AxisEnd>;
  end(): void;
}

const TURN_MS = 250;
const PATIENCE_MS = 120_000;

export const runAxis = (params: AxisRunParams): AxisRun => new Run(params);

class Run implements AxisRun {
  readonly done: Promise<AxisEnd>;
  readonly #params: AxisRunParams;
  readonly #settle: PromiseWithResolvers<AxisEnd> = Promise.withResolvers();
  readonly #limits: (SensorLimits | undefined)[] = [undefined, undefined];
  readonly #stops: (() => void)[] = [];
  #course: AxisCourse | undefined;
  #advancedAtMs: number;
  #isFinished = false;

  constructor(params: AxisRunParams) {
    this.#params = params;
    this.done = this.#settle.promise;
    this.#advancedAtMs = params.timeline.nowMs();
    this.#stops.push(params.timeline.every(TURN_MS, () => this.#turn()));
    void this.#begin(params.proximal, 0);
    void this.#begin(params.distal, 1);
  }

  end(): void {
    this.#finish({ ended: 'stopped', course: this.#course });
  }

  async #begin({ connection, hello }: SensorToCalibrate, side: Side): Promise<void> {
    const { timeline } = this.#params;
    const kept = await askCalibration(connection, timeline, hello);
    if (this.#isFinished) return;
    const correction = kept.kind === 'found' ? kept.found.correction : undefined;
    const onBlock = (block: SampleBlock, limits: SensorLimits): void => this.#take(side, block, limits);
    this.#stops.push(
      takeSamples({ connection, boot: hello.boot, timeline, correction, onBlock }),
      connection.link.onState((state) => {
        // What was moved in between is not known: this is begun anew.
        if (state === 'down' || state === 'closed') this.#finish({ ended: 'lost', course: this.#course });
      }),
    );
  }

  #take(side: Side, block: SampleBlock, limits: SensorLimits): void {
    this.#limits[side] = limits;
    const [proximal, distal] = this.#limits;
    if (!this.#course && proximal && distal) this.#course = initialAxisCourse([proximal, distal]);
    if (!this.#course || isOver(this.#course)) return;
    const [next, events] = stepAxisCourse(this.#course, side, block);
    this.#course = next;
    for (const event of events) this.#tell(event);
  }

  #tell(event: AxisEvent): void {
    this.#advancedAtMs = this.#params.timeline.nowMs();
    this.#params.onEvent?.(event);
    if (event.kind === 'found') this.#finish({ ended: 'found', found: event.found });
    if (event.kind === 'refused') this.#finish({ ended: 'refused', refusal: event.refusal });
  }

  #turn(): void {
    const { timeline, onTurn, patienceMs = PATIENCE_MS } = this.#params;
    onTurn?.(this.#course, this.#course ? axisShare(this.#course) : 0);
    if (timeline.nowMs() - this.#advancedAtMs > patienceMs) this.#finish({ ended: 'slow', course: this.#course });
  }

  #finish(end: AxisEnd): void {
    this.#isFinished = true;
    for (const stop of this.#stops) stop();
    this.#settle.resolve(end);
  }
}

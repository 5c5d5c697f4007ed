import type { HomeSession } from '../../host/home-session.ts';
import { DEMONSTRATION_PRESCRIPTION } from '../../host/stim/prescription/demonstration-prescription.ts';
import type { PrescriptionDocument } from '../../host/stim/prescription/prescription.ts';
import type { Cancel, Timeline } from '../../protocol/timeline.ts';

/** As long and as often as may be prescribed: the rest after a session that a fault cut short is short, too. */
export const SOAK_PRESCRIPTION: PrescriptionDocument = {
  ...DEMONSTRATION_PRESCRIPTION,
  session_ms: 1_800_000,
  day_ms: 10_800_000,
  sessions_per_day: 24,
};

const TURN_MS = 500;
/** The band says how it is. */
const BEFORE_ASKING_MS = 2_000;

/** One session of stimulation after the other, as often as band and records permit it. */
export class StimCourses {
  begun = 0;
  /** Sessions that the gateway permitted no stimulation in. */
  refused = 0;
  readonly #begin: () => HomeSession;
  readonly #timeline: Timeline;
  readonly #cancel: Cancel;
  #course: HomeSession | undefined;
  #isAsked = false;
  #isOver = false;
  #sinceMs = 0;

  constructor(timeline: Timeline, begin: () => HomeSession) {
    this.#timeline = timeline;
    this.#begin = begin;
    this.#cancel = timeline.every(TURN_MS, () => this.#turn());
  }

  get state(): string {
    return this.#course?.stim?.view().state ?? 'none';
  }

  /** No further one begins. */
  stop(): void {
    this.#cancel();
    this.#course?.stim?.stop();
  }

  close(): void {
    this.#cancel();
    this.#course?.close();
    this.#course = undefined;
  }

  #turn(): void {
    if (!this.#course || this.#isOver) this.#next();
    else if (!this.#isAsked && this.#timeline.nowMs() - this.#sinceMs >= BEFORE_ASKING_MS) {
      this.#isAsked = true;
      this.#course.stim?.begin();
    }
  }

  #next(): void {
    this.#course?.close();
    const course = this.#begin();
    this.#course = course;
    this.#sinceMs = this.#timeline.nowMs();
    this.#isAsked = this.#isOver = false;
    this.begun++;
    if (!course.stim) this.refused++;
    if (!course.stim) this.#timeline.after(10 * TURN_MS, () => course.session.end());
    const over = (): void => {
      this.#isOver ||= this.#course === course;
    };
    course.session.done.then(over, over);
  }
}

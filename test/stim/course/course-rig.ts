import type { CourseInput, CourseState, CourseView, CourseWish } from '../../../host/stim/course/stim-course.ts';
import { courseView, initialCourse } from '../../../host/stim/course/stim-course.ts';
import { stepCourse } from '../../../host/stim/course/stim-course-step.ts';
import { DEMONSTRATION_PRESCRIPTION } from '../../../host/stim/prescription/demonstration-prescription.ts';
import { devicePrescription } from '../../../host/stim/prescription/prescription.ts';
import { checkPrescription } from '../../../host/stim/prescription/prescription-check.ts';
import { HARD_CEILINGS } from '../../../protocol/limits.ts';
import type {
  Acknowledgement,
  SessionCommand,
  SessionEvent,
  SessionState,
  StimulationTelemetry,
} from '../../../protocol/session.ts';
import {
  acknowledgementOf,
  DEFAULT_SESSION_CONFIG,
  initialSession,
  stepSession,
  telemetryOf,
} from '../../../protocol/session.ts';

export const NOW_S = 1_800_000_000;
const TURN_MS = 10;
const TICK_MS = 50;
const REPORT_MS = 100;

const decision = checkPrescription(DEMONSTRATION_PRESCRIPTION, {
  nowS: NOW_S,
  person: 'simulated-patient',
  latestRevision: null,
  contactPermille: 1000,
  dayUsedMs: 0,
});

export const COURSE_PARAMS = {
  prescription: devicePrescription(decision.prescription!)!,
  prescriptionHash: new Uint8Array(8),
  levelUa: decision.prescription!.levelUa,
};

/** What the air does to what it carries; the default delivers everything after 20 ms. */
export interface Air {
  delayMs: number;
  losesCommand: (command: SessionCommand, atMs: number) => boolean;
  losesAnswer: (answer: Acknowledgement, atMs: number) => boolean;
  losesReport: (telemetry: StimulationTelemetry, atMs: number) => boolean;
}

type Parcel = { readonly dueMs: number; readonly deliver: () => void };

/** A host's course and a band's session, joined by air, in virtual time. */
export class CourseRig {
  readonly band: SessionState = initialSession({ ...DEFAULT_SESSION_CONFIG, contactAtBoot: true }, 1, HARD_CEILINGS);
  readonly air: Air = { delayMs: 20, losesCommand: () => false, losesAnswer: () => false, losesReport: () => false };
  readonly sent: SessionCommand[] = [];
  /** Every view with the band's true current at that instant: what the host shows against what flows. */
  readonly shown: { readonly atMs: number; readonly view: CourseView; readonly trueUa: number }[] = [];
  course: CourseState = initialCourse(COURSE_PARAMS);
  nowMs = 0;
  hostAlive = true;
  private parcels: Parcel[] = [];
  private sequence = 0;

  view(): CourseView {
    return courseView(this.course);
  }

  event(event: SessionEvent): void {
    stepSession(this.band, event);
  }

  wish(wish: CourseWish): void {
    this.input({ kind: 'wish', atMs: this.nowMs, wish });
  }

  /** The host process dies and another one begins, knowing nothing. */
  restartHost(): void {
    this.course = initialCourse(COURSE_PARAMS);
    this.hostAlive = true;
  }

  run(ms: number): void {
    for (const untilMs = this.nowMs + ms; this.nowMs < untilMs; ) this.turn();
  }

  /** @throws Error where `done` does not come true within `limitMs`. */
  runUntil(done: () => boolean, limitMs = 120_000): void {
    for (const untilMs = this.nowMs + limitMs; !done(); ) {
      if (this.nowMs >= untilMs)
        throw new Error(`not within ${limitMs} ms: host ${this.course.phase}, band ${this.band.state}`);
      this.turn();
    }
  }

  /** ARM, button, START, and up to the prescribed level. */
  begin(): void {
    this.run(200);
    this.wish({ kind: 'start', nowS: NOW_S });
    this.runUntil(() => this.view().awaitsButton, 5_000);
    this.event({ kind: 'CONFIRM' });
    this.runUntil(() => this.band.state === 'ACTIVE', 20_000);
    this.run(300);
  }

  private turn(): void {
    this.nowMs += TURN_MS;
    if (this.nowMs % TICK_MS === 0) stepSession(this.band, { kind: 'TICK' });
    if (this.nowMs % REPORT_MS === 0) this.report();
    const due = this.parcels.filter((parcel) => parcel.dueMs <= this.nowMs);
    this.parcels = this.parcels.filter((parcel) => parcel.dueMs > this.nowMs);
    for (const parcel of due) parcel.deliver();
    if (this.nowMs % 100 === 50) this.input({ kind: 'time', atMs: this.nowMs });
    this.shown.push({ atMs: this.nowMs, view: courseView(this.course), trueUa: this.band.currentUa });
  }

  private post(deliver: () => void): void {
    this.parcels.push({ dueMs: this.nowMs + this.air.delayMs, deliver });
  }

  private report(): void {
    const telemetry = telemetryOf(this.band, ++this.sequence, this.nowMs * 1000);
    if (!this.air.losesReport(telemetry, this.nowMs))
      this.post(() => this.input({ kind: 'telemetry', atMs: this.nowMs, telemetry }));
  }

  private input(input: CourseInput): void {
    if (!this.hostAlive) return;
    const [next, output] = stepCourse(this.course, input);
    this.course = next;
    for (const command of output.commands) {
      this.sent.push(command);
      if (!this.air.losesCommand(command, this.nowMs)) this.post(() => this.take(command));
    }
  }

  /** Public so that a test can play a command that never came from the host. */
  take(command: SessionCommand): void {
    stepSession(this.band, { kind: 'COMMAND', command, authentic: true });
    const acknowledgement = acknowledgementOf(this.band);
    if (this.air.losesAnswer(acknowledgement, this.nowMs)) return;
    this.post(() => this.input({ kind: 'acknowledgement', atMs: this.nowMs, acknowledgement }));
  }
}

export const kindsOf = (commands: readonly SessionCommand[]): string[] => commands.map((command) => command.kind);

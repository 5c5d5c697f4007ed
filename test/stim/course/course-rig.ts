import type { CourseMemory } from '../../../host/stim/course/course-memory.ts';
import {
  askDelivery,
  type Delivery,
  type DeliveryEvent,
  initialDelivery,
  stepDelivery,
} from '../../../host/stim/course/delivery.ts';
import type { CounterMark, DoseIncrement } from '../../../host/stim/course/dose-counters.ts';
import type {
  CourseFinding,
  CourseInput,
  CourseParams,
  CourseState,
  CourseWish,
} from '../../../host/stim/course/stim-course.ts';
import { initialCourse } from '../../../host/stim/course/stim-course.ts';
import { stepCourse } from '../../../host/stim/course/stim-course-step.ts';
import type { CourseView } from '../../../host/stim/course/stim-course-view.ts';
import { courseView } from '../../../host/stim/course/stim-course-view.ts';
import { DEMONSTRATION_PRESCRIPTION } from '../../../host/stim/prescription/demonstration-prescription.ts';
import { devicePrescription, sealedOf } from '../../../host/stim/prescription/device-prescription.ts';
import { checkPrescription } from '../../../host/stim/prescription/prescription-check.ts';
import { HARD_CEILINGS } from '../../../protocol/limits.ts';
import type {
  Acknowledgement,
  SessionCommand,
  SessionConfig,
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

const HASH = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
export const SEALED = sealedOf(decision.prescription!, HASH);

export const COURSE_PARAMS: CourseParams = {
  prescription: devicePrescription(decision.prescription!)!,
  prescriptionHash: HASH,
  levelUa: decision.prescription!.levelUa,
  seal: null,
  hostId: 1,
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
  readonly band: SessionState;
  readonly air: Air = { delayMs: 20, losesCommand: () => false, losesAnswer: () => false, losesReport: () => false };
  readonly sent: SessionCommand[] = [];
  /** Every view with the band's true current at that instant: what the host shows against what flows. */
  readonly shown: { readonly atMs: number; readonly view: CourseView; readonly trueUa: number }[] = [];
  course: CourseState;
  delivery: Delivery = initialDelivery();
  readonly told: DeliveryEvent[] = [];
  /** The disk: survives the host. */
  kept: CourseMemory | null = null;
  mark: CounterMark | null = null;
  booked = { pulses: 0, chargeNc: 0, onTimeMs: 0 };
  diskFull = false;
  nowMs = 0;
  /** Of the host alone: its clock on the wall. */
  wallS = NOW_S;
  hostAlive = true;
  /** What the band measures of its output; the default reads back what flows. */
  measured: (telemetry: StimulationTelemetry) => StimulationTelemetry = (telemetry) => telemetry;
  private parcels: Parcel[] = [];
  private sequence = 0;

  /** `sealRequired`: the band begins without a prescription and takes only what is sealed. */
  constructor(params: Partial<CourseParams> = {}, config: Partial<SessionConfig> = {}) {
    const { deviceId } = SEALED;
    const own = { ...DEFAULT_SESSION_CONFIG, contactAtBoot: true, sealRequired: false, deviceId, ...config };
    this.band = initialSession(own, 1, HARD_CEILINGS);
    this.course = initialCourse({ ...COURSE_PARAMS, ...params });
  }

  view(): CourseView {
    return courseView(this.course);
  }

  event(event: SessionEvent): void {
    stepSession(this.band, event);
  }

  wish(wish: CourseWish): void {
    this.input({ kind: 'wish', atMs: this.nowMs, wish });
  }

  find(finding: CourseFinding): void {
    this.input({ kind: 'finding', atMs: this.nowMs, finding });
  }

  /** The host process dies and another one begins, knowing what the first one kept. */
  restartHost(): void {
    this.course = initialCourse({ ...this.course.params, hostId: this.course.params.hostId + 1 }, this.kept);
    this.delivery = initialDelivery(this.mark);
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

  start(): void {
    this.delivery = askDelivery(this.delivery, this.nowMs);
    this.wish({ kind: 'start', nowS: this.wallS });
  }

  /** ARM, button, START, and up to the prescribed level. */
  begin(): void {
    this.run(200);
    this.start();
    this.runUntil(() => this.view().asks === 'START_OUTPUT', 5_000);
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
    if (this.nowMs % 100 === 50) this.input({ kind: 'time', atMs: this.nowMs, nowS: this.wallS });
    this.shown.push({ atMs: this.nowMs, view: courseView(this.course), trueUa: this.band.currentUa });
  }

  private post(deliver: () => void): void {
    this.parcels.push({ dueMs: this.nowMs + this.air.delayMs, deliver });
  }

  private report(): void {
    const telemetry = this.measured(telemetryOf(this.band, ++this.sequence, (this.nowMs * 1000) >>> 0));
    if (!this.air.losesReport(telemetry, this.nowMs))
      this.post(() => this.input({ kind: 'telemetry', atMs: this.nowMs, telemetry }));
  }

  private input(input: CourseInput): void {
    if (!this.hostAlive) return;
    const [next, output] = stepCourse(this.course, input);
    this.course = next;
    const kept = output.keep === null || !this.diskFull;
    if (output.keep && kept) this.kept = JSON.parse(JSON.stringify(output.keep));
    for (const command of output.commands) if (kept || command.kind === 'STOP') this.send(command);
    this.account(input);
    if (!kept) this.find('not-recorded');
  }

  private send(command: SessionCommand): void {
    this.sent.push(command);
    if (!this.air.losesCommand(command, this.nowMs)) this.post(() => this.take(command));
  }

  private account(input: CourseInput): void {
    const telemetry = input.kind === 'telemetry' ? input.telemetry : null;
    const { phase } = this.course;
    const [next, events] = stepDelivery(this.delivery, { atMs: this.nowMs, phase, view: this.view(), telemetry });
    this.delivery = next;
    for (const event of events) {
      this.told.push(event);
      if (event.kind === 'dose' || event.kind === 'late-dose') this.book(event);
      if (event.kind === 'again') this.wish({ kind: 'start', nowS: this.wallS });
    }
  }

  private book({ mark, pulses, chargeNc, onTimeMs }: DoseIncrement & { readonly mark: CounterMark }): void {
    const { booked } = this;
    this.mark = mark;
    this.booked = {
      pulses: booked.pulses + pulses,
      chargeNc: booked.chargeNc + chargeNc,
      onTimeMs: booked.onTimeMs + onTimeMs,
    };
  }

  /** Public so that a test can play a command that never came from the host. */
  take(command: SessionCommand): void {
    const heardAgeMs = this.nowMs - (command.heardTicks ?? 0) / 1000;
    // The band's gate opens the seal; whoever has none gets nothing out of it.
    const prescription = command.sealed && command.sealed.length > 0 ? SEALED : null;
    stepSession(this.band, { kind: 'COMMAND', command: { ...command, heardAgeMs, prescription }, authentic: true });
    const acknowledgement = acknowledgementOf(this.band);
    if (this.air.losesAnswer(acknowledgement, this.nowMs)) return;
    this.post(() => this.input({ kind: 'acknowledgement', atMs: this.nowMs, acknowledgement }));
  }
}

export const kindsOf = (commands: readonly SessionCommand[]): string[] => commands.map((command) => command.kind);

import { filter, map, merge, type Observable, ReplaySubject, Subject, type Subscription, tap } from 'rxjs';
import { LimberError } from '../protocol/limber-error.ts';
import type { SessionCommand, StimulationTelemetry } from '../protocol/session.ts';
import type { Timeline } from '../protocol/timeline.ts';
import { msToS } from '../protocol/units.ts';
import type { DeviceConnection, DeviceMessage } from './connect/device-connection.ts';
import type { StimulationSummary } from './records/session-document.ts';
import type { StimulationView } from './screen/feed.ts';
import { runStage, timeEvery } from './stage.ts';
import {
  askDelivery,
  type CounterMark,
  type CourseFinding,
  type CourseInput,
  type CourseMemory,
  type CourseNotice,
  type CourseOutput,
  type CourseParams,
  type CourseState,
  type CourseView,
  type CourseWish,
  courseNotices,
  courseView,
  type Delivery,
  type DeliveryEvent,
  type ImpedanceSummary,
  impedanceSummary,
  initialClockWatch,
  initialCourse,
  initialDelivery,
  initialImpedance,
  stepClockWatch,
  stepCourse,
  stepDelivery,
  stepImpedance,
} from './stim/index.ts';
import { shown, summaryOf } from './stim-picture.ts';

export interface StimSession {
  readonly view$: Observable<StimulationView>;
  /** What was delivered, as the band reports it; ends with 'over' once what was begun has ended or could not begin. */
  readonly delivery$: Observable<DeliveryEvent>;
  /** For the chain of records: transitions, certain results, what was asked, a clock that was moved. */
  readonly notices$: Observable<CourseNotice>;
  /** Id of the band. */
  readonly device: string;
  readonly prescriptionId: string;
  /** Asks the band to arm; the current waits for the button on the band. */
  begin(): void;
  /** Always accepted, in any state: goes out unsealed, and again until the band says 0. */
  stop(): void;
  /** What the person wants: up, down, how it feels, that they are there. Why not is in the view. */
  wish(wish: PersonWish): void;
  /** What the host itself finds: a fall, a later revision. */
  find(finding: CourseFinding): void;
  view(): StimulationView;
  /** The same for whoever steers: what was asked for, whether it may be raised, what the person is asked. */
  course(): CourseView;
  summary(): StimulationSummary;
  /** Between the pads, so far; null where no current has flowed. */
  impedance(): ImpedanceSummary | null;
  close(): void;
}

export type PersonWish = Exclude<CourseWish, { readonly kind: 'start' | 'stop' }>;

export interface StimSessionParams {
  readonly connection: DeviceConnection;
  readonly device: string;
  readonly course: CourseParams;
  readonly prescriptionId: string;
  readonly timeline: Timeline;
  /** Stored before the commands that it speaks of are sent; where it throws a LimberError they are not, and stimulation stops. */
  readonly keep: (memory: CourseMemory) => void;
  /** What the process before this one kept of the band. */
  readonly memory: CourseMemory | null;
  /** The band's counters as last booked. */
  readonly mark: CounterMark | null;
  /** Asked before each ARM, also of what goes on after a rest: whether all that was said and recorded meanwhile still permits it. */
  readonly mayBegin?: () => boolean;
}

const TURN_MS = 100;
const CLOCK_TURN_MS = 1000;

/** From the band's account to leases and back. */
export const stimSession = (params: StimSessionParams): StimSession => new StimRun(params);

class StimRun implements StimSession {
  readonly view$ = new ReplaySubject<StimulationView>(1);
  readonly delivery$ = new Subject<DeliveryEvent>();
  readonly notices$ = new Subject<CourseNotice>();
  readonly device: string;
  readonly prescriptionId: string;
  readonly #params: StimSessionParams;
  readonly #asked$ = new Subject<CourseInput>();
  readonly #subscription: Subscription;
  #view: CourseView;
  #delivery: Delivery;
  #impedance = initialImpedance();

  constructor(params: StimSessionParams) {
    this.#params = params;
    this.device = params.device;
    this.prescriptionId = params.prescriptionId;
    this.#view = courseView(this.#initial());
    this.#delivery = initialDelivery(params.mark);
    this.#subscription = this.#follow();
    this.#subscription.add(this.#jumps().subscribe((byMs) => this.notices$.next({ event: 'clock-jump', by_ms: byMs })));
  }

  #initial(): CourseState {
    const { connection, course, memory } = this.#params;
    return initialCourse(course, memory, connection.sealedUpTo());
  }

  /** One stage a line. */
  #follow(): Subscription {
    const { connection, timeline } = this.#params;
    const heard$ = connection.messages$.pipe(
      tap((message) => this.#measure(message)),
      map(asInput),
      filter((input) => input !== null),
    );
    const time$ = timeEvery(timeline, TURN_MS).pipe(
      map((atMs): CourseInput => ({ kind: 'time', atMs, nowS: this.#nowS() })),
    );
    return merge(heard$, time$, this.#asked$)
      .pipe(runStage(() => this.#initial(), stepAndTell))
      .subscribe((stepped) => this.#take(stepped));
  }

  #measure(message: DeviceMessage): void {
    if (message.kind === 'stimulation') this.#impedance = stepImpedance(this.#impedance, message.frame);
  }

  /** Told of, and nothing else: no output depends on the wall. */
  #jumps(): Observable<number> {
    const { timeline } = this.#params;
    return timeEvery(timeline, CLOCK_TURN_MS).pipe(
      runStage(initialClockWatch, (state, nowMs) => stepClockWatch(state, nowMs, timeline.wallMs())),
      filter((byMs) => byMs !== 0),
    );
  }

  /** Kept first, then sent; shown and booked. */
  #take(stepped: Stepped): void {
    const { connection, keep } = this.#params;
    const kept = isKept(stepped.output, keep);
    for (const command of stepped.output.commands) if (kept || command.kind === 'STOP') sendTo(connection, command);
    this.#show(stepped.output.view);
    this.#account(stepped);
    if (!kept) this.find('not-recorded');
  }

  #show(view: CourseView): void {
    const notices = courseNotices(this.#view, view);
    this.#view = view;
    this.view$.next(shown(view));
    for (const notice of notices) this.notices$.next(notice);
  }

  #account(stepped: Stepped): void {
    const [delivery, events] = stepDelivery(this.#delivery, deliveryInput(stepped));
    this.#delivery = delivery;
    for (const event of events) {
      this.delivery$.next(event);
      if (event.kind === 'again') this.#start();
    }
  }

  #nowS(): number {
    return Math.floor(msToS(this.#params.timeline.wallMs()));
  }

  #ask(wish: CourseWish): void {
    this.#asked$.next({ kind: 'wish', atMs: this.#params.timeline.nowMs(), wish });
  }

  #start(): void {
    if (this.#params.mayBegin?.() === false) this.find('not-permitted');
    else this.#ask({ kind: 'start', nowS: this.#nowS() });
  }

  begin(): void {
    this.#delivery = askDelivery(this.#delivery, this.#params.timeline.nowMs());
    this.#start();
  }

  stop(): void {
    this.#ask({ kind: 'stop' });
  }

  wish(wish: PersonWish): void {
    this.#ask(wish);
  }

  find(finding: CourseFinding): void {
    this.#asked$.next({ kind: 'finding', atMs: this.#params.timeline.nowMs(), finding });
  }

  view = (): StimulationView => shown(this.#view);

  course = (): CourseView => this.#view;

  impedance = (): ImpedanceSummary | null => impedanceSummary(this.#impedance);

  summary = (): StimulationSummary => summaryOf(this.#delivery, this.prescriptionId);

  close(): void {
    this.#subscription.unsubscribe();
  }
}

function asInput(message: DeviceMessage): CourseInput | null {
  if (message.kind === 'acknowledgement') {
    return { kind: 'acknowledgement', atMs: message.atMs, acknowledgement: message.acknowledgement as never };
  }
  if (message.kind !== 'stimulation') return null;
  return { kind: 'telemetry', atMs: message.atMs, telemetry: message.frame as StimulationTelemetry };
}

interface Stepped {
  readonly input: CourseInput;
  readonly output: CourseOutput;
  readonly phase: CourseState['phase'];
}

function stepAndTell(state: CourseState, input: CourseInput): [CourseState, Stepped] {
  const [next, output] = stepCourse(state, input);
  return [next, { input, output, phase: next.phase }];
}

function deliveryInput({ input, output, phase }: Stepped) {
  const telemetry = input.kind === 'telemetry' ? input.telemetry : null;
  return { atMs: input.atMs, phase, view: output.view, telemetry };
}

/** False where the disk takes nothing more: what cannot be remembered is not sent. */
function isKept({ keep }: CourseOutput, store: (memory: CourseMemory) => void): boolean {
  if (keep === null) return true;
  try {
    store(keep);
    return true;
  } catch (error) {
    if (error instanceof LimberError) return false;
    throw error;
  }
}

/** A command that cannot be handed over is as good as lost on the air: the course asks again or stops by itself. */
function sendTo(connection: DeviceConnection, command: SessionCommand): void {
  connection.send(command).catch(() => {});
}

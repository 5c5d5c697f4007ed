import { filter, map, merge, type Observable, ReplaySubject, Subject } from 'rxjs';
import type { SessionCommand, StimulationTelemetry } from '../protocol/session.ts';
import type { Timeline } from '../protocol/timeline.ts';
import { msToS, ncToUc } from '../protocol/units.ts';
import type { DeviceConnection, DeviceMessage } from './connect/device-connection.ts';
import type { StimulationSummary } from './records/session-document.ts';
import type { StimulationView } from './screen/feed.ts';
import { runStage, timeEvery } from './stage.ts';
import {
  askDelivery,
  type CourseInput,
  type CourseOutput,
  type CourseParams,
  type CourseState,
  type CourseView,
  courseView,
  type Delivery,
  type DeliveryEvent,
  initialCourse,
  initialDelivery,
  reasonWords,
  stepCourse,
  stepDelivery,
} from './stim/index.ts';

export interface StimSession {
  readonly view$: Observable<StimulationView>;
  /** What was delivered, as the band reports it; ends with 'over' once what was begun has ended or could not begin. */
  readonly delivery$: Observable<DeliveryEvent>;
  readonly prescriptionId: string;
  /** Asks the band to arm; the current waits for the button on the band. */
  begin(): void;
  /** Always accepted, in any state: goes out unsealed, and again until the band says 0. */
  stop(): void;
  view(): StimulationView;
  summary(): StimulationSummary;
  close(): void;
}

export interface StimSessionParams {
  readonly connection: DeviceConnection;
  readonly course: CourseParams;
  readonly prescriptionId: string;
  readonly timeline: Timeline;
}

const TURN_MS = 100;

/** From the band's account to leases and back: one stage a line. */
export function stimSession({ connection, course, prescriptionId, timeline }: StimSessionParams): StimSession {
  const wishes = new Subject<CourseInput>();
  const view$ = new ReplaySubject<StimulationView>(1);
  const delivery$ = new Subject<DeliveryEvent>();
  let view = courseView(initialCourse(course));
  let delivery = initialDelivery();

  const heard$ = connection.messages$.pipe(
    map(asInput),
    filter((input) => input !== null),
  );
  const time$ = timeEvery(timeline, TURN_MS).pipe(map((atMs): CourseInput => ({ kind: 'time', atMs })));
  const subscription = merge(heard$, time$, wishes)
    .pipe(runStage(() => initialCourse(course), stepAndTell))
    .subscribe(({ input, output, phase }) => {
      for (const command of output.commands) sendTo(connection, command);
      const [next, events] = stepDelivery(delivery, deliveryInput(input, output, phase));
      delivery = next;
      view = output.view;
      view$.next(shown(view));
      for (const event of events) delivery$.next(event);
    });

  return {
    view$,
    delivery$,
    prescriptionId,
    begin: () => {
      delivery = askDelivery(delivery, timeline.nowMs());
      const wish = { kind: 'start', nowS: Math.floor(msToS(timeline.wallMs())) } as const;
      wishes.next({ kind: 'wish', atMs: timeline.nowMs(), wish });
    },
    stop: () => wishes.next({ kind: 'wish', atMs: timeline.nowMs(), wish: { kind: 'stop' } }),
    view: () => shown(view),
    summary: () => summaryOf(delivery, prescriptionId),
    close: () => subscription.unsubscribe(),
  };
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

function deliveryInput(input: CourseInput, { view }: CourseOutput, phase: CourseState['phase']) {
  return {
    atMs: input.atMs,
    phase,
    reason: view.reason,
    telemetry: input.kind === 'telemetry' ? input.telemetry : null,
  };
}

/** A command that cannot be handed over is as good as lost on the air: the course asks again or stops by itself. */
function sendTo(connection: DeviceConnection, command: SessionCommand): void {
  connection.send(command).catch(() => {});
}

function shown({ state, currentUa, prescribedUa, remainingMs, awaitsButton, reason }: CourseView): StimulationView {
  const words = awaitsButton ? 'Press the button on the band to begin.' : reasonWords(reason);
  return { state, currentUa, prescribedUa, remainingS: Math.ceil(msToS(remainingMs)), reason: words };
}

function summaryOf({ totals, stopReason }: Delivery, prescriptionId: string): StimulationSummary {
  return {
    pulses: totals.pulses,
    total_charge_uc: ncToUc(totals.chargeNc),
    peak_current_ua: totals.peakCurrentUa,
    on_time_s: msToS(totals.onTimeMs),
    stop_reason: stopReason,
    prescription_id: prescriptionId,
  };
}

import { BehaviorSubject, distinctUntilChanged, type Observable, Subject, Subscription } from 'rxjs';
import { LimberError } from '../protocol/limber-error.ts';
import type { Timeline } from '../protocol/timeline.ts';
import { type ExerciseEvent, exerciseSession, type MotionBand } from './exercise-session.ts';
import type { IntakeHealth } from './intake/intake.ts';
import type { Exercise } from './motion/index.ts';
import type { Rep } from './motion/repetition/rep.ts';
import type { SessionRecording } from './records/recording.ts';
import type { FrameCounts, SessionDocument } from './records/session-document.ts';
import type { Store } from './records/store.ts';
import { NO_STIMULATION, repRecord } from './records/summary.ts';
import type { FeedEvent } from './screen/feed.ts';
import { cueText } from './screen/words.ts';
import { anglePicture, phaseWords, planPicture } from './session-picture.ts';
import { initialPlan, type PlanInput, type PlanState, type SessionPlan, stepPlan } from './session-plan.ts';
import { timeEvery } from './stage.ts';
import type { DeliveryEvent, DoseDecision } from './stim/index.ts';
import { reasonWords } from './stim/index.ts';
import type { StimSession } from './stim-session.ts';

export interface SessionParams {
  readonly id: string;
  readonly site: string;
  /** Pseudonym. */
  readonly person: string;
  readonly exercise: Exercise;
  readonly plan: SessionPlan;
  readonly bands: readonly MotionBand[];
  readonly rateHz: number;
  readonly stim?: StimSession;
  /** Whether the prescription may be delivered, with all inputs: recorded whatever it says. */
  readonly decision?: DoseDecision;
  readonly timeline: Timeline;
  readonly store: Store;
  /** No more samples come after this: the end of a recording. */
  readonly ended$?: Observable<unknown>;
  /** One line for whoever watches the gateway. */
  readonly say: (line: string) => void;
}

export interface RunningSession {
  readonly feed$: Observable<FeedEvent>;
  readonly plan: () => PlanState;
  /** How the frames of one band are coming in. */
  readonly healthOf: (placement: string) => IntakeHealth | undefined;
  /** Settles with the stored document once the plan is done or the session was ended. */
  readonly done: Promise<SessionDocument>;
  /** Ends it now; what was done so far is kept. */
  end(): void;
}

const TURN_MS = 250;

/** Runs one session: movement and stimulation by the plan, everything recorded, everything shown. */
export function runSession(params: SessionParams): RunningSession {
  return new SessionRun(params);
}

class SessionRun implements RunningSession {
  readonly feed$: Observable<FeedEvent>;
  readonly done: Promise<SessionDocument>;
  readonly #params: SessionParams;
  readonly #originMs: number;
  readonly #recording: SessionRecording;
  readonly #feed = new Subject<FeedEvent>();
  readonly #plan: BehaviorSubject<PlanState>;
  readonly #health = new Map<string, IntakeHealth>();
  readonly #subscription = new Subscription();
  readonly #settle: PromiseWithResolvers<SessionDocument> = Promise.withResolvers();
  #nextPointMs = 0;
  #stopped = false;

  constructor(params: SessionParams) {
    this.#params = params;
    this.#originMs = params.timeline.nowMs();
    this.#plan = new BehaviorSubject(initialPlan(params.plan));
    this.feed$ = this.#feed.asObservable();
    this.done = this.#settle.promise;
    this.#recording = params.store.begin({
      id: params.id,
      site: params.site,
      person: params.person,
      exercise: params.exercise.id,
      startedAtMs: params.timeline.wallMs(),
      targetDeg: params.exercise.targetDeg,
      sensors: params.bands.map((band) => band.placement),
    });
    this.#begin();
  }

  plan = (): PlanState => this.#plan.value;

  healthOf = (placement: string): IntakeHealth | undefined => this.#health.get(placement);

  end(): void {
    this.#stopped = true;
    this.#finish();
  }

  #nowMs(): number {
    return this.#params.timeline.nowMs() - this.#originMs;
  }

  #begin(): void {
    const { stim, ended$, decision, ...params } = this.#params;
    if (decision) this.#keep(() => this.#recording.addDecision({ atMs: 0, kind: 'prescription', detail: decision }));
    const events$ = exerciseSession({ ...params, originMs: this.#originMs, ...(ended$ ? { ended$ } : {}) });
    this.#subscription.add(
      events$.subscribe({
        next: (event) => this.#takeMovement(event),
        complete: () => this.#advance({ kind: 'samples-over', atMs: this.#nowMs() }),
      }),
    );
    this.#subscription.add(timeEvery(params.timeline, TURN_MS).subscribe(() => this.#turn()));
    if (stim) this.#followStimulation(stim);
  }

  #followStimulation(stim: StimSession): void {
    this.#subscription.add(
      stim.view$
        .pipe(distinctUntilChanged((before, now) => JSON.stringify(before) === JSON.stringify(now)))
        .subscribe((stimulation) => this.#feed.next({ kind: 'stimulation', stimulation })),
    );
    this.#subscription.add(stim.delivery$.subscribe((event) => this.#takeDelivery(event, stim.prescriptionId)));
  }

  #takeDelivery(event: DeliveryEvent, prescriptionId: string): void {
    const atMs = this.#nowMs();
    switch (event.kind) {
      case 'dose':
        this.#keep(() => this.#recording.addDose({ ...event, atMs }));
        break;
      case 'started':
        this.#params.say('stimulation begins');
        this.#keep(() =>
          this.#recording.addEvent({
            kind: 'stimulation-started',
            atMs,
            currentUa: event.currentUa,
            reason: '',
            prescriptionId,
          }),
        );
        break;
      case 'stopped':
        this.#params.say(`stimulation ends: ${reasonWords(event.reason)}`);
        this.#keep(() => this.#recording.addEvent({ ...event, kind: 'stimulation-stopped', atMs, prescriptionId }));
        break;
      case 'over':
        this.#advance({ kind: 'stimulation-over', atMs });
        break;
    }
  }

  #takeMovement(event: ExerciseEvent): void {
    switch (event.kind) {
      case 'angle':
        this.#advance({ kind: 'streaming', atMs: this.#nowMs() });
        this.#keep(() => this.#recording.addAngle(event.tMs, event.angleDeg));
        this.#showAngle(event.tMs, event.angleDeg);
        break;
      case 'rep':
        this.#takeRep(event.rep);
        break;
      case 'cue':
        this.#feed.next({ kind: 'cue', cue: event.cue, text: cueText(event.cue, this.#params.exercise.id) });
        break;
      case 'recorded':
        this.#keep(() => this.#recording.addSamples(event.frame));
        break;
      case 'health':
        this.#health.set(event.health.sensor, event.health);
    }
  }

  #takeRep(rep: Rep): void {
    const input: PlanInput = { kind: 'rep', rep };
    const [after] = stepPlan(this.#plan.value, input);
    const record = repRecord(rep, Math.max(1, after.sets.length));
    // Before the plan moves on: the last repetition may end the session at once.
    this.#keep(() => this.#recording.addRep(record));
    this.#feed.next({ kind: 'rep', rep: record });
    this.#advance(input);
  }

  #showAngle(tMs: Float64Array, angleDeg: Float64Array): void {
    const { nextMs, event } = anglePicture(this.#nextPointMs, tMs, angleDeg);
    this.#nextPointMs = nextMs;
    if (event) this.#feed.next(event);
  }

  #turn(): void {
    this.#advance({ kind: 'time', atMs: this.#nowMs() });
    const frames = this.#frames();
    this.#recording.noteProgress({ elapsedMs: this.#nowMs(), frames });
    this.#feed.next({ kind: 'frames', frames });
    this.#showPlan();
  }

  #advance(input: PlanInput): void {
    const before = this.#plan.value;
    const [after] = stepPlan(before, input);
    if (after === before) return;
    this.#plan.next(after);
    if (after.phase === before.phase) return;
    // That a session is finished is shown once it is stored: pages load it then.
    if (after.phase !== 'finished') this.#showPlan();
    const words = phaseWords(after);
    if (words) this.#params.say(words);
    if (after.phase === 'stimulating') this.#params.stim?.begin();
    if (after.phase === 'finished') this.#finish();
  }

  #showPlan(): void {
    const { exercise, id } = this.#params;
    this.#feed.next(planPicture(id, exercise, this.#plan.value, this.#nowMs()));
  }

  #frames(): FrameCounts {
    const sum = { received: 0, lost: 0, recovered: 0, discarded: 0 };
    for (const { received, lost, recovered } of this.#health.values()) {
      sum.received += received;
      sum.lost += lost;
      sum.recovered += recovered;
    }
    for (const { connection } of this.#params.bands) sum.discarded += connection.discarded();
    return sum;
  }

  /** A full disk must not stop an exercise, but nothing may be delivered that cannot be recorded. */
  #keep(write: () => void): void {
    try {
      write();
    } catch (error) {
      if (!(error instanceof LimberError)) throw error;
      this.#params.say(error.message);
      this.#params.stim?.stop();
    }
  }

  #finish(): void {
    if (this.#subscription.closed) return;
    this.#subscription.unsubscribe();
    const { stim } = this.#params;
    try {
      const document = this.#recording.finish({
        outcome: this.#stopped ? 'stopped' : 'completed',
        endMs: this.#nowMs(),
        frames: this.#frames(),
        stimulation: stim?.summary() ?? NO_STIMULATION,
      });
      this.#showPlan();
      this.#settle.resolve(document);
    } catch (error) {
      this.#settle.reject(error);
    }
    this.#feed.complete();
  }
}

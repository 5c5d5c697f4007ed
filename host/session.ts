import { BehaviorSubject, distinctUntilChanged, type Observable, Subject, Subscription } from 'rxjs';
import { LimberError } from '../protocol/limber-error.ts';
import { type ExerciseEvent, exerciseSession } from './exercise-session.ts';
import type { IntakeHealth } from './intake/intake.ts';
import type { Cue } from './motion/index.ts';
import type { Rep } from './motion/repetition/rep.ts';
import type { SessionRecording } from './records/recording.ts';
import type { FrameCounts, SessionDocument } from './records/session-document.ts';
import { NO_STIMULATION, repRecord } from './records/summary.ts';
import type { FeedEvent } from './screen/feed.ts';
import { cueText } from './screen/words.ts';
import { followedWith, type SessionParams, sessionStart } from './session-params.ts';
import { anglePicture, phaseWords, planPicture } from './session-picture.ts';
import { initialPlan, type PlanInput, type PlanState, stepPlan } from './session-plan.ts';
import { timeEvery } from './stage.ts';
import type { StimSession } from './stim-session.ts';
import { recordStimulation } from './stimulation-record.ts';

export interface RunningSession {
  readonly feed$: Observable<FeedEvent>;
  readonly plan: () => PlanState;
  /** How the frames of one band are coming in. */
  readonly healthOf: (placement: string) => IntakeHealth | undefined;
  /** Settles with the stored document once the plan is done or the session was ended. */
  readonly done: Promise<SessionDocument>;
  /** Keeps in the session's records what happened to one of its bands. */
  note(kind: 'band-restart' | 'band-trouble', detail: unknown): void;
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
    this.#recording = params.store.begin(sessionStart(params));
    this.#begin();
  }

  plan = (): PlanState => this.#plan.value;

  healthOf = (placement: string): IntakeHealth | undefined => this.#health.get(placement);

  note(kind: 'band-restart' | 'band-trouble', detail: unknown): void {
    if (this.#subscription.closed) return;
    this.#keep(() => this.#recording.addDecision({ atMs: Math.round(this.#nowMs()), kind, detail }));
  }

  end(): void {
    this.#stopped = true;
    this.#finish();
  }

  #nowMs(): number {
    return this.#params.timeline.nowMs() - this.#originMs;
  }

  #begin(): void {
    const { stim, decision, ...params } = this.#params;
    if (decision) this.#keep(() => this.#recording.addDecision({ atMs: 0, kind: 'prescription', detail: decision }));
    this.#subscription.add(
      exerciseSession(followedWith(this.#params, this.#originMs)).subscribe({
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
    this.#subscription.add(
      recordStimulation({
        stim,
        store: this.#params.store,
        recording: this.#recording,
        nowMs: () => Math.round(this.#nowMs()),
        keep: (write) => this.#keep(write),
        say: this.#params.say,
        over: () => this.#advance({ kind: 'stimulation-over', atMs: this.#nowMs() }),
      }),
    );
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
        this.#takeCue(event.cue);
        break;
      case 'jolt':
        this.#params.stim?.find('jolt');
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

  /** Nobody is corrected while the movement is only being shown. */
  #takeCue(cue: Cue): void {
    const { plan, exercise } = this.#params;
    if (plan.purpose === 'demonstration') return;
    this.#feed.next({ kind: 'cue', cue, text: cueText(cue, exercise.id) });
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
    this.#feed.next(planPicture(this.#params, this.#plan.value, this.#nowMs()));
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

import { BehaviorSubject, distinctUntilChanged, from, merge, type Observable, Subject, Subscription } from 'rxjs';
import { type ExerciseEvent, exerciseSession } from './exercise-session.ts';
import type { IntakeHealth } from './intake/intake-health.ts';
import type { Cue } from './motion/index.ts';
import type { Rep } from './motion/repetition/rep.ts';
import type { SessionDocument } from './records/session-document.ts';
import { repRecord } from './records/summary.ts';
import type { FeedEvent } from './screen/feed.ts';
import { stimulationWords } from './screen/stimulation-words.ts';
import { cueText } from './screen/words.ts';
import { beginningOf, type SessionBeginning } from './session-beginning.ts';
import { awaitCompletion, framesToCome } from './session-completion.ts';
import { SessionKeeping } from './session-keeping.ts';
import { followedWith, type SessionParams } from './session-params.ts';
import { createAnglePicture, phaseWords, planPicture } from './session-picture.ts';
import { type PlanInput, type PlanState, stepPlan } from './session-plan.ts';
import { timeEvery } from './stage.ts';
import type { StimSession } from './stim-session.ts';
import { recordStimulation } from './stimulation-record.ts';

export interface RunningSession {
  readonly feed$: Observable<FeedEvent>;
  readonly plan: () => PlanState;
  /** On the session's clock. */
  readonly nowMs: () => number;
  /** The person asks for the stimulation that waits for it. @returns why it cannot begin now, in words; empty: it is armed */
  askForStimulation(): string;
  /** How the frames of one band are coming in. */
  readonly healthOf: (placement: string) => IntakeHealth | undefined;
  /** Settles with the stored document once the plan is done or the session was ended. */
  readonly done: Promise<SessionDocument>;
  /** Keeps in the session's records what happened to one of its bands. */
  note(kind: BandNote, detail: unknown): void;
  /** Ends it now; what was done so far is kept. */
  end(): void;
  /** Lets go of it where it is: nothing more is heard or stored, as if the process had ended. */
  abandon(): void;
}

/** What happened to a band, by the name that it has in the records. */
export type BandNote = 'band-restart' | 'band-trouble' | 'band-given-up';

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
  readonly #began: SessionBeginning;
  readonly #keeping: SessionKeeping;
  readonly #feed = new Subject<FeedEvent>();
  readonly #anglePicture = createAnglePicture();
  readonly #plan: BehaviorSubject<PlanState>;
  readonly #subscription = new Subscription();
  readonly #asked = new Subject<void>();
  readonly #settle: PromiseWithResolvers<SessionDocument> = Promise.withResolvers();
  #stopped = false;

  constructor(params: SessionParams) {
    this.#params = params;
    this.#began = beginningOf(params);
    const { elapsedMs, plan, reps } = this.#began;
    this.#originMs = params.timeline.nowMs() - elapsedMs;
    this.#plan = new BehaviorSubject(plan);
    this.#keeping = new SessionKeeping(params, this.#began, this.nowMs);
    const before = reps.map((rep): FeedEvent => ({ kind: 'rep', rep }));
    this.feed$ = merge(from(before.length > 0 ? [this.#picture(), ...before] : []), this.#feed);
    this.done = this.#settle.promise;
    this.#begin();
  }

  plan = (): PlanState => this.#plan.value;

  nowMs = (): number => this.#params.timeline.nowMs() - this.#originMs;

  healthOf = (placement: string): IntakeHealth | undefined => this.#keeping.health.get(placement);

  note(kind: BandNote, detail: unknown): void {
    if (this.#subscription.closed) return;
    this.#keeping.keep(() => this.#keeping.recording.addDecision({ atMs: Math.round(this.nowMs()), kind, detail }));
  }

  askForStimulation(): string {
    const { stim } = this.#params;
    if (this.#plan.value.phase !== 'stimulating' || !stim) return 'First the exercises, then the stimulation.';
    const { state } = stim.view();
    if (state !== 'IDLE') return stimulationWords(state).detail;
    this.#advance({ kind: 'asked-for', atMs: this.nowMs() });
    stim.begin();
    return '';
  }

  end(): void {
    this.#stopped = this.#keeping.endMs === undefined;
    this.#plan.next({ ...this.#plan.value, phase: 'finished' });
    this.#close();
  }

  abandon(): void {
    this.#subscription.unsubscribe();
  }

  #begin(): void {
    const { stim, decision, clock, ...params } = this.#params;
    const atMs = this.#began.elapsedMs;
    if (decision)
      this.#keeping.keep(() => this.#keeping.recording.addDecision({ atMs, kind: 'prescription', detail: decision }));
    // From its first moment on.
    if (clock) this.#keeping.keep(this.#keeping.store);
    this.#subscription.add(
      exerciseSession({
        ...followedWith(this.#params, this.#originMs, this.#keeping.store),
        asked$: this.#asked,
      }).subscribe({
        next: (event) => this.#takeMovement(event),
        complete: () => this.#advance({ kind: 'samples-over', atMs: this.nowMs() }),
      }),
    );
    this.#subscription.add(timeEvery(params.timeline, TURN_MS).subscribe(() => this.#turn()));
    if (stim) this.#followStimulation(stim);
    // What it was killed with may have been all that was planned.
    if (this.#plan.value.phase === 'finished') this.#subscription.add(params.timeline.after(0, () => this.#finish()));
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
        recording: this.#keeping.recording,
        nowMs: () => Math.round(this.nowMs()),
        keep: (write) => this.#keeping.keep(write),
        say: this.#params.say,
        over: () => this.#advance({ kind: 'stimulation-over', atMs: this.nowMs() }),
      }),
    );
  }

  #takeMovement(event: ExerciseEvent): void {
    if (!this.#keeping.isOfSession(event)) return;
    switch (event.kind) {
      case 'angle': {
        const picture = this.#anglePicture(event.tMs, event.angleDeg, event.filled);
        this.#advance({ kind: 'streaming', atMs: this.nowMs() });
        this.#keeping.keep(() => this.#keeping.recording.addAngle(event.tMs, event.angleDeg));
        if (picture) this.#feed.next(picture);
        break;
      }
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
        this.#keeping.keep(() => this.#keeping.recording.addSamples(event.frame));
        break;
      case 'health':
        this.#keeping.health.set(event.health.sensor, event.health);
    }
  }

  #takeRep(rep: Rep): void {
    const input: PlanInput = { kind: 'rep', rep };
    const [after] = stepPlan(this.#plan.value, input);
    // Counted from 1 by whoever hears movement: those of the gateway before come first.
    const index = rep.index + (this.#began.reps.at(-1)?.index ?? 0);
    const record = repRecord({ ...rep, index }, Math.max(1, after.sets.length));
    // Before the plan moves on: the last repetition may end the session at once.
    this.#keeping.keep(() => this.#keeping.recording.addRep(record));
    this.#feed.next({ kind: 'rep', rep: record });
    this.#advance(input);
  }

  /** Nobody is corrected while the movement is only being shown. */
  #takeCue(cue: Cue): void {
    const { plan, exercise } = this.#params;
    if (plan.purpose === 'demonstration') return;
    this.#feed.next({ kind: 'cue', cue, text: cueText(cue, exercise.id) });
  }

  #turn(): void {
    if (this.#keeping.endMs !== undefined) return;
    this.#advance({ kind: 'time', atMs: this.nowMs() });
    if (this.#subscription.closed) return;
    this.#keeping.keep(() => this.#keeping.note());
    this.#feed.next({ kind: 'frames', frames: this.#keeping.frames() });
    this.#feed.next(this.#picture());
  }

  #advance(input: PlanInput): void {
    const before = this.#plan.value;
    const [after] = stepPlan(before, input);
    if (after === before) return;
    this.#plan.next(after);
    if (after.phase === before.phase) return;
    // That a session is finished is shown once it is stored: pages load it then.
    if (after.phase !== 'finished') this.#feed.next(this.#picture());
    const words = phaseWords(after);
    if (words) this.#params.say(words);
    if (after.phase === 'stimulating' && !after.waitsForPerson) this.#params.stim?.begin();
    if (after.phase === 'finished') this.#finish();
  }

  #picture(): FeedEvent {
    return planPicture({ ...this.#params, gap: this.#began.gap }, this.#plan.value, this.nowMs());
  }

  /** First it is completed with what the bands still have of it. */
  #finish(): void {
    if (this.#subscription.closed || this.#keeping.endMs !== undefined) return;
    this.#keeping.endMs = this.nowMs();
    this.#asked.next();
    if (this.#params.clock) this.#keeping.keep(this.#keeping.store);
    const toCome = (): number => framesToCome(this.#keeping.health.values());
    const { timeline, say } = this.#params;
    if (toCome() === 0) this.#close();
    else this.#subscription.add(awaitCompletion(timeline, toCome, say, () => this.#close()));
  }

  #close(): void {
    if (this.#subscription.closed) return;
    // What a band was found to lack since it was last told.
    this.#asked.next();
    this.#subscription.unsubscribe();
    try {
      const document = this.#keeping.finish(this.#stopped ? 'stopped' : 'completed');
      this.#feed.next(this.#picture());
      this.#settle.resolve(document);
    } catch (error) {
      this.#settle.reject(error);
    }
    this.#feed.complete();
  }
}

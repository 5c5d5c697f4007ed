import { LimberError } from '../protocol/limber-error.ts';
import { closeCutStimulation } from './cut-stimulation.ts';
import type { ExerciseEvent, MotionBand } from './exercise-session.ts';
import type { IntakeHealth } from './intake/intake-health.ts';
import type { SessionRecording } from './records/recording.ts';
import type { FrameCounts, SessionDocument } from './records/session-document.ts';
import type { SessionProgress } from './records/stored-record.ts';
import { NO_STIMULATION } from './records/summary.ts';
import type { SessionBeginning } from './session-beginning.ts';
import { completionOf } from './session-completion.ts';
import type { SessionParams } from './session-params.ts';
import { withTail } from './session-tail.ts';

const TELL_EVERY_MS = 60_000;

/** What stays of a session: its recording, how far it has come, and how its bands were heard, those of a gateway before this one included. */
export class SessionKeeping {
  readonly recording: SessionRecording;
  readonly health = new Map<string, IntakeHealth>();
  /** From then on only what was measured before is taken, ms on the session's clock; undefined while it runs. */
  endMs: number | undefined;
  #told = { message: '', ms: Number.NEGATIVE_INFINITY };
  readonly #params: SessionParams;
  readonly #before: FrameCounts;
  readonly #nowMs: () => number;

  constructor(params: SessionParams, { recording, frames }: SessionBeginning, nowMs: () => number) {
    this.#params = params;
    this.recording = recording;
    this.#before = frames;
    this.#nowMs = nowMs;
  }

  isOfSession(event: ExerciseEvent): boolean {
    if (this.endMs === undefined || event.kind === 'health') return true;
    return event.kind === 'recorded' && event.frame.tMs[0]! < this.endMs;
  }

  /** A full disk must not stop an exercise, but nothing may be delivered that cannot be recorded. */
  keep(write: () => void): void {
    try {
      write();
    } catch (error) {
      if (!(error instanceof LimberError)) throw error;
      this.#params.stim?.stop();
      this.#tell(error.message);
    }
  }

  /** What cannot be written is tried again with each frame, and told once a minute. */
  #tell(message: string): void {
    const ms = this.#nowMs();
    if (message === this.#told.message && ms - this.#told.ms < TELL_EVERY_MS) return;
    this.#told = { message, ms };
    this.#params.say(message);
  }

  /** @throws LimberError of the records room */
  note(): void {
    this.recording.noteProgress(this.#progress());
  }

  /** All of it, so that a band may forget what it sent. @throws LimberError of the records room */
  store = (): void => {
    this.note();
    this.recording.flush();
  };

  /** @throws LimberError of the records room */
  finish(outcome: 'completed' | 'stopped'): SessionDocument {
    const { stim, left, store, rateHz } = this.#params;
    const endMs = this.endMs ?? this.#nowMs();
    for (const [sensor, health] of this.health) this.health.set(sensor, withTail(health, endMs, rateHz));
    this.note();
    // What the band has not told until now, nobody will.
    if (left) closeCutStimulation(store, this.recording, Math.round(this.#nowMs()));
    return this.recording.finish({
      outcome,
      endMs,
      frames: this.frames(),
      ...completionOf(this.health, left?.progress.completion),
      stimulation: stim?.summary() ?? NO_STIMULATION,
    });
  }

  frames(): FrameCounts {
    return frameCounts(this.#before, this.health.values(), this.#params.bands);
  }

  #progress(): SessionProgress {
    const { clock, left } = this.#params;
    return {
      elapsedMs: this.#nowMs(),
      frames: this.frames(),
      ...(clock ? { at: clock.moment() } : {}),
      starts: { ...left?.progress.starts, ...keptStarts(this.health) },
      ...completionOf(this.health, left?.progress.completion),
      ...(this.endMs === undefined ? {} : { isOver: true as const }),
    };
  }
}

function frameCounts(before: FrameCounts, health: Iterable<IntakeHealth>, bands: readonly MotionBand[]): FrameCounts {
  const sum = { ...before };
  for (const { received, lost, recovered } of health) {
    sum.received += received;
    sum.lost += lost;
    sum.recovered += recovered;
  }
  for (const { connection } of bands) sum.discarded += connection.discarded();
  return sum;
}

/** Only of bands that have said something since: of the others it is known from before. */
const keptStarts = (health: ReadonlyMap<string, IntakeHealth>): NonNullable<SessionProgress['starts']> =>
  Object.fromEntries(
    [...health].flatMap(([sensor, { completion }]) => (completion?.starts.length ? [[sensor, completion.starts]] : [])),
  );

import { filter, firstValueFrom, of, race, Subject, take, timer } from 'rxjs';
import { LimberError } from '../../protocol/limber-error.ts';
import { formatAngle } from '../../protocol/units.ts';
import type { Gateway } from '../gateway.ts';
import type { HomeSession } from '../home-session.ts';
import { bookLateDoses } from '../late-dose.ts';
import type { Exercise } from '../motion/index.ts';
import type { LeftSession } from '../records/left-session.ts';
import type { SessionDocument } from '../records/session-document.ts';
import type { FeedActions, FeedEvent } from '../screen/feed.ts';
import { mayFlow } from '../screen/stimulation-words.ts';
import { readSteeringWish, type SteeringOutcome } from '../steering.ts';
import { stopEverything } from '../stop-everything.ts';
import { say, showProgress } from './console.ts';
import type { Home } from './home.ts';
import {
  beginOrdered,
  choicesOf,
  goesOnWords,
  leftFor,
  orderFrom,
  orderOf,
  type SessionOrder,
} from './session-order.ts';

/** Begins sessions one after the other, and is what the pages' buttons act on. */
export interface SessionDesk {
  readonly feed$: Subject<FeedEvent>;
  readonly actions: FeedActions;
  /** Runs one session to its published document. */
  runSession(): Promise<SessionDocument>;
  /** Settles when somebody asks for another session. */
  startAsked(): Promise<void>;
  /** Stops stimulation and keeps what the running session has so far. */
  end(): void;
}

export interface DeskParts {
  readonly gateway: Gateway;
  /** The first session's; pages may ask for another. */
  readonly order: SessionOrder;
  /** Pseudonyms that a session may be for. */
  readonly people: readonly string[];
  readonly nextHome: (exercise: Exercise) => Promise<Home>;
  /** Where the person can ask for what waits for them. */
  readonly hasPages: boolean;
}

const STOP_CONFIRMED_WITHIN_MS = 2000;

export const openDesk = (parts: DeskParts): SessionDesk => new Desk(parts);

class Desk implements SessionDesk {
  readonly feed$ = new Subject<FeedEvent>();
  readonly actions: FeedActions;
  readonly #parts: DeskParts;
  readonly #started$ = new Subject<void>();
  #order: SessionOrder;
  #running: HomeSession | undefined;
  #present: Home | undefined;
  /** Opened when a session was asked for, so that whoever asked is told what stands against it. */
  #ready: Home | undefined;
  #isBusy = false;
  /** For what a gateway before this one left open. */
  #looked = false;
  #ending = false;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#order = parts.order;
    this.actions = {
      stop: (from) => this.#stop(from),
      start: (wish) => this.#start(wish),
      steer: (wish) => this.#steer(wish),
      choices: () => choicesOf(this.#order, parts.people),
    };
  }

  startAsked = (): Promise<void> => firstValueFrom(this.#started$);

  end(): void {
    this.#ending = true;
    if (this.#running) endKept(this.#running);
  }

  async runSession(): Promise<SessionDocument> {
    const { gateway, nextHome, hasPages } = this.#parts;
    this.#isBusy = true;
    this.#present = this.#ready ?? (await nextHome(this.#order.exercise));
    this.#ready = undefined;
    const left = this.#leftOver(this.#present);
    await this.#bookLateDoses(this.#present);
    const current = beginOrdered(gateway, this.#order, this.#present, left, hasPages);
    if (left) say(goesOnWords(left, hasPages));
    this.#running = current;
    if (this.#ending) endKept(current);
    const shown = current.feed$.subscribe((event) => this.feed$.next(event));
    const narrated = narrate(current);
    try {
      return await gateway.published((await current.session.done).session.id);
    } finally {
      this.#running = undefined;
      this.#isBusy = false;
      // A demonstration is asked for each time.
      this.#order = { ...this.#order, purpose: undefined };
      narrated.unsubscribe();
      shown.unsubscribe();
      current.close();
    }
  }

  /** Before the first session only: who asks for another one wants another one. */
  #leftOver(home: Home): LeftSession | undefined {
    if (this.#looked) return undefined;
    this.#looked = true;
    const left = leftFor(this.#parts.gateway, this.#order, home);
    if (left) this.#order = orderOf(this.#order, left);
    return left;
  }

  #stop: FeedActions['stop'] = (from) => {
    say(`STOP pressed on the ${from}'s page`);
    this.#running?.stim?.stop();
    return stopEverything(this.#present?.devices ?? []);
  };

  /** A full disk must not stop an exercise: stimulation asks again, and does not begin where nothing can be recorded. */
  async #bookLateDoses({ devices, timeline }: Home): Promise<void> {
    try {
      await bookLateDoses(devices, this.#parts.gateway.store, timeline);
    } catch (error) {
      if (!(error instanceof LimberError)) throw error;
      say(error.message);
    }
  }

  #steer(body: unknown): SteeringOutcome {
    const wish = readSteeringWish(body);
    if (wish === null) return { taken: false, message: 'This request cannot be read.' };
    return this.#running?.steer(wish) ?? { taken: false, message: 'No session is running.' };
  }

  #start: FeedActions['start'] = async (wish) => {
    if (this.#isBusy) return { started: false, message: 'A session is running. Finish it first.' };
    const wished = orderFrom(this.#order, wish, this.#parts.people);
    if (typeof wished === 'string') return { started: false, message: wished };
    this.#isBusy = true;
    try {
      this.#ready = await this.#parts.nextHome(wished.exercise);
    } catch (error) {
      this.#isBusy = false;
      if (error instanceof LimberError) return { started: false, message: error.message };
      throw error;
    }
    this.#order = wished;
    this.#started$.next();
    return { started: true, message: `The ${wished.purpose ?? 'next session'} begins.` };
  };
}

/** The band's own account of how its stimulation ended belongs to the session: it is waited for, though not for long. */
function endKept({ session, stim }: HomeSession): void {
  const stopped$ =
    stim && mayFlow(stim.view().state) ? stim.delivery$.pipe(filter(({ kind }) => kind === 'stopped')) : of('off');
  // Before the STOP: the answer may come at once.
  race(stopped$, timer(STOP_CONFIRMED_WITHIN_MS))
    .pipe(take(1))
    .subscribe(() => session.end());
  stim?.stop();
}

/** The progress line, and what happens, for whoever looks at the terminal. */
function narrate({ feed$, session }: HomeSession) {
  const { sets, repsPerSet } = session.plan().plan;
  const progress = showProgress(sets * repsPerSet, 'repetitions');
  let reps = 0;
  const subscription = feed$.subscribe((event) => {
    if (event.kind === 'rep') {
      reps++;
      progress.update(reps, `set ${event.rep.set}, range ${formatAngle(event.rep.rom_deg)}`);
    }
  });
  subscription.add(() => progress.stop());
  return subscription;
}

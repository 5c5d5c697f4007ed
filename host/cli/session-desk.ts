import { filter, firstValueFrom, merge, of, race, Subject, take, timer } from 'rxjs';
import { LimberError } from '../../protocol/limber-error.ts';
import { formatAngle } from '../../protocol/units.ts';
import type { Gateway } from '../gateway.ts';
import type { HomeSession } from '../home-session.ts';
import { bookLateDoses } from '../late-dose.ts';
import type { Exercise } from '../motion/index.ts';
import type { LeftSession } from '../records/left-session.ts';
import type { SessionDocument } from '../records/session-document.ts';
import type { DownEffect } from '../relay/downlink/downlink.ts';
import { type LiveStream, shareLive } from '../relay/live-stream.ts';
import type { FeedActions, FeedEvent } from '../screen/feed.ts';
import { mayFlow } from '../screen/stimulation-words.ts';
import { readSteeringWish, type SteeringOutcome } from '../steering.ts';
import { stopEverything } from '../stop-everything.ts';
import { withdrawLive } from '../withdrawn-sharing.ts';
import type { CliniciansWord } from './clinicians-word.ts';
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
  /** A clinician sent something: what runs is held against it, and what comes next is as it was asked for. */
  heed(effect: DownEffect): void;
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
  /** The order as the person's clinician last asked for it. */
  readonly planned?: CliniciansWord['planned'];
  /** Where the person can ask for what waits for them. */
  readonly hasPages: boolean;
}

const STOP_CONFIRMED_WITHIN_MS = 2000;

/** Whom it is for stands on the pages, not on a terminal. */
const CAME: Readonly<Record<DownEffect['kind'], string>> = {
  prescription: 'a clinician sent a prescription: it counts from the next session on',
  withdrawal: 'a clinician withdrew a prescription',
  plan: 'a clinician sent a plan: it counts from the next session on',
  message: 'a clinician sent a message: it is on the patient’s page',
  configuration: 'a clinician sent settings: they count from the next session on',
};

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
      stopSharing: () => withdrawLive(parts.gateway.store, this.#order.person),
    };
  }

  startAsked = (): Promise<void> => firstValueFrom(this.#started$);

  end(): void {
    this.#ending = true;
    if (this.#running) endKept(this.#running);
  }

  heed({ kind }: DownEffect): void {
    this.#running?.reconsider();
    say(CAME[kind]);
    if (kind === 'plan' || kind === 'configuration') this.#order = this.#parts.planned?.(this.#order) ?? this.#order;
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
    const live = sharedLive(gateway, this.#order.person, current, this.#present);
    const shown = merge(current.feed$, live.feed$).subscribe((event) => this.feed$.next(event));
    const narrated = narrate(current);
    try {
      return await gateway.published((await current.session.done).session.id);
    } finally {
      this.#running = undefined;
      this.#isBusy = false;
      // A demonstration is asked for each time.
      this.#order = { ...this.#order, purpose: undefined };
      live.close();
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

/** To whoever may watch from afar, as far as the person allows it. */
function sharedLive(
  { store, relay, site }: Gateway,
  person: string,
  home: HomeSession,
  { timeline }: Home,
): LiveStream {
  const { nowMs } = home.session;
  const session = { id: home.id, site, person, simulated: store.simulated, fromMs: Math.round(nowMs()) };
  return shareLive({ feed$: home.feed$, session, nowMs, wallMs: timeline.wallMs, store, relay, say });
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

import { filter, firstValueFrom, of, race, Subject, take, timer } from 'rxjs';
import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import { formatAngle } from '../../protocol/units.ts';
import type { Gateway } from '../gateway.ts';
import { beginHomeSession, type HomeSession } from '../home-session.ts';
import type { Exercise } from '../motion/index.ts';
import type { SessionDocument } from '../records/session-document.ts';
import type { FeedActions, FeedEvent } from '../screen/feed.ts';
import { mayFlow } from '../screen/stimulation-words.ts';
import { DEMONSTRATION_PRESCRIPTION } from '../stim/index.ts';
import { stopEverything } from '../stop-everything.ts';
import { say, showProgress } from './console.ts';
import type { Home } from './home.ts';

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

const REST_S = 20;
/** Until people can be enrolled. */
const PERSON_UNKNOWN = 'unknown';
const STOP_CONFIRMED_WITHIN_MS = 2000;

export function openDesk(gateway: Gateway, exercise: Exercise, nextHome: () => Promise<Home>): SessionDesk {
  const feed$ = new Subject<FeedEvent>();
  const started$ = new Subject<void>();
  let running: HomeSession | undefined;
  let present: Home | undefined;
  let ending = false;

  const runSession = async (): Promise<SessionDocument> => {
    const home = await nextHome();
    present = home;
    const current = begin(gateway, exercise, home);
    running = current;
    if (ending) endKept(current);
    const shown = current.feed$.subscribe((event) => feed$.next(event));
    const narrated = narrate(current, exercise);
    try {
      return await gateway.published((await current.session.done).session.id);
    } finally {
      running = undefined;
      narrated.unsubscribe();
      shown.unsubscribe();
      current.close();
    }
  };
  const stop: FeedActions['stop'] = (from) => {
    say(`STOP pressed on the ${from}'s page`);
    running?.stim?.stop();
    return stopEverything(present?.devices ?? []);
  };
  const start: FeedActions['start'] = async () => {
    if (running) return { started: false, message: 'A session is running. Finish it first.' };
    started$.next();
    return { started: true, message: 'The next session begins.' };
  };
  return {
    feed$,
    actions: { stop, start },
    runSession,
    startAsked: () => firstValueFrom(started$),
    end: () => {
      ending = true;
      if (running) endKept(running);
    },
  };
}

function begin(gateway: Gateway, exercise: Exercise, home: Home): HomeSession {
  return beginHomeSession({
    gateway,
    devices: home.devices,
    timeline: home.timeline,
    person: home.simulated ? DEMONSTRATION_PRESCRIPTION.person : PERSON_UNKNOWN,
    exercise,
    plan: { sets: exercise.sets, repsPerSet: exercise.repsPerSet, restS: REST_S },
    // What was prescribed for nobody is delivered to nobody real.
    prescription: home.simulated ? DEMONSTRATION_PRESCRIPTION : null,
    rateHz: DEFAULT_MOTION_CONFIGURATION.rateHz,
    say,
  });
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
function narrate({ feed$ }: HomeSession, exercise: Exercise) {
  const progress = showProgress(exercise.sets * exercise.repsPerSet, 'repetitions');
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

import { BehaviorSubject, combineLatest, distinctUntilChanged, map, type Observable, skipWhile } from 'rxjs';
import { LimberError } from '../../protocol/limber-error.ts';
import type { AuditTrail } from '../records/chain/audit-record.ts';
import type { Database } from '../records/database.ts';
import { consentsOf } from '../records/upkeep/consent.ts';
import type { FeedEvent } from '../screen/feed.ts';
import type { Publication } from './broker-connection.ts';
import { userProperties } from './gateway-status.ts';
import { initialLive, type LiveInput, type LiveSession, stepLive } from './live-message.ts';
import type { LiveMessage } from './live-schema.ts';
import { formatTopic } from './topic.ts';

export interface LiveOptions {
  /** What the patient's page is told. */
  readonly feed$: Observable<FeedEvent>;
  readonly session: LiveSession;
  /** On the session's clock. */
  readonly nowMs: () => number;
  readonly wallMs: () => number;
  readonly store: { readonly audit: Pick<AuditTrail, 'of'>; readonly database: Pick<Database, 'onCommit'> };
  readonly relay: {
    readonly status$: Observable<{ readonly connected: boolean }>;
    publishNow(message: Publication): boolean;
  };
  readonly say: (line: string) => void;
}

/** A broker that could not deliver it by then forgets it (MQTT 5): what is live is never old. */
export const LIVE_EXPIRY_S = 5;

/** A session on its way to those who watch from afar, for as long as the person allows it. Nothing comes back on this way. */
export interface LiveStream {
  /** Whether somebody can watch: it is allowed, and a broker is there. Begins with the first yes. */
  readonly feed$: Observable<FeedEvent>;
  close(): void;
}

/** Never throws and never waits: what the broker does not take at once is gone. */
export function shareLive(options: LiveOptions): LiveStream {
  const { session, store, relay, say } = options;
  const isSent = new BehaviorSubject(false);
  let state = initialLive(session);
  const take = (input: Bare<LiveInput>): void => {
    const [next, messages] = stepLive(state, {
      ...input,
      atMs: options.nowMs(),
      wallMs: options.wallMs(),
    } as LiveInput);
    state = next;
    for (const message of messages) relay.publishNow(published(message));
    isSent.next(state.isAllowed && !state.isOver);
  };
  const look = (): void => take({ kind: 'allowed', isAllowed: allowsLive(options) });
  // A withdrawal is a record of the chain: it holds from its commit on.
  const cancel = store.database.onCommit(look);
  look();
  const fed = options.feed$.subscribe((event) => take({ kind: 'told', event }));
  fed.add(
    isSent
      .pipe(
        distinctUntilChanged(),
        skipWhile((is) => !is),
      )
      .subscribe((is) => say(is ? BEGINS : ENDS)),
  );
  return {
    feed$: marks(isSent, relay.status$),
    close() {
      cancel();
      take({ kind: 'over' });
      fed.unsubscribe();
      isSent.complete();
    },
  };
}

/** For the patient's page: it can be watched while it is sent, and there is a broker to send it to. */
function marks(isSent$: Observable<boolean>, status$: LiveOptions['relay']['status$']): Observable<FeedEvent> {
  return combineLatest([isSent$, status$]).pipe(
    map(([isSent, { connected }]) => isSent && connected),
    distinctUntilChanged(),
    skipWhile((live) => !live),
    map((live) => ({ kind: 'sharing', sharing: { live } })),
  );
}

type Bare<Input> = Input extends unknown ? Omit<Input, 'atMs' | 'wallMs'> : never;

const BEGINS =
  'this session is shared live, as the person allowed: movement, repetitions, stimulation. Who watches can change nothing';
const ENDS = 'this session is not shared live any more';

/** What cannot be read allows nothing. */
function allowsLive({ store, session }: LiveOptions): boolean {
  try {
    return consentsOf(store.audit, session.person).live;
  } catch (error) {
    if (error instanceof LimberError) return false;
    throw error;
  }
}

function published(message: LiveMessage): Publication {
  const { site, person, session_id: session } = message;
  return {
    topic: formatTopic({ kind: 'live', site, person, session }),
    payload: JSON.stringify(message),
    properties: {
      contentType: 'application/json',
      userProperties: userProperties(message),
      messageExpiryS: LIVE_EXPIRY_S,
    },
  };
}

import type { RepRecord } from '../records/session-document.ts';
import type { FeedEvent, LogEntry } from './feed.ts';

type EventOf<Kind extends FeedEvent['kind']> = Extract<FeedEvent, { kind: Kind }>;
/** Kinds of which only the latest event matters. */
type StandingKind = Exclude<FeedEvent['kind'], 'angle' | 'rep' | 'log'>;

/** What is known so far: kept by the server for pages that connect late, and by each page as its state. */
export interface FeedMemory {
  readonly latest: { readonly [Kind in StandingKind]?: EventOf<Kind> | undefined };
  /** Reps of the present session, by index. */
  readonly reps: readonly RepRecord[];
  readonly log: readonly LogEntry[];
}

export const EMPTY_MEMORY: FeedMemory = { latest: {}, reps: [], log: [] };
export const LOG_LENGTH = 200;

/** The memory after one event. A new session forgets the reps and the cue of the one before. */
export function remember(memory: FeedMemory, event: FeedEvent): FeedMemory {
  switch (event.kind) {
    case 'angle':
      return memory;
    case 'rep':
      return { ...memory, reps: withRep(memory.reps, event.rep) };
    case 'log':
      return { ...memory, log: [...memory.log, event.entry].slice(-LOG_LENGTH) };
    case 'session':
      return rememberSession(memory, event);
    default:
      return { ...memory, latest: { ...memory.latest, [event.kind]: event } };
  }
}

function rememberSession(memory: FeedMemory, event: EventOf<'session'>): FeedMemory {
  const same = memory.latest.session?.session.id === event.session.id;
  const latest = { ...memory.latest, session: event };
  return same ? { ...memory, latest } : { ...memory, reps: [], latest: { ...latest, cue: undefined } };
}

function withRep(reps: readonly RepRecord[], rep: RepRecord): RepRecord[] {
  return [...reps.filter((other) => other.index !== rep.index), rep].sort((a, b) => a.index - b.index);
}

/** The events that bring a page which connects now up to date, in an order that `remember` reads back to the same memory. */
export function replay(memory: FeedMemory): FeedEvent[] {
  // A press is of the moment: who comes later has missed it.
  const { session, press: _, ...others } = memory.latest;
  const standing = [session, ...Object.values(others)].filter((event) => event !== undefined);
  const reps = memory.reps.map((rep): FeedEvent => ({ kind: 'rep', rep }));
  const log = memory.log.map((entry): FeedEvent => ({ kind: 'log', entry }));
  return [...standing, ...reps, ...log];
}

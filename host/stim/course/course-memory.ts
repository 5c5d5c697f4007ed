import * as v from 'valibot';
import type { SessionCommandKind, StimulationTelemetry } from '../../../protocol/session.ts';
import type { CourseState } from './stim-course.ts';

/** What outlives a host's process, one for each band: stored before the command that it speaks of is sent. A JSON value. */
export interface CourseMemory {
  /** Highest counter used: the next host numbers above it. */
  readonly counter: number;
  readonly latestNowS: number;
  /** The band's start and its count of sessions when this was kept. */
  readonly boot: number;
  readonly session: number;
  readonly pending: {
    readonly kind: SessionCommandKind;
    readonly counter: number;
    readonly boot: number;
  } | null;
}

export function memoryOf({ counter, latestNowS, telemetry, pending }: CourseState): CourseMemory {
  const command = pending?.command;
  return {
    counter,
    latestNowS,
    boot: telemetry?.boot ?? 0,
    session: telemetry?.session ?? 0,
    pending: command ? { kind: command.kind, counter: command.counter, boot: command.boot } : null,
  };
}

/** A clock that is set back during a power cut wins this at most. */
const KEEP_TIME_EVERY_S = 60;

/** What is known of the band stays as it is; only the time goes on. @param memory null: nothing is kept yet */
export function withTime(memory: CourseMemory | null, nowS: number): CourseMemory {
  const known = memory ?? { counter: 0, latestNowS: 0, boot: 0, session: 0, pending: null };
  return { ...known, latestNowS: Math.max(known.latestNowS, nowS) };
}

/** Once a minute, and as soon as the prescription has expired: whoever comes after a power cut must know it (fault F12). */
export function timeToKeep({ kept, latestNowS, params }: CourseState): CourseMemory | null {
  const keptS = kept?.latestNowS ?? 0;
  const { expiresAtS } = params.prescription;
  const hasExpired = keptS < expiresAtS && latestNowS >= expiresAtS;
  return hasExpired || latestNowS - keptS >= KEEP_TIME_EVERY_S ? withTime(kept, latestNowS) : null;
}

/** Whether what the band does now may be what the host before this one began; in doubt it is. */
export function mayHaveBegun(memory: CourseMemory, { boot, session }: StimulationTelemetry): boolean {
  return boot === memory.boot && session >= memory.session && session <= memory.session + 1;
}

/**
 * What became of the command that a host before this one had under way; null while the band may still take it. A START shows in the
 * band's count of sessions; of others whose answer was lost nobody can tell any more.
 */
export function settledResult(
  { pending, session }: CourseMemory,
  telemetry: StimulationTelemetry,
): 'done' | 'failed' | 'unknown' | null {
  if (pending === null) return 'unknown';
  const gone = telemetry.boot !== pending.boot || telemetry.lastCounter >= pending.counter;
  if (pending.kind === 'START' && telemetry.session > session) return 'done';
  if (!gone) return null;
  if (pending.kind === 'START') return 'failed';
  return pending.kind === 'ARM' && telemetry.state === 'ARMED' ? 'done' : 'unknown';
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const KINDS = ['PRESCRIBE', 'ARM', 'START', 'SET', 'PAUSE', 'RESUME', 'ACK_FAULT'] as const;
const Memory = v.object({
  counter: count,
  latestNowS: count,
  boot: count,
  session: count,
  pending: v.nullable(v.object({ kind: v.picklist(KINDS), counter: count, boot: count })),
});

/** What was read from the store; null where it is none, which permits nothing: a host that knows nothing only reads and stops. */
export function readMemory(value: unknown): CourseMemory | null {
  const parsed = v.safeParse(Memory, value);
  return parsed.success ? parsed.output : null;
}

import type { SessionRecording } from './records/recording.ts';
import type { Store } from './records/store.ts';
import type { SessionEvent } from './records/stored-record.ts';
import type { CounterMark } from './stim/index.ts';

/** The band's own account of how that ended which a killed gateway had begun. */
export interface BandAccount {
  readonly reason: string;
  readonly mark: CounterMark;
}

/**
 * A stimulation that a killed gateway had begun and nobody saw end gets its end in the records: why, by the band's word, and where its
 * counters stood. Once; where nothing is open it does nothing.
 * @param account absent: the band has not told, and nobody knows
 * @throws LimberError of the records room
 */
export function closeCutStimulation(
  store: Store,
  recording: SessionRecording,
  atMs: number,
  account?: BandAccount,
): boolean {
  const begun = openStart(store, recording.start.id);
  if (!begun) return false;
  const reason = account?.reason ?? 'UNKNOWN';
  const { prescriptionId } = begun;
  recording.addEvent({ kind: 'stimulation-stopped', atMs, currentUa: 0, reason, prescriptionId });
  const detail = { cause: 'HOST_GONE', band: reason, counters: account?.mark ?? null };
  recording.addDecision({ atMs, kind: 'stimulation-cut', detail });
  return true;
}

function openStart(store: Store, session: string): SessionEvent | undefined {
  const events = store
    .decisions(session)
    .filter(({ kind }) => kind === 'stimulation-started' || kind === 'stimulation-stopped')
    .map(({ detail }) => detail as SessionEvent);
  const last = events.at(-1);
  return last?.kind === 'stimulation-started' ? last : undefined;
}

import type { Timeline } from '../protocol/timeline.ts';
import type { RefusalCode } from './keys/band-admission.ts';
import type { AuditLog } from './records/chain/audit-record.ts';
import { openStore } from './records/store.ts';

/** A band that was not let in, once for each time that it tried. */
export interface BandRefusal {
  readonly id: string;
  /** Port or address. */
  readonly at: string;
  readonly code: RefusalCode;
  readonly words: string;
}

/** Who was refused: said, and kept in the chain of records, without letting whoever tries again and again fill either. */
export interface BandRefusals {
  note(refusal: BandRefusal): void;
  /** From now on it is kept; what was refused before the records were open is kept first. */
  keepIn(audit: Pick<AuditLog, 'append'>): void;
  /** Something was refused that is in no records yet. */
  isWaiting(): boolean;
}

/** The same band at the same place for the same reason is one matter for so long. */
const SAME_FOR_MS = 3_600_000;
/** Of all matters together: ids and addresses can be invented. */
const HOUR_MOST = 12;

export function bandRefusals(timeline: Pick<Timeline, 'nowMs'>, say: (line: string) => void): BandRefusals {
  const noted = new Map<string, number>();
  const waiting: object[] = [];
  let audit: Pick<AuditLog, 'append'> | undefined;
  let unrecorded = 0;
  const keep = (document: object): void => {
    if (!audit) {
      waiting.push(document);
      return;
    }
    try {
      audit.append({ person: '', by: 'gateway', kind: 'security', document });
    } catch (error) {
      // It stays refused: a record that cannot be written lets nobody in.
      say(`A refused band could not be recorded. ${(error as Error).message}`);
    }
  };
  return {
    note: ({ id, at, code, words }) => {
      const nowMs = timeline.nowMs();
      for (const [matter, atMs] of noted) if (nowMs - atMs >= SAME_FOR_MS) noted.delete(matter);
      const matter = `${id} ${at} ${code}`;
      if (noted.has(matter) || noted.size >= HOUR_MOST) {
        unrecorded++;
        return;
      }
      noted.set(matter, nowMs);
      say(words);
      keep({ event: 'band-refused', id, at, code, ...(unrecorded > 0 ? { refused_besides: unrecorded } : {}) });
      unrecorded = 0;
    },
    isWaiting: () => waiting.length > 0,
    keepIn: (log) => {
      audit = log;
      for (const document of waiting.splice(0)) keep(document);
    },
  };
}

/** For a start that comes to nothing because of them: then no gateway opens the records. */
export function keepRefusals(refusals: BandRefusals, dataDir: string, simulated: boolean): void {
  if (!refusals.isWaiting()) return;
  const store = openStore(dataDir, { simulated, wallMs: Date.now });
  try {
    refusals.keepIn(store.audit);
  } finally {
    store.close();
  }
}

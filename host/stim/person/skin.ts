import type { PersonRecord } from './person-record.ts';
import { told } from './person-record.ts';
import { forbid, type Tightening } from './tightening.ts';

const HOUR_MS = 3_600_000;
/** Redness that lasts longer than half an hour: the site rests for a day (shared reference on stimulation, section 3). */
const REDNESS_LOCK_MS = 24 * HOUR_MS;
const SOURCE = 'skin rule: redness over 30 min rests the site for 24 h, a burn waits for a clinician';

export interface SkinLock {
  /** A site's id; '*' is every site. */
  readonly site: string;
  /** UTC ms; null: until a clinician acts. */
  readonly untilMs: number | null;
  readonly because: 'redness-long' | 'blister' | 'burn';
  readonly sinceMs: number;
}

/**
 * The locks that hold now. A site locked by redness opens by itself after a day or by a clinician; a blister or a burn locks every site
 * until a clinician acts, after it was reported: in the records and by the clock, so that no clock set forward opens what comes later.
 * Reports from the future hold at once: a clock set back opens nothing.
 */
export function skinLocks(records: readonly PersonRecord[], nowMs: number): SkinLock[] {
  const opened = told(records, 'override').filter(
    ({ byClinician, document }) => byClinician && document.of === 'skin-lock',
  );
  return told(records, 'skin').flatMap(({ wallMs, place, document: { site, finding } }) => {
    if (finding !== 'redness-long' && finding !== 'blister' && finding !== 'burn') return [];
    const short = finding === 'redness-long';
    const lock: SkinLock = {
      site: short ? site : '*',
      untilMs: short ? wallMs + REDNESS_LOCK_MS : null,
      because: finding,
      sinceMs: wallMs,
    };
    const isOver = lock.untilMs !== null && lock.untilMs <= nowMs;
    const isOpened = opened.some(
      (act) => act.place > place && act.wallMs >= wallMs && (act.document.id === site || act.document.id === '*'),
    );
    return isOver || isOpened ? [] : [lock];
  });
}

export function skinTightenings(records: readonly PersonRecord[], site: string, nowMs: number): Tightening[] {
  return skinLocks(records, nowMs)
    .filter((lock) => lock.site === '*' || lock.site === site)
    .map((lock) =>
      lock.untilMs === null
        ? forbid(
            'skin.burn',
            'a blister or burn was reported: no stimulation until a clinician has looked at it',
            SOURCE,
          )
        : forbid('skin.redness', 'the skin there was red for more than half an hour: it rests for a day', SOURCE),
    );
}

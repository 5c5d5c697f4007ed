import type { AuditLog, AuditRecord } from '../../host/records/chain/audit-record.ts';
import type { DoseFacts } from '../../host/records/dose/dose-facts.ts';
import type { Store } from '../../host/records/store.ts';
import type { CareParts } from '../../host/screen/care-api.ts';
import { DEMONSTRATION_PRESCRIPTION, SCREENING_QUESTIONS } from '../../host/stim/index.ts';
import { storedCare } from '../../host/stored-care.ts';
import { storedDoseReviews } from '../../host/stored-dose-review.ts';
import { demoLibrary } from './demo-library.ts';
import { PRESCRIBED_UA } from './demo-session.ts';

/** A person's records in memory: what the pages say is folded from them as from a store, and appended to them. */
export interface DemoRecords {
  readonly parts: CareParts;
  readonly all: readonly AuditRecord[];
  add(record: Pick<AuditRecord, 'kind' | 'document'> & { readonly by?: string; readonly person?: string }): void;
  /** Everything is answered, pads are new, nothing is locked. */
  settle(): void;
  /** Stores nothing any more. */
  fill(error: Error): void;
}

export const DEMO_PERSON = 'sim-1';
const DAY_MS = 86_400_000;
const library = demoLibrary();
const SESSIONS = library.sessions().flatMap(({ id }) => library.session(id) ?? []);
export const DEMO_NOW_MS = Date.UTC(2026, 2, 20, 9, 30);
const DOSE = {
  ...DEMONSTRATION_PRESCRIPTION,
  person: DEMO_PERSON,
  level_ua: PRESCRIBED_UA,
  ceiling_ua: 15_000,
  day_ms: 180_000,
};

export function demoRecords(): DemoRecords {
  const all: AuditRecord[] = [];
  let full: Error | undefined;
  let wallMs = DEMO_NOW_MS;
  const add: DemoRecords['add'] = ({ kind, document, by = 'patient', person = DEMO_PERSON }) => {
    if (full) throw full;
    const seq = all.length + 1;
    all.push({ seq, wallMs, person, by, kind, document, prev: '', hash: `${seq}`.padStart(64, 'a') });
  };
  const audit = {
    of: (person: string, kinds?: readonly string[]) =>
      all.filter((record) => record.person === person && (kinds === undefined || kinds.includes(record.kind))),
    append: (record) => {
      add(record);
      return all.at(-1)!;
    },
    verify: () => ({ intact: true, records: all.length, head: all.at(-1)?.hash ?? '' }),
  } as Partial<AuditLog> as AuditLog;
  for (const [daysAgo, seed] of HISTORY.entries()) {
    wallMs = DEMO_NOW_MS - (HISTORY.length - daysAgo) * DAY_MS;
    for (const record of seed) add(record);
  }
  wallMs = DEMO_NOW_MS;
  const accepted = {
    ...{ id: DOSE.id, revision: DOSE.revision, person: DEMO_PERSON, device: 'stim-1', site: DOSE.site },
    ...{ hash: '', clinician: '3f9a1c2277d0be41', document: DOSE, seq: 1, acceptedAtMs: DEMO_NOW_MS - 12 * DAY_MS },
  };
  const prescriptions = { accepted: () => [accepted], inForce: () => accepted } as Partial<Store['prescriptions']>;
  const store = {
    audit,
    prescriptions: prescriptions as Store['prescriptions'],
    doseFacts: () => DOSES,
    people: () => [DEMO_PERSON],
    sessions: () => SESSIONS,
  };
  const common = { store, wallMs: () => wallMs };
  return {
    parts: {
      care: storedCare({ ...common, person: () => DEMO_PERSON, prescription: undefined }),
      reviews: storedDoseReviews({
        ...common,
        people: () => [DEMO_PERSON],
        timeZone: 'UTC',
        dataDir: '~/.limber/gateway',
      }),
    },
    all,
    add,
    settle() {
      wallMs = DEMO_NOW_MS - 1000;
      const answers = Object.fromEntries(SCREENING_QUESTIONS.map(({ id }) => [id, false]));
      add({ kind: 'screening', document: { answers } });
      add({ kind: 'pad', document: { id: 'pads-1', event: 'opened', areaMm2: DOSE.pad_area_mm2 } });
      for (let use = 0; use < 6; use += 1)
        add({ kind: 'pad', by: 'gateway', document: { id: 'pads-1', event: 'used' } });
      wallMs = DEMO_NOW_MS;
    },
    fill(error) {
      full = error;
    },
  };
}

type Seed = Parameters<DemoRecords['add']>[0];
const titrated = (sensoryThresholdUa: number, settledUa: number): Seed => ({
  kind: 'titration',
  document: { site: DOSE.site, sensoryThresholdUa, strongComfortableUa: settledUa, discomfortUa: null, settledUa },
});
const pain = (session: string, moment: string, activity: string, rating: number, stimulation = false): Seed => ({
  kind: 'pain',
  document: {
    ...{ session, moment, activity, stimulation, rating },
    ...(activity === 'movement' ? { exercise: 'knee-extension' } : {}),
  },
});
const REASON = { source: 'AS 60601.2.10:2018', rule: 'rest', text: '' };
const decided = (session: string, ...reasons: string[]): Seed => ({
  kind: 'decision',
  by: 'gateway',
  document: {
    ...{ session, what: 'prescription' },
    detail: {
      verdict: reasons.length > 0 ? 'REFUSED' : 'ACCEPTED',
      context: {
        nowS: 0,
        person: DEMO_PERSON,
        device: 'stim-1',
        latestRevision: 1,
        contactPermille: 800,
        dayUsedMs: 60_000,
        daySessions: 1,
      },
      constraint: {
        strictest: reasons[0] ? { ...REASON, text: reasons[0] } : null,
        reasons: reasons.map((text) => ({ ...REASON, text })),
      },
    },
  },
});

/** The days before, oldest first. */
const HISTORY: readonly (readonly Seed[])[] = [
  [decided('s-8'), titrated(4000, 11_000), pain('s-8', 'before', 'rest', 3), pain('s-8', 'before', 'movement', 6)],
  [
    pain('s-8', 'during', 'movement', 4, true),
    pain('s-8', 'after', 'rest', 2),
    pain('s-8', 'after', 'movement', 4),
    titrated(4000, 12_000),
  ],
  [
    decided(
      's-9',
      'the skin there was red for more than half an hour: it rests for a day',
      'these pads were used 20 times: open a new pair',
    ),
  ],
  [
    decided('s-7'),
    pain('s-7', 'before', 'rest', 3),
    {
      kind: 'override',
      by: 'clinician:3f9a1c2277d0be41',
      document: { of: 'contraindication', id: 'epilepsy', reason: 'seizure-free for ten years' },
    },
  ],
];

const LIMITS = { id: DOSE.id, revision: 1, ceilingUa: DOSE.ceiling_ua, sessionMs: DOSE.session_ms, dayMs: DOSE.day_ms };
const MINUTES_MS = [60_000, 120_000, 60_000, 0, 180_000, 60_000, 23_000, 120_000, 60_000, 60_000];

/** One stimulation a day and more, none on the fourth; on the seventh somebody pressed STOP. */
const DOSES: DoseFacts = {
  bookings: MINUTES_MS.flatMap((onTimeMs, i) => {
    const wallMs = DEMO_NOW_MS - (MINUTES_MS.length - i) * DAY_MS;
    const counted = { pulses: onTimeMs / 10, chargeNc: onTimeMs, onTimeMs, peakCurrentUa: PRESCRIBED_UA };
    return onTimeMs === 0
      ? []
      : [{ sessionId: `s-${i + 1}`, wallMs, ...counted, late: false, boot: 1, device: 'stim-1' }];
  }),
  sessions: MINUTES_MS.map((onTimeMs, i) => ({
    id: `s-${i + 1}`,
    exercise: 'knee-extension',
    state: 'completed',
    stopReasons: [onTimeMs === 23_000 ? 'STOP' : 'SESSION_DONE'],
    prescription: LIMITS,
  })),
};

import { lockWords, PADS_NONE, padsSmall, padsWorn } from './screen/care-words.ts';
import type { StandingRow } from './screen/dose-review.ts';
import { CLINICIAN_OPENS, DAY_PASSES, NOBODY_OPENS, PATIENT_ANSWERS, PATIENT_PADS } from './screen/review-words.ts';
import {
  PAD_USES_MAX,
  type PersonRecord,
  type Prescription,
  padsInUse,
  type ScreeningItem,
  screening,
  skinLocks,
  startLevelUa,
  titrationDoubts,
} from './stim/index.ts';

interface StandingParts {
  /** Pseudonym. */
  readonly person: string;
  readonly prescription: Prescription | null;
  /** UTC, ms. */
  readonly nowMs: number;
  readonly dataDir: string;
}

/** What stands against a stimulation now, and the very command that opens it where one does. */
export function standingRows(records: readonly PersonRecord[], parts: StandingParts): StandingRow[] {
  const { prescription, nowMs } = parts;
  const locks = skinLocks(records, nowMs).map((lock) => ({
    what: lockWords(lock, (ms) => TIME.format(ms)),
    how: lock.untilMs === null ? CLINICIAN_OPENS : DAY_PASSES,
    command: allowCommand(parts, 'skin-lock', lock.site),
  }));
  if (prescription === null) return locks;
  const answers = screening(records, prescription.site, nowMs).flatMap((item) => screeningRow(item, parts));
  return [...locks, ...answers, ...padRows(records, prescription), ...doubtRows(records, prescription, parts)];
}

const TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** For where the clinician's key is, which is nowhere near these pages. As it stands it is refused: the reason is for the clinician to write. */
function allowCommand({ person, dataDir }: StandingParts, what: string, id: string): string {
  const named = /^[\w-]+$/.test(id) ? id : `"${id}"`;
  return `limber dose allow --patient ${person} --what ${what} --id ${named} --reason "…" --key clinician.key.json --data ${quoted(dataDir)}`;
}

const quoted = (path: string): string => (/^[\w./~-]+$/.test(path) ? path : JSON.stringify(path));

function screeningRow(
  { question: { id, question, kind }, status }: ScreeningItem,
  parts: StandingParts,
): StandingRow[] {
  if (status === 'clear' || status === 'overridden') return [];
  if (status !== 'applies') {
    const state = status === 'expired' ? 'the answer is too old' : 'not answered yet';
    return [{ what: `“${question}”: ${state}`, how: PATIENT_ANSWERS, command: null }];
  }
  const what = `“${question}”: yes`;
  if (kind === 'overridable')
    return [{ what, how: CLINICIAN_OPENS, command: allowCommand(parts, 'contraindication', id) }];
  return [{ what, how: kind === 'today' ? PATIENT_ANSWERS : NOBODY_OPENS, command: null }];
}

function padRows(records: readonly PersonRecord[], { padAreaMm2 }: Prescription): StandingRow[] {
  const pair = padsInUse(records);
  const row = (what: string): StandingRow => ({ what, how: PATIENT_PADS, command: null });
  if (pair === null) return [row(PADS_NONE)];
  if (pair.uses >= PAD_USES_MAX) return [row(padsWorn(pair.uses))];
  return pair.areaMm2 < padAreaMm2 ? [row(padsSmall(pair.areaMm2, padAreaMm2))] : [];
}

/** A confirmed doubt no longer lowers the level that a session begins with. */
function doubtRows(
  records: readonly PersonRecord[],
  { site, levelUa }: Prescription,
  parts: StandingParts,
): StandingRow[] {
  const doubts = titrationDoubts(records, site);
  if (doubts.length === 0) return [];
  const latest = records.findLast(({ kind }) => kind === 'titration');
  const confirmed = records.some(
    ({ kind, by, wallMs, document }) =>
      kind === 'override' &&
      by.startsWith('clinician:') &&
      wallMs >= (latest?.wallMs ?? 0) &&
      (document as { of?: string }).of === 'titration-doubt' &&
      (document as { id?: string }).id === site,
  );
  if (confirmed) return [];
  const level = startLevelUa(records, site, levelUa) / 1000;
  const what = `The latest level is unusual for this person; sessions begin at ${level.toFixed(1)} mA at most.`;
  return [{ what, how: CLINICIAN_OPENS, command: allowCommand(parts, 'titration-doubt', site) }];
}

import type { PersonRecord } from './person-record.ts';
import { type Told, told } from './person-record.ts';
import { SCREENING_QUESTIONS, type ScreeningQuestion } from './screening-questions.ts';
import { forbid, type Tightening } from './tightening.ts';

const DAY_MS = 86_400_000;
/** How long an answer holds. Engineering choices: a quarter for what changes slowly, half a day for what a day brings. */
export const ANSWER_HOLDS_MS: Readonly<Record<ScreeningQuestion['kind'], number>> = {
  absolute: 90 * DAY_MS,
  overridable: 90 * DAY_MS,
  today: DAY_MS / 2,
};

export type ScreeningStatus = 'clear' | 'unanswered' | 'expired' | 'applies' | 'overridden';

/** Where one question stands at a moment. */
export interface ScreeningItem {
  readonly question: ScreeningQuestion;
  readonly status: ScreeningStatus;
  /** When it was answered; null where it never was. UTC ms. */
  readonly answeredAtMs: number | null;
  /** When it must be asked again; null where it never was answered. */
  readonly holdsUntilMs: number | null;
  /** The clinician's, where overridden. */
  readonly reason: string;
}

/** The gate's whole state for one site; answers from the future count as never given. */
export function screening(records: readonly PersonRecord[], site: string, nowMs: number): ScreeningItem[] {
  const answers = told(records, 'screening').filter(({ wallMs }) => wallMs <= nowMs);
  const overrides = told(records, 'override').filter(({ wallMs }) => wallMs <= nowMs);
  return SCREENING_QUESTIONS.filter((question) => concerns(question, site)).map((question) => {
    const latest = answers.filter(({ document }) => document.answers[question.id] !== undefined).at(-1);
    if (!latest) return { question, status: 'unanswered', answeredAtMs: null, holdsUntilMs: null, reason: '' };
    const holdsUntilMs = latest.wallMs + ANSWER_HOLDS_MS[question.kind];
    const item = { question, answeredAtMs: latest.wallMs, holdsUntilMs, reason: '' };
    if (holdsUntilMs <= nowMs) return { ...item, status: 'expired' };
    if (latest.document.answers[question.id] === false) return { ...item, status: 'clear' };
    const override = overrides.filter((given) => lifts(given, question, latest)).at(-1);
    return override
      ? { ...item, status: 'overridden', reason: override.document.reason }
      : { ...item, status: 'applies' };
  });
}

const concerns = ({ sites }: ScreeningQuestion, site: string): boolean =>
  sites === undefined || sites.some((place) => site.startsWith(place));

/** A clinician's word on an answer that is there; a new answer needs a new word. */
const lifts = (
  { byClinician, wallMs, place, document }: Told<'override'>,
  question: ScreeningQuestion,
  answered: Told<'screening'>,
) =>
  byClinician &&
  question.kind === 'overridable' &&
  document.of === 'contraindication' &&
  document.id === question.id &&
  place > answered.place &&
  wallMs >= answered.wallMs;

const WHY: Readonly<Record<Exclude<ScreeningStatus, 'clear' | 'overridden'>, string>> = {
  unanswered: 'has not been answered',
  expired: 'must be asked again: the answer is too old',
  applies: 'was answered with yes',
};

/** One refusal for each question that stands against a stimulation at this site now. */
export function screeningTightenings(records: readonly PersonRecord[], site: string, nowMs: number): Tightening[] {
  return screening(records, site, nowMs).flatMap(({ question, status }) => {
    if (status === 'clear' || status === 'overridden') return [];
    const who =
      status === 'applies' && question.kind === 'overridable' ? '; a clinician may allow it, with a reason' : '';
    return [forbid(`screening.${question.id}`, `"${question.question}" ${WHY[status]}${who}`, question.source)];
  });
}

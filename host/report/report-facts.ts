import { exerciseById } from '../motion/exercise-library.ts';
import type { MeanCurve } from '../motion/rep-curve.ts';
import type { SessionDocument } from '../records/session-document.ts';
import type { AngleCurve, PrescribedDose } from '../screen/session-library.ts';

/** Everything a report tells; it is made of nothing else. */
export interface ReportFacts {
  readonly document: SessionDocument;
  readonly curve: AngleCurve;
  /** Earlier sessions of the same person with the same exercise, oldest first. */
  readonly earlier: readonly SessionDocument[];
  /** The latest session of the same person with the same exercise on the other side, where either side is known. */
  readonly otherSide?: SessionDocument | undefined;
  /** The demonstrated movement that the session followed, where it followed one. */
  readonly template?: MeanCurve | undefined;
  /** What stimulation was allowed, where that is known. */
  readonly prescribedDose?: PrescribedDose | undefined;
  /** A patient's report leaves out what only a clinician reads, and in confidence mode every deviation. */
  readonly reader: ReportReader;
  /** In which to show dates, as IANA names it: "Europe/Zurich". */
  readonly timeZone: string;
}

export const REPORT_READERS = ['clinician', 'patient'] as const;
export type ReportReader = (typeof REPORT_READERS)[number];

type TempoS = SessionDocument['reps'][number]['tempo_s'];

/** What the session asked of each phase; sessions stored without it are read by the library's wish. */
export function wantedTempo({ session }: SessionDocument): TempoS | undefined {
  const tempo = exerciseById(session.exercise)?.tempo;
  return session.wanted_tempo_s ?? (tempo && { out: tempo.outS, hold: tempo.holdS, back: tempo.backS });
}

/** People who fear movement see no corrections and no deviation figures. */
export const sparesDeviations = ({ document, reader }: ReportFacts): boolean =>
  reader === 'patient' && document.session.cue_policy === 'confidence';

export const isDemonstration = ({ session }: SessionDocument): boolean => session.purpose === 'demonstration';

export function formatDate(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone }).format(new Date(iso));
}

export function formatDay(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone }).format(new Date(iso));
}

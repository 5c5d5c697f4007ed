import { msToS } from '../protocol/units.ts';
import type { MeanCurve } from './motion/rep-curve.ts';
import { prescribedDose } from './prescribed-dose.ts';
import type { SessionDocument } from './records/session-document.ts';
import type { Archive } from './records/store.ts';
import { progressWords } from './report/progress-words.ts';
import { sessionReport } from './report/report.ts';
import type { ReportReader } from './report/report-facts.ts';

export interface ReportWish {
  readonly reader: ReportReader;
  /** Documents of what was prescribed, to be shown beside the dose delivered. */
  readonly prescriptions: readonly unknown[];
  /** IANA name; this machine's unless told. */
  readonly timeZone?: string;
}

/** One stored session as a page. @throws LimberError records/session-unknown */
export function storedReport(archive: Archive, id: string, wish: ReportWish): string {
  const document = archive.session(id);
  const sessions = archive.sessions();
  const { tMs, angleDeg } = archive.angleCurve(id);
  const { prescription_id } = document.stimulation;
  return sessionReport({
    document,
    curve: { tS: Array.from(tMs, msToS), angleDeg: Array.from(angleDeg) },
    earlier: earlierOf(sessions, document),
    otherSide: sessions.findLast((other) => isOfOtherSide(other, document)),
    prescribedDose: prescription_id === null ? undefined : prescribedDose(wish.prescriptions, prescription_id),
    template: templateOf(archive, document),
    reader: wish.reader,
    timeZone: wish.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
}

/** What grew against the person's own earlier sessions, in sentences. @throws LimberError records/session-unknown */
export function storedProgress(archive: Archive, id: string): string[] {
  const document = archive.session(id);
  return progressWords(document, earlierOf(archive.sessions(), document));
}

const earlierOf = (sessions: readonly SessionDocument[], document: SessionDocument): SessionDocument[] =>
  sessions.filter((other) => isEarlierOfSame(other, document));

/** Demonstrations are supervised: they say nothing of what is usual at home. */
function isEarlierOfSame({ session: other }: SessionDocument, { session }: SessionDocument): boolean {
  return (
    other.person === session.person &&
    other.exercise === session.exercise &&
    other.side === session.side &&
    other.purpose === undefined &&
    other.started_at < session.started_at
  );
}

/** The latest is what counts today, whether before or after this session. */
function isOfOtherSide({ session: other }: SessionDocument, { session }: SessionDocument): boolean {
  return (
    session.side !== undefined &&
    other.side !== undefined &&
    other.side !== session.side &&
    other.person === session.person &&
    other.exercise === session.exercise &&
    other.purpose === undefined
  );
}

/** Of the version that the session followed, which a later one may have superseded. */
function templateOf(archive: Archive, { session }: SessionDocument): MeanCurve | undefined {
  const version = session.movement_prescription?.version;
  const versions = archive.movementPrescriptions(session.person, session.exercise);
  return versions.find((one) => one.version === version)?.movement.template;
}

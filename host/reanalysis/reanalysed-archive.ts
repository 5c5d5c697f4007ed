import type { Analysis } from '../records/analysis-record.ts';
import type { SessionDocument } from '../records/session-document.ts';
import type { Archive } from '../records/store.ts';

/** Whose repetitions are read: those of the session, or those of the newest motion core that has seen it. */
export const RESULT_CORES = ['recorded', 'latest'] as const;
export type ResultCore = (typeof RESULT_CORES)[number];

/** Undefined where no core that is at least as new as the session's has seen it again. */
export const latestAnalysis = (archive: Archive, { session, motion_core = 0 }: SessionDocument): Analysis | undefined =>
  archive.analyses(session.id).findLast(({ core }) => core >= motion_core);

/** An archive as the wish has it; a session that was never analysed again is as it was recorded in either. */
export function archiveByCore(archive: Archive, core: ResultCore): Archive {
  if (core === 'recorded') return archive;
  const latest = (document: SessionDocument): SessionDocument =>
    latestAnalysis(archive, document)?.document ?? document;
  return {
    ...archive,
    sessions: () => archive.sessions().map(latest),
    session: (id) => latest(archive.session(id)),
    angleCurve: (id) => latestAnalysis(archive, archive.session(id))?.curve ?? archive.angleCurve(id),
  };
}

import { LimberError } from '../protocol/limber-error.ts';
import { msToS } from '../protocol/units.ts';
import { prescribedDose } from './prescribed-dose.ts';
import { archiveByCore } from './reanalysis/reanalysed-archive.ts';
import { analysisChanges } from './reanalysis/reanalysis-changes.ts';
import type { Archive, Store } from './records/store.ts';
import { repsCsv } from './records/upkeep/export.ts';
import { type AnalysisRow, type SessionLibrary, sessionRow } from './screen/session-library.ts';
import { storedProgress, storedReport } from './stored-report.ts';

/** The records as the pages read them. */
export function storedSessions(store: Store, prescriptions: readonly unknown[]): SessionLibrary {
  const known = <Value>(read: () => Value): Value | undefined => {
    try {
      return read();
    } catch (error) {
      if (error instanceof LimberError && error.code === 'records/session-unknown') return undefined;
      throw error;
    }
  };
  return {
    sessions: () => store.sessions().map(sessionRow).reverse(),
    session: (id) => known(() => store.session(id)),
    curve: (id) =>
      known(() => {
        const { tMs, angleDeg } = store.angleCurve(id);
        return { tS: Array.from(tMs, msToS), angleDeg: Array.from(angleDeg, (deg) => Math.round(deg * 10) / 10) };
      }),
    analyses: (id) => known(() => analysesOf(store, id)),
    csv: (id) => known(() => repsCsv([store.session(id)])),
    prescribed: (id) => prescribedDose(prescriptions, id),
    progress: (id) => known(() => storedProgress(store, id)),
    report: (id, reader, core = 'recorded') =>
      known(() => storedReport(archiveByCore(store, core), id, { reader, prescriptions })),
  };
}

function analysesOf(archive: Archive, id: string): AnalysisRow[] {
  const recorded = archive.session(id);
  return archive
    .analyses(id)
    .reverse()
    .map(({ core, madeAtMs, document }) => ({
      core,
      madeAt: new Date(madeAtMs).toISOString(),
      changes: analysisChanges(recorded, document),
    }));
}

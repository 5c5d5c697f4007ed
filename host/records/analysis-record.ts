import type { Database } from './database.ts';
import { type AngleCurve, decodeCurve, encodeCurve } from './samples/angle-curve.ts';
import { schemaVersion } from './schema-version.ts';
import type { RepRecord, SessionDocument, SetRecord } from './session-document.ts';

/** What a motion core made of a stored session's counts. */
export interface AnalysisResult {
  readonly reps: readonly RepRecord[];
  readonly sets: readonly SetRecord[];
  /** How many samples it was made of: bands may bring more of a session later. */
  readonly samples: number;
  readonly curve: AngleCurve;
}

export interface Analysis {
  readonly core: number;
  /** UTC, ms. */
  readonly madeAtMs: number;
  readonly samples: number;
  /** The session's, with what this core makes of the movement; all else is as recorded. */
  readonly document: SessionDocument;
  readonly curve: AngleCurve;
}

/** As it is sealed. */
type Sealed = Omit<AnalysisResult, 'curve'> & { readonly curve_base64: string };

/** The version of the schema that has the table: an archive is read as it is. */
const SINCE_VERSION = 6;

const place = (session: string, core: number) => ['analysis', 'document', `${session}/${core}`] as const;

/** Takes the place of what the same core made of fewer samples; part of the caller's transaction. */
export function putAnalysis(
  { sql, seals }: Database,
  { session: { id, person } }: SessionDocument,
  core: number,
  { curve, ...result }: AnalysisResult,
  wallMs: number,
): void {
  const plain: Sealed = { ...result, curve_base64: Buffer.from(encodeCurve(curve)).toString('base64') };
  const sealed = seals.sealJson(person, place(id, core), plain);
  sql
    .prepare('INSERT OR REPLACE INTO analysis (session_id, core, made_at_ms, document) VALUES (?, ?, ?, ?)')
    .run(id, String(core), Math.round(wallMs), sealed);
}

/** Oldest core first. @param recorded the session's own document */
export function readAnalyses({ sql, seals }: Database, recorded: SessionDocument): Analysis[] {
  if (schemaVersion(sql) < SINCE_VERSION) return [];
  const { id, person } = recorded.session;
  const rows = sql.prepare('SELECT core, made_at_ms, document FROM analysis WHERE session_id = ?').all(id);
  return rows
    .map((row): Analysis => {
      const core = Number(row.core);
      const { curve_base64, reps, sets, samples } = seals.openJson(person, place(id, core), row.document) as Sealed;
      const document = withResult(recorded, core, { reps, sets });
      const curve = decodeCurve([Buffer.from(curve_base64, 'base64')]);
      return { core, madeAtMs: Number(row.made_at_ms), samples, document, curve };
    })
    .sort((one, other) => one.core - other.core);
}

/** Another document than the session's own, by its id too. */
const withResult = (
  recorded: SessionDocument,
  core: number,
  { reps, sets }: Pick<AnalysisResult, 'reps' | 'sets'>,
): SessionDocument => ({
  ...recorded,
  message_id: `${recorded.session.id}-analysis-${core}`,
  motion_core: core,
  session: { ...recorded.session, sets },
  reps,
});

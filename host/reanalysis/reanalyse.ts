import { LimberError } from '../../protocol/limber-error.ts';
import { MOTION_CORE } from '../motion/motion-core.ts';
import type { AnalysisResult } from '../records/analysis-record.ts';
import type { SessionDocument } from '../records/session-document.ts';
import type { Archive, Store } from '../records/store.ts';
import { reanalysis } from './reanalysis.ts';
import { type Obstacle, obstacleTo } from './reanalysis-bands.ts';

/** What there is to do for some sessions, oldest first. */
export interface ReanalysisPlan {
  readonly due: readonly SessionDocument[];
  /** Those that the present core has seen with all of their samples. */
  readonly current: readonly SessionDocument[];
  readonly impossible: readonly ImpossibleAnalysis[];
}

export interface ImpossibleAnalysis {
  readonly document: SessionDocument;
  readonly obstacle: Obstacle;
}

/** Whatever a killed run had stored is found as current: the next one goes on behind it. */
export function planReanalysis(archive: Archive, sessions: readonly SessionDocument[]): ReanalysisPlan {
  const due: SessionDocument[] = [];
  const current: SessionDocument[] = [];
  const impossible: ImpossibleAnalysis[] = [];
  for (const document of sessions) {
    if (isCurrent(archive, document)) {
      current.push(document);
      continue;
    }
    const obstacle = findingDamage(() => obstacleTo(archive, document));
    if (obstacle) impossible.push({ document, obstacle });
    else due.push(document);
  }
  return { due, current, impossible };
}

/** Samples that came too late for the live session are new to the very core that followed it. */
function isCurrent(archive: Archive, document: SessionDocument): boolean {
  const { motion_core = 0, completion, stored } = document;
  if (motion_core >= MOTION_CORE && !completion?.late_samples) return true;
  const analyses = archive.analyses(document.session.id);
  return analyses.some(({ core, samples }) => core >= MOTION_CORE && samples === stored.samples);
}

/** A damaged chunk is the session's own trouble; a disk that cannot be read is everybody's. */
function findingDamage<Found>(look: () => Found): Found | Obstacle {
  try {
    return look();
  } catch (error) {
    if (error instanceof LimberError && error.code === 'records/corrupt')
      return { code: 'damaged', message: error.message };
    throw error;
  }
}

export interface ReanalysisRun {
  /** Called now and then; waiting in it holds everything up. `doneS`: seconds of recording, of this session. */
  readonly breathe: (doing: { readonly document: SessionDocument; readonly doneS: number }) => Promise<void>;
  /** Asked between sessions. */
  readonly isOver: () => boolean;
  readonly analysed: (before: SessionDocument, after: AnalysisResult) => void;
  readonly impossible: (found: ImpossibleAnalysis) => void;
}

/** Of a session's own clock: often enough for a bar, seldom enough to cost nothing. */
const BREATH_MS = 5000;

/** One after the other, each stored in a transaction of its own. @throws LimberError of the records room: what is stored stays */
export async function reanalyse(store: Store, due: readonly SessionDocument[], run: ReanalysisRun): Promise<void> {
  for (const document of due) {
    if (run.isOver()) return;
    const found = await analysed(store, document, run);
    if ('code' in found) {
      run.impossible({ document, obstacle: found });
      continue;
    }
    store.keepAnalysis(document, MOTION_CORE, found);
    run.analysed(document, found);
  }
}

async function analysed(
  store: Store,
  document: SessionDocument,
  { breathe }: Pick<ReanalysisRun, 'breathe'>,
): Promise<AnalysisResult | Obstacle> {
  const steps = reanalysis(store, document);
  let breathMs = BREATH_MS;
  for (;;) {
    const step = findingDamage(() => steps.next());
    if ('code' in step) return step;
    if (step.done) return step.value;
    if (step.value < breathMs) continue;
    breathMs = step.value + BREATH_MS;
    await breathe({ document, doneS: step.value / 1000 });
  }
}

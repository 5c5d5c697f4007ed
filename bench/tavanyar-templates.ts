import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GRID_HZ } from '../host/motion/templates/grid.ts';
import type { CompletedTemplatedRep } from '../host/motion/templates/templated-rep.ts';
import { finishTemplated, initialTemplated, stepTemplated } from '../host/motion/templates/templated-reps.ts';
import {
  type LabelTable,
  scoreTavanyar,
  type TavanyarRep,
  type TavanyarScore,
  tavanyarLabels,
} from '../scripts/tavanyar/score.ts';
import {
  personOf,
  rowAt,
  TAVANYAR_EXECUTIONS,
  TAVANYAR_EXERCISES,
  TAVANYAR_SENSORS,
  type TavanyarSession,
  type TavanyarTemplate,
  tavanyarSessions,
  tavanyarTemplates,
} from '../scripts/tavanyar/sessions.ts';
import { tavanyarEnrolled, tavanyarTrack } from '../scripts/tavanyar/tracks.ts';
import { type BenchRow, lessIsBetter, moreIsBetter } from './row.ts';

/** Recordings are not part of the project: LIMBER_DATA, or ../shared/data beside it. */
const DATA = join(process.env.LIMBER_DATA ?? join(import.meta.dirname, '../../shared/data'), 'tavanyar');
const PEER = 'MTMM-DTW (Yurtman and Barshan 2014) as re-implemented, on another subject';

interface Result extends TavanyarScore {
  /** From the labelled end of a repetition to its telling, seconds; rising. */
  readonly latencyS: readonly number[];
}

function foundBy(session: TavanyarSession, templates: readonly TavanyarTemplate[]): readonly CompletedTemplatedRep[] {
  const enrolled = tavanyarEnrolled(templates, personOf(session));
  const sensors = TAVANYAR_SENSORS.map(({ placement }) => placement);
  const state = initialTemplated({ rateHz: GRID_HZ, sensors, enrolled });
  const [next, completed] = stepTemplated(state, tavanyarTrack(session));
  return [...completed, ...finishTemplated(next)];
}

function predictionOf(session: TavanyarSession, { rep }: CompletedTemplatedRep): TavanyarRep {
  const firstS = session.rows[0]![0]! / 1000;
  return {
    exercise: (TAVANYAR_EXERCISES as readonly string[]).indexOf(rep.exercise),
    execution: (TAVANYAR_EXECUTIONS as readonly string[]).indexOf(rep.execution),
    start: rowAt(session, rep.startS - firstS),
    end: rowAt(session, rep.endS - firstS),
  };
}

function measure(
  sessions: readonly TavanyarSession[],
  templates: readonly TavanyarTemplate[],
  labels: LabelTable,
  isOwn: boolean,
): Result {
  const found = sessions.map((session) =>
    foundBy(
      session,
      templates.filter(({ person }) => (person === personOf(session)) === isOwn),
    ),
  );
  const predictions = sessions.map((session, at) => found[at]!.map((one) => predictionOf(session, one)));
  const score = scoreTavanyar(sessions, predictions, labels);
  const latencyS = score.matches.map(({ session, found: j, label }) => {
    const endS = sessions[session]!.rows[label.end]![0]! / 1000;
    return found[session]![j]!.emittedAtS - endS;
  });
  return { ...score, latencyS: latencyS.toSorted((a, b) => a - b) };
}

function told({ latencyS }: Result): string {
  const late = latencyS.filter((s) => s > 0.3).length;
  return `told at most ${latencyS.at(-1)!.toFixed(2)} s after the labelled end, ${late} of ${latencyS.length} later than 0.3 s`;
}

/** Null where the recordings are absent. */
export function tavanyarTemplateRows(): BenchRow[] | null {
  if (!existsSync(DATA)) return null;
  const folder = join(DATA, 'dev');
  const [sessions, templates, labels] = [tavanyarSessions(folder), tavanyarTemplates(folder), tavanyarLabels(DATA)];
  return [true, false].flatMap((isOwn) => {
    const result = measure(sessions, templates, labels, isOwn);
    const whose = `Tavanyar, ${isOwn ? 'own templates' : "other subject's templates"}`;
    const peer = { unit: '', peer: PEER };
    return [
      moreIsBetter({ ...peer, name: `${whose}: F1`, figure: result.f1, peerFigure: 1, note: told(result) }, 1),
      moreIsBetter(
        { ...peer, name: `${whose}: exercise and execution`, figure: result.execution, peerFigure: 0.867 },
        0.95,
      ),
      lessIsBetter(
        { ...peer, unit: 's', name: `${whose}: boundary error`, figure: result.boundaryS, peerFigure: 0.42 },
        { figureAtMost: 0.3 },
      ),
    ];
  });
}

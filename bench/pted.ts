import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CompletedTemplatedRep } from '../host/motion/templates/templated-rep.ts';
import { finishTemplated, initialTemplated, stepTemplated } from '../host/motion/templates/templated-reps.ts';
import type { EnrolledRep } from '../host/motion/templates/track.ts';
import { personOf } from '../scripts/pted/convert.ts';
import { type PtedFound, type PtedScore, scorePted } from '../scripts/pted/score.ts';
import {
  PTED_EXECUTIONS,
  PTED_RATE_HZ,
  PTED_SENSORS,
  type PtedSession,
  ptedSessions,
} from '../scripts/pted/sessions.ts';
import { ptedEnrolled, ptedTrack } from '../scripts/pted/tracks.ts';
import { type BenchRow, moreIsBetter } from './row.ts';

/** Recordings are not part of the project: LIMBER_DATA, or ../shared/data beside it. */
const DATA = join(process.env.LIMBER_DATA ?? join(import.meta.dirname, '../../shared/data'), 'pted');
const PEER = 'MTMM-DTW (Yurtman and Barshan 2014) as re-implemented, on the same sessions';

interface Result extends PtedScore {
  /** Seconds between a repetition's end and its telling. */
  readonly latencyS: readonly number[];
}

function foundBy(session: PtedSession, enrolled: readonly EnrolledRep[]): readonly CompletedTemplatedRep[] {
  const state = initialTemplated({ rateHz: PTED_RATE_HZ, sensors: PTED_SENSORS, enrolled });
  const [next, completed] = stepTemplated(state, ptedTrack(session));
  return [...completed, ...finishTemplated(next)];
}

const predictionOf = ({ rep }: CompletedTemplatedRep): PtedFound => ({
  exercise: Number(rep.exercise.split(' ')[1]),
  execution: 1 + (PTED_EXECUTIONS as readonly string[]).indexOf(rep.execution),
  start: Math.round(rep.startS * PTED_RATE_HZ),
  end: Math.round(rep.endS * PTED_RATE_HZ) + 1,
});

/** With the subject's own enrolled repetitions, or with all other subjects' only. */
function measure(sessions: readonly PtedSession[], isOwn: boolean): Result {
  const latencyS: number[] = [];
  const score = scorePted(sessions, (session) => {
    const enrolled = ptedEnrolled(sessions, personOf(session)).filter((rep) => rep.isOwn === isOwn);
    const found = foundBy(session, enrolled);
    latencyS.push(...found.map(({ rep, emittedAtS }) => emittedAtS - rep.endS));
    return found.map(predictionOf);
  });
  return { ...score, latencyS: latencyS.toSorted((a, b) => a - b) };
}

function told({ latencyS }: Result): string {
  const late = latencyS.filter((s) => s > 0.3).length;
  return `told at most ${latencyS.at(-1)!.toFixed(2)} s after the end, ${late} of ${latencyS.length} later than 0.3 s`;
}

/** Null where the recordings are absent. */
export function ptedRows(): BenchRow[] | null {
  if (!existsSync(DATA)) return null;
  const sessions = ptedSessions(DATA);
  const [own, others] = [measure(sessions, true), measure(sessions, false)];
  const row = (name: string, figure: number, peerFigure: number, wanted: number, note?: string): BenchRow =>
    moreIsBetter(
      { name: `PTED, ${name}`, figure, unit: '', peer: PEER, peerFigure, ...(note ? { note } : {}) },
      wanted,
    );
  return [
    row('own templates: F1 exercise', own.f1Exercise, 0.972, 0.98, told(own)),
    row('own templates: F1 exercise and execution', own.f1Execution, 0.845, 0.9),
    row('own templates: blocks of ten counted exactly', own.exact, 0.72, 0.85),
    row('own templates: blocks of ten counted within one', own.withinOne, 0.9, 0.97),
    row("other subjects' templates: F1 exercise", others.f1Exercise, 0.9, 0.93, told(others)),
    row("other subjects' templates: F1 exercise and execution", others.f1Execution, 0.56, 0.72),
    row(
      "other subjects' templates: blocks of ten counted exactly",
      others.exact,
      0.72,
      0.85,
      'peer: with own templates',
    ),
  ];
}

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { initialNaming, nameTrack } from '../../../host/motion/enrolment/execution-naming.ts';
import { finishTemplated, initialTemplated, stepTemplated } from '../../../host/motion/templates/templated-reps.ts';
import { type EnrolledRep, type Segment, TRACK_VALUES, type Track } from '../../../host/motion/templates/track.ts';
import { exerciseOf, personOf } from '../../../scripts/pted/convert.ts';
import { PTED_EXECUTIONS, PTED_SENSORS, type PtedSession, ptedSessions } from '../../../scripts/pted/sessions.ts';
import { ptedEnrolled, ptedTrack } from '../../../scripts/pted/tracks.ts';
import { tavanyarSessions, tavanyarTemplates } from '../recognition/labelled-reps.ts';
import { dataSet } from '../reference-data.ts';

/** Repetitions of one exercise of one person, and one enrolled of each kind. */
interface Showing {
  readonly correct: string;
  readonly enrolled: readonly EnrolledRep[];
  readonly reps: readonly { readonly execution: string; readonly track: Track }[];
}

const LONGEST_S = 30;
const cut = (track: Track, { from, to }: Segment): Track => ({
  ...track,
  count: to - from,
  values: track.values.map((values) => values.subarray(from * TRACK_VALUES, to * TRACK_VALUES)),
});
/** Every band turned in its strap: x is y, y is z, z is x. */
const strappedOtherwise = (track: Track): Track => ({
  ...track,
  values: track.values.map((values) => values.map((_, i) => values[i - (i % 3) + ((i + 1) % 3)]!)),
});

/** Shares of all repetitions that get their name; with the correct one alone, of those that get it or none as they should. */
function score(showings: readonly Showing[]) {
  const rightly = { named: 0, strappedOtherwise: 0, correctKept: 0, othersRefused: 0 };
  const total = { correct: 0, others: 0 };
  for (const { correct, enrolled, reps } of showings) {
    const naming = [0, 1].map(() => initialNaming(enrolled, LONGEST_S));
    const alone = initialNaming(
      enrolled.filter(({ execution }) => execution === correct),
      LONGEST_S,
    );
    for (const { execution, track } of reps) {
      if (nameTrack(naming[0]!, track)?.name === execution) rightly.named++;
      if (nameTrack(naming[1]!, strappedOtherwise(track))?.name === execution) rightly.strappedOtherwise++;
      const name = nameTrack(alone, track)?.name;
      if (execution === correct) {
        total.correct++;
        if (name === correct) rightly.correctKept++;
      } else {
        total.others++;
        if (name === null) rightly.othersRefused++;
      }
    }
  }
  const all = total.correct + total.others;
  return {
    reps: all,
    named: rightly.named / all,
    strappedOtherwise: rightly.strappedOtherwise / all,
    correctKept: rightly.correctKept / total.correct,
    othersRefused: rightly.othersRefused / total.others,
  };
}

const tavanyar = dataSet('tavanyar');
test.skipIf(!tavanyar)('Tavanyar: one repetition of each kind enrolled', () => {
  const folder = join(tavanyar!, 'dev');
  const templates = tavanyarTemplates(folder).map((rep) => ({ ...rep, isOwn: true }));
  const scored = score(
    tavanyarSessions(folder).map(({ id, exercise, track, reps }) => ({
      correct: '0',
      enrolled: templates.filter((rep) => rep.person === id[1] && rep.exercise === exercise),
      reps: reps.map(({ execution, ...segment }) => ({ execution, track: cut(track, segment) })),
    })),
  );
  console.log('Tavanyar, live naming', scored);
  expect(scored.reps).toBe(180);
  expect(scored.named).toBeGreaterThan(0.97);
  expect(scored.strappedOtherwise).toBeGreaterThan(0.95);
  expect(scored.correctKept).toBeGreaterThan(0.95);
});

const pted = dataSet('pted');
describe.skipIf(!pted)('PTED: one repetition of each kind enrolled', () => {
  const RATE_HZ = 25;
  const BLOCK = 10;

  /** Blocks of ten correct, fast, small ones; only where all thirty were found, since nobody labelled single ones. */
  function showings(session: PtedSession, sessions: readonly PtedSession[]): Showing[] {
    const own = ptedEnrolled(sessions, personOf(session)).filter(({ isOwn }) => isOwn);
    const track = ptedTrack(session);
    const [state, completed] = stepTemplated(
      initialTemplated({ rateHz: RATE_HZ, sensors: PTED_SENSORS, enrolled: own }),
      track,
    );
    const found = [...completed, ...finishTemplated(state)].map(({ rep }) => rep);
    if (found.length !== BLOCK * PTED_EXECUTIONS.length) return [];
    const reps = found.map(({ startS, endS }, i) => ({
      execution: PTED_EXECUTIONS[Math.floor(i / BLOCK)]!,
      track: cut(track, { from: Math.round(startS * RATE_HZ), to: Math.round(endS * RATE_HZ) + 1 }),
    }));
    return [{ correct: 'correct', enrolled: own.filter((rep) => rep.exercise === exerciseOf(session)), reps }];
  }

  test('most are named, however the bands are worn', () => {
    const sessions = ptedSessions(pted!);
    const scored = score(sessions.flatMap((session) => showings(session, sessions)));
    console.log('PTED, live naming', scored);
    expect(scored.reps).toBeGreaterThan(500);
    expect(scored.named).toBeGreaterThan(0.94);
    expect(scored.strappedOtherwise).toBeGreaterThan(0.92);
    expect(scored.correctKept).toBeGreaterThan(0.95);
  });
});

import type { Placement } from '../../protocol/placement.ts';
import { inOrderOfTime } from '../connect/recording-blocks.ts';
import { handedOn } from '../intake/handed-on.ts';
import { lateInPlace } from '../intake/late-in-place.ts';
import { asDemonstrated } from '../motion/demonstration.ts';
import { type Exercise, exerciseById, type MovementEvent, type MovementParams, movement } from '../motion/index.ts';
import { sensorsOf } from '../motion/joint/exercise-angle.ts';
import type { Rep } from '../motion/repetition/rep.ts';
import type { SampleBlock } from '../motion/samples.ts';
import { ownExercise } from '../own-exercise.ts';
import type { AnalysisResult } from '../records/analysis-record.ts';
import { thinOut } from '../records/samples/angle-curve.ts';
import type { SessionDocument, SetRecord } from '../records/session-document.ts';
import type { Archive } from '../records/store.ts';
import { repRecord, type SessionStart, setsOf } from '../records/summary.ts';
import { rateOfBands, sensorsThatTurn } from './reanalysis-bands.ts';

/**
 * One stored session through the very stages that a live one goes through, from its counts on; samples that came late stand
 * where they belong. Yields how far it has come, ms on the session's clock: whoever runs it may draw breath between.
 */
export function* reanalysis(archive: Archive, document: SessionDocument): Generator<number, AnalysisResult> {
  const { id } = document.session;
  const start = archive.start(id);
  const found: Findings = { nextMs: Number.NEGATIVE_INFINITY, tMs: [], angleDeg: [], reps: [] };
  let state = movement.initial(movementParams(archive, document, start));
  const streams = sensorsThatTurn(archive, document).map((sensor) => blocksOf(archive, id, sensor));
  for (const block of inOrderOfTime(streams)) {
    const [next, events] = movement.step(state, block);
    state = next;
    for (const event of events) note(found, event);
    yield block.tMs[0]!;
  }
  // A session ends with its plan, and what is half done with it; a recording has none, and is judged to its last sample.
  if (!start.plan) for (const event of movement.finish(state)) note(found, event);
  const reps = found.reps.map((rep) => repRecord(rep, setOf(document.session.sets, rep)));
  const { tMs, angleDeg } = found;
  return {
    reps,
    sets: setsOf(reps),
    samples: document.stored.samples,
    curve: { tMs: Float64Array.from(tMs), angleDeg: Float64Array.from(angleDeg) },
  };
}

const blocksOf = (archive: Archive, id: string, sensor: string): Iterable<SampleBlock> =>
  handedOn(
    sensor as Placement,
    lateInPlace(() => archive.rawSamples(id, sensor)),
  );

/** As they were when the session began: what was prescribed or enrolled since does not count. */
function movementParams(archive: Archive, document: SessionDocument, start: SessionStart): MovementParams {
  const { person, purpose, movementPrescription } = start;
  const asked = asAsked(exerciseById(start.exercise)!, start);
  const own = ownExercise(archive, person, asked, purpose, movementPrescription?.version ?? 0, start.startedAtMs);
  return {
    exercise: purpose === 'demonstration' ? asDemonstrated(asked) : asked,
    rateHz: rateOfBands(archive, document, sensorsOf(asked)),
    ...(own.movementPrescription ? { reference: own.movementPrescription.movement.template.meanDeg } : {}),
    ...(own.enrolled ? { enrolled: own.enrolled } : {}),
  };
}

/** Target and tempo are the session's own: what was asked of the person then is no matter of the motion core. */
function asAsked(exercise: Exercise, { targetDeg, wantedTempoS }: SessionStart): Exercise {
  const { out, hold, back } = wantedTempoS ?? {};
  const tempo =
    out === undefined || hold === undefined || back === undefined
      ? exercise.tempo
      : { outS: out, holdS: hold, backS: back };
  return { ...exercise, targetDeg, tempo };
}

interface Findings {
  nextMs: number;
  readonly tMs: number[];
  readonly angleDeg: number[];
  readonly reps: Rep[];
}

function note(found: Findings, event: MovementEvent): void {
  if (event.kind === 'rep') found.reps.push(event.rep);
  if (event.kind !== 'angle') return;
  const [nextMs, kept] = thinOut(found.nextMs, event.tMs);
  found.nextMs = nextMs;
  for (const i of kept) {
    found.tMs.push(event.tMs[i]!);
    found.angleDeg.push(event.angleDeg[i]!);
  }
}

/** When the person rested is a fact of the session: a repetition belongs to the set that it is nearest to. */
function setOf(sets: readonly SetRecord[], { startMs, endMs }: Rep): number {
  const middleS = (startMs + endMs) / 2000;
  const after = sets.findIndex(({ end_s }, i) => middleS < (end_s + (sets[i + 1]?.start_s ?? Number.NaN)) / 2);
  return after < 0 ? Math.max(1, sets.length) : after + 1;
}

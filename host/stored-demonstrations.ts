import { LimberError } from '../protocol/limber-error.ts';
import { type DemonstratedRep, type Prescribing, prescribe } from './motion/demonstration.ts';
import { exerciseById } from './motion/index.ts';
import { type AngleLine, repCurve } from './motion/rep-curve.ts';
import type { MovementPrescription } from './records/movement-prescription.ts';
import type { RepRecord, SessionDocument } from './records/session-document.ts';
import type { Archive, Store } from './records/store.ts';
import { movementText, obstacleWords } from './screen/demonstration-words.ts';
import type { Demonstrations, PrescribeOutcome, PrescriptionRow } from './screen/demonstrations.ts';

/** Stored demonstrations, and what clinicians make of them. */
export function storedDemonstrations(store: Store): Demonstrations {
  return {
    proposal: (id, leftOut) =>
      known(() => {
        const made = prescribingOf(store, store.session(id), leftOut);
        return made.kind === 'Prescribed'
          ? { movement: made.movement, obstacles: [] }
          : { movement: null, obstacles: made.obstacles.map(obstacleWords) };
      }),
    prescribe: (id, leftOut, by) => known(() => prescribeFrom(store, id, leftOut, by)),
    prescriptions: (person, exercise) => store.movementPrescriptions(person, exercise).toReversed().map(rowOf),
  };
}

const LONGEST_NAME = 60;

/** Makes the movement of a stored demonstration the person's prescription. @throws LimberError records/session-unknown */
export function prescribeFrom(store: Store, id: string, leftOut: readonly number[], by: string): PrescribeOutcome {
  const refused = (message: string): PrescribeOutcome => ({ prescribed: false, message });
  const prescribedBy = by.trim();
  if (prescribedBy === '' || prescribedBy.length > LONGEST_NAME) return refused('Say who prescribes this.');
  const document = store.session(id);
  const { session } = document;
  if (session.purpose !== 'demonstration') return refused('Only a demonstration can be prescribed from.');
  const made = prescribingOf(store, document, leftOut);
  if (made.kind === 'Refused') return refused(made.obstacles.map(obstacleWords).join(' '));
  const { version } = store.prescribeMovement({
    person: session.person,
    exercise: session.exercise,
    sessionId: id,
    demonstratedAtMs: Date.parse(session.started_at),
    prescribedBy,
    leftOut,
    movement: made.movement,
  });
  return { prescribed: true, message: `Prescribed (version ${version}): ${movementText(made.movement)}.` };
}

function prescribingOf(archive: Archive, document: SessionDocument, leftOut: readonly number[]): Prescribing {
  const { session, reps } = document;
  const exercise = exerciseById(session.exercise);
  if (exercise === undefined)
    throw new LimberError('exercise/unknown', `There is no exercise "${session.exercise}" any more.`);
  const { tMs, angleDeg } = archive.angleCurve(session.id);
  const kept = reps.filter((rep) => !leftOut.includes(rep.index));
  return prescribe(
    exercise,
    kept.map((rep) => demonstratedRep({ t: tMs, angleDeg }, rep)),
  );
}

/** @param line the angle over the session, ms */
export function demonstratedRep(line: AngleLine, rep: RepRecord): DemonstratedRep {
  const { out, hold, back } = rep.tempo_s;
  return {
    index: rep.index,
    romDeg: rep.rom_deg,
    peakDeg: rep.peak_deg,
    tempoS: { outS: out, holdS: hold, backS: back },
    confidence: rep.confidence,
    isDoubted: (rep.doubts ?? []).length > 0,
    curve: repCurve(line, { start: 1000 * rep.start_s, end: 1000 * rep.end_s }),
  };
}

function rowOf(prescription: MovementPrescription): PrescriptionRow {
  const { version, movement, prescribedBy, sessionId } = prescription;
  return {
    version,
    movement,
    prescribedBy,
    sessionId,
    prescribedAt: new Date(prescription.prescribedAtMs).toISOString(),
    demonstratedAt: new Date(prescription.demonstratedAtMs).toISOString(),
  };
}

function known<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof LimberError && error.code === 'records/session-unknown') return undefined;
    throw error;
  }
}

import { LimberError } from '../protocol/limber-error.ts';
import { CORRECT, type DemonstratedRep, type Prescribing, prescribe } from './motion/demonstration.ts';
import { exerciseById } from './motion/index.ts';
import { type AngleLine, repCurve } from './motion/rep-curve.ts';
import type { MovementPrescription } from './records/movement-prescription.ts';
import type { RepRecord, SessionDocument } from './records/session-document.ts';
import type { Archive, Store } from './records/store.ts';
import { enrolledText, movementText, obstacleWords } from './screen/demonstration-words.ts';
import type { Demonstrations, PrescribeOrder, PrescribeOutcome, PrescriptionRow } from './screen/demonstrations.ts';
import { keptReps } from './stored-enrolment.ts';

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
    prescribe: (id, order) => known(() => prescribeFrom(store, id, order)),
    prescriptions: (person, exercise) => {
      const alsoEnrolled = store.enrolledExecutions(person, exercise).map(({ execution }) => execution);
      const rows = store.movementPrescriptions(person, exercise).toReversed().map(rowOf);
      return rows.map((row) => ({ ...row, alsoEnrolled }));
    },
  };
}

const LONGEST_NAME = 60;

/**
 * Makes the movement of a stored demonstration the person's prescription, or enrols its repetitions as another execution.
 * @throws LimberError records/session-unknown
 */
export function prescribeFrom(
  store: Store,
  id: string,
  { by, leftOut, execution = '' }: PrescribeOrder,
): PrescribeOutcome {
  const [prescribedBy, name] = [by.trim(), execution.trim() || CORRECT];
  if (prescribedBy === '' || prescribedBy.length > LONGEST_NAME) return refused('Say who prescribes this.');
  if (name.length > LONGEST_NAME) return refused(`A name of at most ${LONGEST_NAME} letters, please.`);
  const document = store.session(id);
  if (document.session.purpose !== 'demonstration') return refused('Only a demonstration can be prescribed from.');
  if (name.toLowerCase() !== CORRECT) return enrol(store, document, { by: prescribedBy, leftOut, execution: name });
  const made = prescribingOf(store, document, leftOut);
  if (made.kind === 'Refused') return refused(made.obstacles.map(obstacleWords).join(' '));
  const { person, exercise, started_at } = document.session;
  const { version } = store.prescribeMovement({
    person,
    exercise,
    sessionId: id,
    demonstratedAtMs: Date.parse(started_at),
    prescribedBy,
    leftOut,
    movement: made.movement,
  });
  return { prescribed: true, message: `Prescribed (version ${version}): ${movementText(made.movement)}.` };
}

const refused = (message: string): PrescribeOutcome => ({ prescribed: false, message });

/** A wrong way of doing it need not be regular; the sensors must be right all the same. */
function enrol(
  store: Store,
  document: SessionDocument,
  { by, leftOut, execution }: Required<PrescribeOrder>,
): PrescribeOutcome {
  const { id, person, exercise } = document.session;
  const kept = keptReps(document, leftOut);
  if (kept.length === 0) return refused('No repetition is left.');
  const doubted = kept.filter((rep) => (rep.doubts ?? []).length > 0).map(({ index }) => index);
  if (doubted.length > 0) return refused(obstacleWords({ code: 'doubtful-sensors', indexes: doubted }));
  store.enrolExecution({ person, exercise, execution, sessionId: id, enrolledBy: by, leftOut });
  return { prescribed: true, message: enrolledText(execution, kept.length) };
}

function prescribingOf(archive: Archive, document: SessionDocument, leftOut: readonly number[]): Prescribing {
  const { session } = document;
  const exercise = exerciseById(session.exercise);
  if (exercise === undefined)
    throw new LimberError('exercise/unknown', `There is no exercise "${session.exercise}" any more.`);
  const { tMs, angleDeg } = archive.angleCurve(session.id);
  return prescribe(
    exercise,
    keptReps(document, leftOut).map((rep) => demonstratedRep({ t: tMs, angleDeg }, rep)),
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

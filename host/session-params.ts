import type { Observable } from 'rxjs';
import type { Timeline } from '../protocol/timeline.ts';
import type { Incomplete } from './backfill.ts';
import { earlierSessions } from './earlier-sessions.ts';
import type { ExerciseSessionParams, MotionBand } from './exercise-session.ts';
import type { HostClock } from './host-moment.ts';
import type { CueSettings } from './motion/cue/cue.ts';
import { asDemonstrated } from './motion/demonstration.ts';
import type { Exercise } from './motion/index.ts';
import { MOTION_CORE } from './motion/motion-core.ts';
import type { EnrolledRep } from './motion/templates/track.ts';
import { keptCalibrations } from './records/band-calibration-record.ts';
import { earlierAccuracy, earlierReps } from './records/earlier-reps.ts';
import type { LeftSession } from './records/left-session.ts';
import { type MovementPrescription, movementPrescriptionMark } from './records/movement-prescription.ts';
import type { Store } from './records/store.ts';
import type { SessionStart } from './records/summary.ts';
import type { SessionPlan } from './session-plan.ts';
import type { DoseDecision } from './stim/index.ts';
import type { StimSession } from './stim-session.ts';

export interface SessionParams {
  readonly id: string;
  readonly site: string;
  /** Pseudonym. */
  readonly person: string;
  /** As prescribed to this person, where it is. */
  readonly exercise: Exercise;
  /** Where target, tempo and template come from, if not from the library. */
  readonly movementPrescription?: MovementPrescription;
  /** The person's own repetitions that executions are named by. */
  readonly enrolled?: readonly EnrolledRep[];
  readonly plan: SessionPlan;
  readonly bands: readonly MotionBand[];
  readonly rateHz: number;
  readonly stim?: StimSession;
  /** Whether the prescription may be delivered, with all inputs: recorded whatever it says. */
  readonly decision?: DoseDecision;
  readonly timeline: Timeline;
  /** Absent where nothing could go on with it after this process: then nothing is kept for that. */
  readonly clock?: HostClock;
  /** What is gone on with, under its own id; absent: a session begins. */
  readonly left?: LeftSession;
  readonly store: Store;
  /** No more samples come after this: the end of a recording. */
  readonly ended$?: Observable<unknown>;
  /** One line for whoever watches the gateway. */
  readonly say: (line: string) => void;
}

/** What the records know of a session from its first moment on. */
export function sessionStart(params: SessionParams): SessionStart {
  const { id, site, person, exercise, plan, bands, timeline, movementPrescription } = params;
  const { outS, holdS, backS } = exercise.tempo;
  return {
    id,
    site,
    person,
    exercise: exercise.id,
    startedAtMs: timeline.wallMs(),
    motionCore: MOTION_CORE,
    targetDeg: exercise.targetDeg,
    sensors: bands.map((band) => band.placement),
    ...keptCalibrations(bands),
    wantedTempoS: { out: outS, hold: holdS, back: backS },
    ...(plan.purpose ? { purpose: plan.purpose } : {}),
    ...(plan.side ? { side: plan.side } : {}),
    ...(plan.cuePolicy ? { cuePolicy: plan.cuePolicy } : {}),
    ...(movementPrescription ? { movementPrescription: movementPrescriptionMark(movementPrescription) } : {}),
    ...(Number.isFinite(plan.repsPerSet) ? { plan: plannedSets(plan) } : {}),
    bands: Object.fromEntries(bands.map((band) => [band.placement, band.connection.hello()?.deviceId ?? ''])),
  };
}

const plannedSets = ({ sets, repsPerSet, restS, stimulation }: SessionPlan) => ({
  sets,
  repsPerSet,
  restS,
  stimulation,
});

/** What the movement stages are told of the session; `keep` makes durable what was recorded. */
export function followedWith(params: SessionParams, originMs: number, keep: () => void): ExerciseSessionParams {
  const { bands, exercise, plan, rateHz, timeline, ended$, movementPrescription, enrolled } = params;
  return {
    bands: bands.map((band) => ({ ...band, earlier: earlierOf(band, params) })),
    rateHz,
    timeline,
    originMs,
    store: keep,
    exercise: plan.purpose === 'demonstration' ? asDemonstrated(exercise) : exercise,
    ...(movementPrescription ? { reference: movementPrescription.movement.template.meanDeg } : {}),
    ...(enrolled ? { enrolled } : {}),
    cues: cuesOf(params),
    ...(ended$ ? { ended$ } : {}),
  };
}

const earlierOf = ({ connection }: MotionBand, { store, say }: SessionParams): Incomplete[] => {
  const hello = connection.hello();
  return hello ? earlierSessions(store, hello.deviceId, say) : [];
};

/** Encouragement compares with the person's own earlier sessions; corrections fade as those went well. */
function cuesOf({ plan, store, person, exercise }: SessionParams): CueSettings {
  const sessions = store.sessions().filter(({ session }) => session.side === plan.side);
  return plan.cuePolicy === 'confidence'
    ? { policy: 'confidence', earlier: earlierReps(sessions, person, exercise.id) }
    : { policy: 'coach', accuracy: earlierAccuracy(sessions, person, exercise) };
}

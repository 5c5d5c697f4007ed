import type { HostClock } from './host-moment.ts';
import type { LeftSession } from './records/left-session.ts';
import type { SessionRecording } from './records/recording.ts';
import { WENT_ON } from './records/session-closing.ts';
import type { FrameCounts, RepRecord } from './records/session-document.ts';
import { NO_FRAMES, type SessionGap } from './records/summary.ts';
import { type SessionParams, sessionStart } from './session-params.ts';
import { initialPlan, type PlanState, resumePlan } from './session-plan.ts';
import { leftElapsedMs } from './session-takeover.ts';

/** What a session begins with: nothing, or what a killed gateway had of it. */
export interface SessionBeginning {
  readonly recording: SessionRecording;
  readonly plan: PlanState;
  /** What its clock reads. */
  readonly elapsedMs: number;
  readonly reps: readonly RepRecord[];
  readonly frames: FrameCounts;
  /** While no gateway was there; absent: there is one from the first moment on. */
  readonly gap?: SessionGap;
}

/** @throws LimberError of the records room */
export function beginningOf(params: SessionParams): SessionBeginning {
  const { left, clock, store, plan } = params;
  if (left && clock) return takenOver(params, left, clock);
  const recording = store.begin(sessionStart(params));
  return { recording, plan: initialPlan(plan), elapsedMs: 0, reps: [], frames: NO_FRAMES };
}

function takenOver({ store, plan }: SessionParams, left: LeftSession, clock: HostClock): SessionBeginning {
  const elapsedMs = Math.round(leftElapsedMs(left, clock));
  const { reps, storedMs: fromMs } = left;
  const gap = { fromMs: Math.round(fromMs), toMs: elapsedMs };
  const recording = store.goOn(left);
  recording.addDecision({ atMs: gap.fromMs, kind: 'session-interrupted', detail: gap });
  recording.addDecision({ atMs: gap.toMs, kind: WENT_ON, detail: gap });
  const { frames, isOver } = left.progress;
  const resumed = resumePlan(plan, reps, fromMs, elapsedMs);
  return { recording, plan: isOver ? { ...resumed, phase: 'finished' } : resumed, elapsedMs, reps, frames, gap };
}

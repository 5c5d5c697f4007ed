import type { CourseDraft } from './stim-course-send.ts';
import { ask, beginStop } from './stim-course-send.ts';

/** Somebody who is asked whether they are there has this long to say so. */
export const ANSWER_PRESENCE_MS = 60_000;
/** Without leases a band fades out within 2.5 s; one that has not done so by then is told to stop. */
const FADED_MS = 4000;

/** Any wish of the person is a sign of life; once the band is fading it comes too late. */
export function noteInteraction(draft: CourseDraft): void {
  draft.interactedAtMs = draft.atMs;
  if (!draft.lettingGo) draft.asksPresence = false;
}

/** Asks after a long quiet, and ends the session in the gentlest way where nobody answers: leases just stop (fault F37). */
export function watchPresence(draft: CourseDraft): void {
  const { phase, atMs, promptedAtMs, interactedAtMs, asksPresence, lettingGo } = draft;
  const { presenceMs } = draft.params.prescription;
  if (phase !== 'running' || presenceMs === null) return;
  if (!asksPresence) {
    if (atMs - interactedAtMs < presenceMs) return;
    draft.asksPresence = true;
    draft.promptedAtMs = atMs;
  } else if (!lettingGo && atMs - promptedAtMs >= ANSWER_PRESENCE_MS) {
    draft.lettingGo = true;
    draft.reason = 'ABSENT';
  } else if (lettingGo && atMs - promptedAtMs >= ANSWER_PRESENCE_MS + FADED_MS) {
    beginStop(draft, 'ABSENT');
  }
}

/** A fall or a blow: the current goes, the session stays until the person says how they are (fault F38). */
export function noteJolt(draft: CourseDraft): void {
  if (draft.phase === 'starting') {
    beginStop(draft, 'JOLT');
  } else if (draft.phase === 'running' && draft.telemetry?.state !== 'RAMPING_DOWN') {
    draft.heldFor = 'JOLT';
    if (draft.telemetry?.state !== 'PAUSED') ask(draft, 'PAUSE', {});
  }
}

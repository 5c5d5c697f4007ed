import type { CommandOutcome } from './stim-course.ts';
import type { CourseView } from './stim-course-view.ts';

/** What an auditor wants to read of a course, besides the dose: who or what changed what, and why. */
export type CourseNotice =
  | {
      readonly event: 'state';
      readonly from: CourseView['state'];
      readonly to: CourseView['state'];
      readonly why: string;
    }
  /** A command whose result is certain, or never will be. */
  | ({ readonly event: 'command'; readonly asked_ua: number } & CommandOutcome)
  | { readonly event: 'asked'; readonly what: string }
  /** The host's own clock on the wall was moved. */
  | { readonly event: 'clock-jump'; readonly by_ms: number };

const isSettled = (outcome: CommandOutcome | null): outcome is CommandOutcome =>
  outcome !== null && outcome.result !== 'unknown';

export function courseNotices(before: CourseView, after: CourseView): CourseNotice[] {
  const notices: CourseNotice[] = [];
  if (before.state !== after.state) {
    const why = after.state === 'PAUSED' && after.prompt !== '' ? after.prompt : after.reason;
    notices.push({ event: 'state', from: before.state, to: after.state, why });
  }
  const { outcome } = after;
  const same = before.outcome?.counter === outcome?.counter && before.outcome?.result === outcome?.result;
  if (!same && isSettled(outcome)) notices.push({ event: 'command', asked_ua: after.askedUa, ...outcome });
  if (after.prompt !== '' && after.prompt !== before.prompt) notices.push({ event: 'asked', what: after.prompt });
  if (after.asks !== 'NOTHING' && after.asks !== before.asks) notices.push({ event: 'asked', what: after.asks });
  return notices;
}

import type { MotionFrame } from '../../protocol/motion-frame.ts';
import { awaitsLog, isOfStart } from './band-start.ts';
import { newestOf } from './frame-order.ts';
import { type GapEdges, signedDistance } from './gaps.ts';
import type { IntakeState } from './intake.ts';

/** What whoever reads a band's flash log asks the intake of its session. */

/** Whether anything is missing that its flash may have. */
export const wantsLog = ({ starts }: IntakeState): boolean => starts.some(awaitsLog);

/** Whether all of these frames were measured in this session: the band may forget them once they are stored. */
export function isOfSession({ starts }: IntakeState, boot: number, frames: readonly MotionFrame[]): boolean {
  const start = starts.findLast((one) => one.boot === boot);
  return start !== undefined && frames.every(({ sequence }) => isOfStart(start, sequence));
}

/** What is missing now, as 'log-read' is told of it. */
export const missingEdges = ({ starts }: IntakeState): Set<GapEdges> =>
  new Set(starts.flatMap(({ order }) => order.missing.map(({ edges }) => edges)));

/** At most so many samples lie between the oldest that may be in the log and the newest; undefined: that is not known. */
export function samplesBack({ starts }: IntakeState): number | undefined {
  const { order, samplesPerFrame } = starts.at(-1)!;
  if (starts.slice(0, -1).some(awaitsLog)) return undefined;
  const oldest = order.missing.find(({ mayBeLogged }) => mayBeLogged);
  return oldest ? signedDistance(newestOf(order), oldest.from) * samplesPerFrame : 0;
}

/**
 * Which frames of a band are in the record, as stretches of their numbers: what the band kept and sends again is stored once. Plain
 * JSON, small: a stretch for each gap that stayed.
 */
export interface FrameStretch {
  /** Of the band's start that numbered them. */
  readonly boot: number;
  readonly from: number;
  /** The last one that belongs to it. */
  to: number;
}

/** More than the gaps of a session; beyond, the oldest count as closed: nothing is stored twice for it. */
const STRETCHES_MAX = 512;

export const isStored = (stretches: readonly FrameStretch[], boot: number, sequence: number): boolean =>
  stretches.some((one) => one.boot === boot && one.from <= sequence && sequence <= one.to);

/** In the order of boots and numbers, joined to its neighbours. @returns false where the frame is stored already */
export function noteFrame(stretches: FrameStretch[], boot: number, sequence: number): boolean {
  if (isStored(stretches, boot, sequence)) return false;
  let at = stretches.length;
  while (at > 0 && isAfter(stretches[at - 1]!, boot, sequence)) at--;
  const before = stretches[at - 1];
  const after = stretches[at];
  const joinsBefore = before?.boot === boot && before.to + 1 === sequence;
  const joinsAfter = after?.boot === boot && after.from === sequence + 1;
  if (joinsBefore && joinsAfter) stretches.splice(at - 1, 2, { boot, from: before.from, to: after.to });
  else if (joinsBefore) before.to = sequence;
  else if (joinsAfter) stretches[at] = { boot, from: sequence, to: after.to };
  else stretches.splice(at, 0, { boot, from: sequence, to: sequence });
  if (stretches.length > STRETCHES_MAX) closeOldest(stretches);
  return true;
}

const isAfter = (stretch: FrameStretch, boot: number, sequence: number): boolean =>
  stretch.boot > boot || (stretch.boot === boot && stretch.from > sequence);

function closeOldest(stretches: FrameStretch[]): void {
  const at = stretches.findIndex((one, i) => stretches[i + 1]?.boot === one.boot);
  if (at < 0) stretches.shift();
  else stretches.splice(at, 2, { ...stretches[at]!, to: stretches[at + 1]!.to });
}

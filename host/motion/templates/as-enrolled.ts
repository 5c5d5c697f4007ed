import type { SensorDoubt } from '../sanity/doubt.ts';
import { type Wearing, wearingDoubt, wornRight } from '../sanity/wearing.ts';
import { changeAt, slipAmong } from './slips.ts';
import type { CompletedTemplatedRep } from './templated-rep.ts';
import type { EnrolledRep, Segment, Track } from './track.ts';
import { fitting, movementsIn, wornOtherwise } from './worn-otherwise.ts';

/** A session as it would be with its sensors worn as enrolled throughout, and what was done to it. */
export interface AsEnrolled {
  readonly track: Track;
  readonly changes: readonly WearingChange[];
}

export interface WearingChange {
  readonly wearing: Wearing;
  /** First sample it concerns. */
  readonly from: number;
}

/** A strap is fastened when it has slipped some times. */
const MOST_CHANGES = 4;
/** Nearer than this a movement is one of the enrolled, whatever else may be said of it. */
const LIKE = 1.4;
/** A slip is believed where the enrolled repetitions fit better for it from then on, by this factor. */
const BETTER = 1.25;

interface Looked {
  readonly track: Track;
  readonly movements: readonly CompletedTemplatedRep[];
}

/**
 * Finds bands worn in each other's place or upside down, and straps that slipped, by what the enrolled repetitions look
 * like, and turns what the sensors say back. As a rule the track comes back as it is.
 */
export function asEnrolled(track: Track, enrolled: readonly EnrolledRep[]): AsEnrolled {
  let looked: Looked = { track, movements: movementsIn(track, enrolled) };
  const changes: WearingChange[] = [];
  const first = wornOtherwise(track, enrolled, looked.movements);
  if (first) {
    changes.push({ wearing: first, from: 0 });
    looked = lookAgain(looked, { wearing: first, from: 0 }, enrolled);
  }
  let from = 0;
  while (changes.length < MOST_CHANGES) {
    const slip = slipAmong(looked.track, looked.movements, from);
    const change: WearingChange | undefined = slip
      ? { wearing: { kind: 'turned', sensor: slip.sensor, turn: slip.turn }, from: slip.at }
      : turnedLater(looked, enrolled);
    if (!change) break;
    const again = lookAgain(looked, change, enrolled);
    if (fitting(since(change, again)) > BETTER * fitting(since(change, looked))) {
      changes.push(change);
      looked = again;
    } else if (!slip) break;
    from = slip?.next ?? change.from;
  }
  return { track: looked.track, changes };
}

const since = ({ from }: WearingChange, { movements }: Looked): readonly CompletedTemplatedRep[] =>
  movements.filter(({ rep }) => rep.segment.from >= from);

/** What is doubtful about how the sensors were worn during a stretch of the session: of each sensor the latest. */
export function wearingDoubts({ track, changes }: AsEnrolled, { to }: Segment): SensorDoubt<string>[] {
  const before = changes.filter(({ from }) => from < to);
  const latest = new Map(before.map(({ wearing }) => [wearing.sensor, wearing]));
  return [...latest.values()].map((wearing) => wearingDoubt(wearing, track.sensors));
}

function lookAgain({ track }: Looked, { wearing, from }: WearingChange, enrolled: readonly EnrolledRep[]): Looked {
  const turned = wornRight(track, wearing, from);
  return { track: turned, movements: movementsIn(turned, enrolled) };
}

/** A band put back the wrong way round may leave no movement that is like one before: nothing fits from then on. */
function turnedLater({ track, movements }: Looked, enrolled: readonly EnrolledRep[]): WearingChange | undefined {
  const last = movements.findLastIndex(({ distance }) => distance < LIKE);
  const behind = movements.slice(last + 1);
  if (last < 0 || behind.length < 2) return undefined;
  const wearing = wornOtherwise(track, enrolled, behind);
  if (wearing?.kind !== 'turned') return undefined;
  const { to } = movements[last]!.rep.segment;
  return { wearing, from: changeAt(track.values[wearing.sensor]!, to, behind[0]!.rep.segment.from) };
}

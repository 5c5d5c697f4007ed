import { crc32 } from '../protocol/crc32.ts';
import { calibrationFrom } from './connect/band-calibration.ts';
import type { MotionBand } from './exercise-session.ts';
import { type HostClock, passedMs } from './host-moment.ts';
import { withStored } from './intake/band-start.ts';
import { exerciseById } from './motion/index.ts';
import { fromHex } from './records/band-calibration-record.ts';
import type { LeftSession } from './records/left-session.ts';
import type { HostMoment } from './records/stored-record.ts';
import type { SessionStart } from './records/summary.ts';
import type { SessionPlan } from './session-plan.ts';

/** A session that a killed gateway left open: whether it is gone on with, and with what. Its own start says, not the command line. */

/** Whoever waited longer has sat down or taken the bands off. */
const YOUNG_MS = 15 * 60_000;

export interface LeftChoice {
  /** The latest one, where nothing speaks against it. */
  readonly goesOn?: LeftSession;
  /** To be closed; why is half a sentence. */
  readonly over: readonly { readonly left: LeftSession; readonly why: string }[];
}

export interface WhoIsHere {
  readonly site: string;
  /** Pseudonym. */
  readonly person: string;
  readonly now: HostMoment;
  /** Ids of the bands by where they are worn. */
  readonly bands: Readonly<Record<string, string>>;
}

/** @param all oldest first */
export function chooseLeft(all: readonly LeftSession[], here: WhoIsHere): LeftChoice {
  const latest = all.at(-1);
  const judged = all.map((left) => ({ left, why: left === latest ? whyOver(left, here) : 'a later one was begun' }));
  const goesOn = judged.find(({ why }) => why === '')?.left;
  return { ...(goesOn ? { goesOn } : {}), over: judged.filter(({ why }) => why !== '') };
}

function whyOver({ start, progress }: LeftSession, { site, person, now, bands }: WhoIsHere): string {
  const passed = progress.at && passedMs(progress.at, now);
  if (passed === undefined || !start.plan || !exerciseById(start.exercise)) return 'it cannot be gone on with';
  if (start.site !== site || start.person !== person) return 'it is the session of somebody else, or of another place';
  if (passed === null) return 'the clock of this machine was set meanwhile, and nobody knows how long it is ago';
  if (passed > YOUNG_MS) return `that is ${Math.round(passed / 60_000)} minutes ago`;
  return sameBands(start, bands) ? '' : 'other bands are worn now';
}

const sameBands = ({ sensors, bands = {} }: SessionStart, now: WhoIsHere['bands']): boolean =>
  sensors.every((sensor) => bands[sensor] !== undefined && bands[sensor] === now[sensor]);

/** As it was asked for; `stimulation`: whether one was permitted then. */
export function leftPlan({ plan, purpose, side, cuePolicy }: SessionStart): SessionPlan {
  return {
    ...plan!,
    ...(purpose ? { purpose } : {}),
    ...(side ? { side } : {}),
    ...(cuePolicy ? { cuePolicy } : {}),
  };
}

/** Where its clock stands now, ms. */
export function leftElapsedMs({ progress, storedMs }: LeftSession, { moment, speed }: HostClock): number {
  const passed = (progress.at && passedMs(progress.at, moment())) ?? 0;
  return Math.max(storedMs, progress.elapsedMs + speed * passed);
}

/** With the corrections that its numbers rest on, and what is known of their frames. */
export function leftBands(bands: readonly MotionBand[], { start, progress }: LeftSession): MotionBand[] {
  return bands.map(({ calibration: _, ...band }) => {
    const hex = start.calibrations?.[band.placement];
    const bytes = hex === undefined ? undefined : fromHex(hex);
    const read = bytes && calibrationFrom(bytes, crc32(bytes));
    const starts = progress.starts?.[band.placement]?.map((kept) =>
      withStored(kept, progress.stored?.[band.placement] ?? []),
    );
    return {
      ...band,
      ...(read?.kind === 'found' ? { calibration: read.found } : {}),
      ...(starts ? { starts } : {}),
    };
  });
}

import type { Gateway } from '../../host/gateway.ts';
import { beginHomeSession, type HomeSession } from '../../host/home-session.ts';
import { exerciseById } from '../../host/motion/index.ts';
import type { Store } from '../../host/records/store.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import type { PretendedBand } from './pretended-band.ts';

/** Of three samples. */
export const FRAME_MS = 3000 / 104;

export interface PretendedHome {
  readonly store: Store;
  readonly timeline: Timeline;
  readonly bands: readonly PretendedBand[];
  readonly say?: (line: string) => void;
}

/** A session of knee extensions, without stimulation, with bands that say what the test has them say. */
export function beginPretended({ store, timeline, bands, say = () => {} }: PretendedHome): HomeSession {
  return beginHomeSession({
    gateway: { store, site: 'home', stimulationRefused: () => null, newSessionId: () => 's-1' } as unknown as Gateway,
    devices: bands.map(({ device }) => device),
    timeline,
    person: 'p-7',
    exercise: exerciseById('knee-extension')!,
    plan: { sets: 1, repsPerSet: 8, restS: 0 },
    prescription: null,
    rateHz: 104,
    say,
  });
}

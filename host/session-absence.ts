import type { DeviceView } from './screen/feed.ts';
import { TOLD_AFTER_S } from './screen/link-words.ts';
import type { SessionPhase } from './session-plan.ts';

/** So long a session waits for a band that it cannot go on without, s. */
const WAITED_S_MAX = 120;

export interface AbsenceParams {
  readonly nowMs: () => number;
  readonly phase: () => SessionPhase;
  /** Placements that the exercise needs. */
  readonly sensors: readonly string[];
  readonly say: (line: string) => void;
  /** Called once: the session is to end without this one. */
  readonly giveUp: (band: DeviceView) => void;
}

/** Looks at the bands whenever it is called: one that is needed and not there is waited for, and how long is told. */
export function watchAbsence({ nowMs, phase, sensors, say, giveUp }: AbsenceParams) {
  const awayMs = new Map<string, number>();
  const told = new Set<string>();
  let isOver = false;
  const look = (view: DeviceView): void => {
    const { name, placement, state } = view;
    const sinceMs = awayMs.get(name) ?? nowMs();
    if (state === 'up') {
      awayMs.delete(name);
      told.delete(name);
      return;
    }
    awayMs.set(name, sinceMs);
    const waitedS = (nowMs() - sinceMs) / 1000;
    if (waitedS < TOLD_AFTER_S || !isNeeded(view, phase(), sensors)) return;
    const band = `the band on the ${placement} (${name})`;
    if (!told.has(name))
      say(`the session waits ${WAITED_S_MAX} s for ${band}; then it ends, and what was done is kept`);
    told.add(name);
    if (waitedS < WAITED_S_MAX || isOver) return;
    isOver = true;
    say(`${band} did not come back within ${WAITED_S_MAX} s: the session ends without it`);
    giveUp(view);
  };
  return (views: readonly DeviceView[]): void => {
    for (const view of views) look(view);
  };
}

function isNeeded({ kind, placement }: DeviceView, phase: SessionPhase, sensors: readonly string[]): boolean {
  if (phase === 'finished') return false;
  return kind === 'stim' ? phase === 'stimulating' : phase !== 'stimulating' && sensors.includes(placement);
}

import type { Timeline } from '../protocol/timeline.ts';
import { msToS } from '../protocol/units.ts';
import type { IntakeHealth } from './intake/intake-health.ts';
import type { LinkWatch } from './link-watch.ts';
import type { BackfillView, DeviceView } from './screen/feed.ts';
import { type ClockPoint, clockEstimate } from './tools/monitor-clock.ts';

type Health = Pick<DeviceView, 'lossPercent' | 'recovered' | 'clockErrorPpm' | 'clockErrorSigmaPpm' | 'backfill'>;

const NOTHING_KNOWN: Health = { lossPercent: null, recovered: null, clockErrorPpm: null };

const percentOf = (part: number, whole: number): number => Math.round((1000 * part) / whole) / 10;

/** Of a motion band, as its frames are taken in. */
export function healthView(health: IntakeHealth | undefined): Health {
  if (!health) return NOTHING_KNOWN;
  const { received, lost, recovered, clockErrorPpm, clockErrorSigmaPpm } = health;
  const seen = received + lost;
  const backfill = backfillView(health);
  return {
    lossPercent: seen === 0 ? null : percentOf(lost, seen),
    recovered: seen === 0 ? null : { frames: recovered, percent: percentOf(recovered, seen) },
    clockErrorPpm: clockErrorPpm === null ? null : Math.round(clockErrorPpm),
    ...(clockErrorSigmaPpm == null ? {} : { clockErrorSigmaPpm: Math.ceil(clockErrorSigmaPpm) }),
    ...(backfill ? { backfill } : {}),
  };
}

/** Undefined where nothing was missed. */
function backfillView({ completion }: IntakeHealth): BackfillView | undefined {
  if (!completion) return undefined;
  const { framesAwaited, lateSamples, losses } = completion;
  if (framesAwaited === 0 && lateSamples === 0 && losses.length === 0) return undefined;
  const isCounted = losses.every(({ samples }) => samples !== null);
  const samplesLost = isCounted ? losses.reduce((sum, { samples }) => sum + samples!, 0) : null;
  return { framesAwaited, samplesRecovered: lateSamples, samplesLost };
}

/** Of a stim band: nobody asks again for what it said of a moment that is over. */
export function accountView(account: {
  readonly received: number;
  readonly lost: number;
  readonly clock: readonly ClockPoint[];
}): Health {
  const { received, lost } = account;
  const clock = clockEstimate(account.clock);
  return {
    lossPercent: received === 0 ? null : percentOf(lost, received + lost),
    recovered: null,
    clockErrorPpm: clock && Math.round(clock.ppm),
    ...(clock ? { clockErrorSigmaPpm: Math.ceil(clock.sigmaPpm) } : {}),
  };
}

export function linkView(
  { state, awayAtMs, reconnects, backAtMs, longestAwayMs }: LinkWatch,
  timeline: Timeline,
): Pick<DeviceView, 'state' | 'awayS' | 'reconnects'> {
  const nowMs = timeline.nowMs();
  const awayS = awayAtMs === null ? null : Math.round(msToS(nowMs - awayAtMs));
  if (backAtMs === null) return { state, awayS };
  // On the wall as it is now: a clock that was set meanwhile labels, and orders nothing.
  const lastAt = new Date(timeline.wallMs() - (nowMs - backAtMs)).toISOString();
  return { state, awayS, reconnects: { count: reconnects, lastAt, longestAwayS: Math.round(msToS(longestAwayMs)) } };
}

import { clockEstimate } from './monitor-clock.ts';
import { meanHz, nominalHz, stateWord } from './monitor-lines.ts';
import { framesOf, lossShare, type MonitorState, rateHz } from './monitor-state.ts';

/** One band as it is now, for programs. */
export function monitorDocument(state: MonitorState, nowMs: number): object {
  return {
    schema: 'limber/monitor/1',
    t_s: Math.round(nowMs / 1000),
    ...bandFacts(state),
    state: stateWord(state, nowMs),
    link: state.link,
    rate_hz: rateHz(state),
    nominal_hz: nominalHz(state) || null,
    ...tallies(state),
  };
}

const bandFacts = ({ name, hello }: MonitorState): object => ({
  name,
  id: hello?.deviceId ?? null,
  simulated: hello?.simulated ?? null,
  firmware: hello?.firmwareVersion ?? null,
  boot: hello?.boot ?? null,
  reset_cause: hello?.resetCause ?? null,
});

const tallies = (state: MonitorState): object => ({
  frames: framesOf(state),
  overruns: state.overruns,
  loss_share: lossShare(state),
  signal_dbm: state.signalDbm,
  interval_ms: state.intervalMs,
  trouble: state.trouble,
  battery_percent: state.batteryPercent,
  clock_error_ppm: clockEstimate(state.clock)?.ppm ?? null,
  clock_error_sigma_ppm: clockEstimate(state.clock)?.sigmaPpm ?? null,
  presses: state.presses,
  log_blocks: state.logBlocks,
  log_dropped: state.logDropped,
  log_failed: state.logFailed,
  link_losses: state.linkLosses,
  longest_away_s: Math.round(state.longestAwayMs / 1000),
  restarts: state.restarts,
  stimulation: state.stimulation,
});

/** What is left to say of all of them. */
export function monitorSummaryDocument(states: readonly MonitorState[], nowMs: number): object {
  return {
    schema: 'limber/monitor-summary/1',
    seconds: Math.round(nowMs / 1000),
    bands: states.map((state) => ({
      ...bandFacts(state),
      samples: state.samples,
      mean_rate_hz: meanHz(state),
      ...tallies(state),
      first_battery_percent: state.firstBatteryPercent,
    })),
  };
}

import type { LinkState } from '../../protocol/link.ts';
import type { Hello } from '../../protocol/message.ts';
import { AXES_PER_SAMPLE } from '../../protocol/motion-frame.ts';
import type { DeviceMessage } from '../connect/device-connection.ts';
import type { IntakeOutput } from '../intake/intake.ts';
import type { BandEvent } from './live-band.ts';
import { type ClockPoint, observeClock } from './monitor-clock.ts';

/** What is known of one band that is watched. A plain object; times in ms since watching began. */
export interface MonitorState {
  /** As it was named, before it has said who it is. */
  readonly name: string;
  readonly hello: Hello | null;
  readonly link: LinkState;
  /** When the link went down; null while it is up. */
  readonly downSinceMs: number | null;
  readonly linkLosses: number;
  readonly longestAwayMs: number;
  readonly restarts: number;
  /** Of the latest frame; 0 before the first. */
  readonly configurationId: number;
  /** Samples since the last turn of a second. */
  readonly samplesThisSecond: number;
  /** Samples of each of the last seconds, oldest first. */
  readonly ratesHz: readonly number[];
  readonly samples: number;
  /** Whole seconds since the first sample, and the samples in them. */
  readonly seconds: number;
  readonly countedSamples: number;
  /** Frames; those of earlier starts of the band in `before`. */
  readonly frames: FrameTotals;
  readonly before: FrameTotals;
  readonly overruns: number;
  /** Of this start of the band. */
  readonly clock: readonly ClockPoint[];
  readonly batteryPercent: number | null;
  readonly firstBatteryPercent: number | null;
  /** Null: not known, or there is none. */
  readonly signalDbm: number | null;
  readonly intervalMs: number | null;
  /** What is wrong with that which comes over its line, in words; null: nothing is seen to be. */
  readonly trouble: string | null;
  readonly presses: number;
  readonly lastPressMs: number | null;
  /** Blocks in the band's flash log; null before it has told. */
  readonly logBlocks: number | null;
  readonly logDropped: number;
  /** Blocks that its flash did not take. */
  readonly logFailed: number;
  /** What a stim band is doing; null for a motion band. */
  readonly stimulation: string | null;
}

export interface FrameTotals {
  readonly received: number;
  readonly lost: number;
  readonly recovered: number;
}

const NO_FRAMES: FrameTotals = { received: 0, lost: 0, recovered: 0 };
export const SPARK_SECONDS = 20;

export type MonitorInput =
  | BandEvent
  | { readonly kind: 'second' }
  /** What the link says of itself. */
  | ({ readonly kind: 'line' } & Pick<MonitorState, 'signalDbm' | 'intervalMs' | 'trouble'>);

export const initialMonitor = (name: string): MonitorState => ({
  name,
  hello: null,
  link: 'connecting',
  downSinceMs: null,
  linkLosses: 0,
  longestAwayMs: 0,
  restarts: 0,
  configurationId: 0,
  samplesThisSecond: 0,
  ratesHz: [],
  samples: 0,
  seconds: 0,
  countedSamples: 0,
  frames: NO_FRAMES,
  before: NO_FRAMES,
  overruns: 0,
  clock: [],
  batteryPercent: null,
  firstBatteryPercent: null,
  signalDbm: null,
  intervalMs: null,
  trouble: null,
  presses: 0,
  lastPressMs: null,
  logBlocks: null,
  logDropped: 0,
  logFailed: 0,
  stimulation: null,
});

export function stepMonitor(state: MonitorState, input: MonitorInput): MonitorState {
  switch (input.kind) {
    case 'second':
      return turnSecond(state);
    case 'line':
      return { ...state, signalDbm: input.signalDbm, intervalMs: input.intervalMs, trouble: input.trouble };
    case 'link':
      return linkChanged(state, input.state, input.atMs);
    case 'restart':
      return {
        ...state,
        restarts: state.restarts + 1,
        before: sumOf(state.before, state.frames),
        frames: NO_FRAMES,
        clock: [],
      };
    case 'intake':
      return takenIn(state, input.output);
    case 'message':
      return said(state, input.message, input.atMs);
  }
}

/** Frames of all starts of the band. */
export const framesOf = ({ before, frames }: MonitorState): FrameTotals => sumOf(before, frames);

const sumOf = (one: FrameTotals, other: FrameTotals): FrameTotals => ({
  received: one.received + other.received,
  lost: one.lost + other.lost,
  recovered: one.recovered + other.recovered,
});

/** Samples a second: of the last few seconds, since frames come several samples at a time; null before the first whole one. */
export function rateHz({ ratesHz }: MonitorState): number | null {
  const last = ratesHz.slice(-RATE_SECONDS);
  return last.length === 0 ? null : last.reduce((sum, rate) => sum + rate, 0) / last.length;
}

const RATE_SECONDS = 5;

/** Of the frames that were sent, how many never came, 0 to 1; null before the first. */
export function lossShare(state: MonitorState): number | null {
  const { received, lost } = framesOf(state);
  return received + lost === 0 ? null : lost / (received + lost);
}

function turnSecond(state: MonitorState): MonitorState {
  // The second in which the first frame comes is not a whole one.
  const counts = state.seconds > 0 || state.samples > state.samplesThisSecond;
  return {
    ...state,
    ratesHz: counts ? [...state.ratesHz, state.samplesThisSecond].slice(-SPARK_SECONDS) : state.ratesHz,
    samplesThisSecond: 0,
    seconds: state.seconds + (counts ? 1 : 0),
    countedSamples: state.countedSamples + (counts ? state.samplesThisSecond : 0),
  };
}

function linkChanged(state: MonitorState, link: LinkState, atMs: number): MonitorState {
  const isLoss = link === 'down' && state.link === 'up';
  const isBack = link === 'up' && state.linkLosses > 0 && state.downSinceMs !== null;
  return {
    ...state,
    link,
    longestAwayMs: isBack ? Math.max(state.longestAwayMs, atMs - state.downSinceMs!) : state.longestAwayMs,
    downSinceMs: link === 'up' ? null : (state.downSinceMs ?? atMs),
    linkLosses: state.linkLosses + (isLoss ? 1 : 0),
  };
}

function takenIn(state: MonitorState, { recorded, health }: IntakeOutput): MonitorState {
  let samples = 0;
  for (const { raw } of recorded) samples += raw.length / AXES_PER_SAMPLE;
  const { received, lost, recovered } = health ?? state.frames;
  return {
    ...state,
    configurationId: recorded.at(-1)?.configurationId ?? state.configurationId,
    samples: state.samples + samples,
    samplesThisSecond: state.samplesThisSecond + samples,
    frames: { received, lost, recovered },
  };
}

function said(state: MonitorState, message: DeviceMessage, atMs: number): MonitorState {
  switch (message.kind) {
    case 'hello':
      return { ...state, hello: message.hello };
    case 'status':
      return {
        ...withBattery(state, message.status.batteryPercent),
        overruns: message.status.overruns,
        clock: observeClock(state.clock, message.status.ticks, atMs),
      };
    case 'stimulation':
      return {
        ...withBattery(state, message.frame.batteryPercent),
        stimulation: stimulationWord(message.frame),
        clock: observeClock(state.clock, message.frame.ticks, atMs),
      };
    case 'press':
      return { ...state, presses: state.presses + 1, lastPressMs: atMs };
    case 'log-state': {
      const { oldest, next, dropped, failed } = message.logState;
      return { ...state, logBlocks: (next - oldest) >>> 0, logDropped: dropped, logFailed: failed };
    }
    default:
      return state;
  }
}

const stimulationWord = ({ state, fault }: { readonly state: string; readonly fault: string }): string =>
  fault === '' ? state : `${state} ${fault}`;

const withBattery = (state: MonitorState, batteryPercent: number): MonitorState => ({
  ...state,
  batteryPercent,
  firstBatteryPercent: state.firstBatteryPercent ?? batteryPercent,
});

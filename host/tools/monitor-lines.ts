import type { Hello } from '../../protocol/message.ts';
import { motionConfiguration } from '../../protocol/motion-configuration.ts';
import { signalLevel } from '../screen/link-words.ts';
import { counted, inColumns, withoutEmptyColumns } from './columns.ts';
import { clockEstimate } from './monitor-clock.ts';
import { framesOf, lossShare, type MonitorState, rateHz, SPARK_SECONDS } from './monitor-state.ts';

const NOTHING = '-';
const BARS = '▁▂▃▄▅▆▇█';
const HEAD = [
  'band',
  'state',
  'rate',
  `last ${SPARK_SECONDS} s`,
  'loss',
  'recovered',
  'signal',
  'interval',
  'away',
  'battery',
  'clock',
  'presses',
  'log',
  'last start',
];
/** A press is marked this long: the hand that pressed is looked for on the screen. */
const PRESSED_MS = 3_000;

/** The table, of all bands as they are now, and what is wrong with their lines. */
export function monitorTable(states: readonly MonitorState[], nowMs: number): string[] {
  const table = inColumns(withoutEmptyColumns([HEAD, ...states.map((state) => cellsOf(state, nowMs))], NOTHING));
  return [
    ...table,
    ...states.flatMap((state) => (state.trouble === null ? [] : [`${titleOf(state)}: ${state.trouble}`])),
  ];
}

function cellsOf(state: MonitorState, nowMs: number): string[] {
  const { ratesHz, signalDbm, intervalMs, batteryPercent, presses, lastPressMs } = state;
  const isStim = state.hello?.role === 'ROLE_STIM';
  const pressed = lastPressMs !== null && nowMs - lastPressMs < PRESSED_MS;
  return [
    `${pressed ? '*' : ''}${titleOf(state)}`,
    stateWord(state, nowMs),
    isStim ? NOTHING : rateWord(state),
    isStim ? NOTHING : sparkline(ratesHz, nominalHz(state)) || NOTHING,
    isStim ? NOTHING : lossWord(state),
    isStim ? NOTHING : String(framesOf(state).recovered),
    signalDbm === null ? NOTHING : `${signalDbm} dBm ${signalLevel(signalDbm).word}`,
    intervalMs === null ? NOTHING : `${Number(intervalMs.toFixed(2))} ms`,
    awayWord(state),
    batteryPercent === null ? NOTHING : `${batteryPercent} %`,
    clockWord(state),
    String(presses),
    logWord(state),
    causeWord(state),
  ];
}

/** Where it is worn, and which band it is; a port's path only as long as nothing better is known. */
export function titleOf({ name, hello }: MonitorState): string {
  if (hello === null) return name;
  const worn = name.includes('/') ? '' : `${name} `;
  return `${worn}${hello.deviceId}${hello.simulated ? ' (simulated)' : ''}`;
}

function rateWord(state: MonitorState): string {
  const rate = rateHz(state);
  return rate === null ? NOTHING : `${rate.toFixed(0)} Hz`;
}

/** Samples a second by its configuration; 0 before the first frame. */
export const nominalHz = ({ configurationId }: MonitorState): number =>
  motionConfiguration(configurationId)?.rateHz ?? 0;

/** One bar for each second, full at the rate the band is set to. */
export function sparkline(ratesHz: readonly number[], fullHz: number): string {
  const full = fullHz > 0 ? fullHz : Math.max(1, ...ratesHz);
  const top = BARS.length - 1;
  // A second without a sample is told from one with few.
  return ratesHz
    .map((rate) => (rate === 0 ? '·' : BARS[Math.max(0, Math.min(top, Math.round((top * rate) / full)))]))
    .join('');
}

/** What a band is doing, or what is wrong with it. */
export function stateWord({ hello, link, downSinceMs, ratesHz, stimulation }: MonitorState, nowMs: number): string {
  if (link !== 'up' && downSinceMs !== null) return `no link for ${Math.round((nowMs - downSinceMs) / 1000)} s`;
  if (hello === null) return 'no answer';
  if (hello.role === 'ROLE_STIM') return stimulation ?? NOTHING;
  if (hello.configurationId === 0) return 'sensor missing';
  if (ratesHz.length === 0) return 'connecting';
  return ratesHz.at(-1) === 0 ? 'silent' : 'streams';
}

/** How often the link was lost, and how long at most. */
const awayWord = ({ linkLosses, longestAwayMs }: MonitorState): string =>
  linkLosses === 0 ? NOTHING : `${linkLosses}x, longest ${Math.round(longestAwayMs / 1000)} s`;

function lossWord(state: MonitorState): string {
  const share = lossShare(state);
  return share === null ? NOTHING : `${(100 * share).toFixed(1)} %`;
}

function clockWord({ clock }: MonitorState): string {
  const found = clockEstimate(clock);
  if (found === null) return NOTHING;
  return `${found.ppm < 0 ? '' : '+'}${found.ppm.toFixed(0)} ±${Math.ceil(found.sigmaPpm)} ppm`;
}

function logWord({ logBlocks, logDropped, logFailed }: MonitorState): string {
  if (logBlocks === null) return NOTHING;
  const parts = [String(logBlocks)];
  if (logDropped > 0) parts.push(`${logDropped} given up`);
  if (logFailed > 0) parts.push(`${logFailed} not taken by flash`);
  return parts.join(', ');
}

const CAUSES: Readonly<Record<Hello['resetCause'], string>> = {
  RESET_UNKNOWN: 'unknown',
  POWER_ON: 'power on',
  WATCHDOG: 'watchdog',
  RESET_PIN: 'reset pin',
  SOFTWARE: 'software',
  WOKEN: 'woken',
};

function causeWord({ hello, restarts }: MonitorState): string {
  if (hello === null) return NOTHING;
  return `${CAUSES[hello.resetCause]}${restarts > 0 ? `, ${restarts} now` : ''}`;
}

/** One line a second for each band, where nothing can be drawn in place. */
export function monitorLine(state: MonitorState, nowMs: number): string {
  const [, doing, rate, , loss, recovered, signal, interval, away, battery, clock, presses, log] = cellsOf(
    state,
    nowMs,
  );
  const told = [
    doing,
    rate,
    `loss ${loss}`,
    `recovered ${recovered}`,
    `signal ${signal}`,
    `interval ${interval}`,
    `away ${away}`,
    `battery ${battery}`,
    `clock ${clock}`,
    `presses ${presses}`,
    `log ${log}`,
  ];
  const known = told.filter((part) => part !== undefined && part !== NOTHING && !part.endsWith(` ${NOTHING}`));
  if (state.trouble !== null) known.push(state.trouble);
  return `${String(Math.round(nowMs / 1000)).padStart(4)} s  ${titleOf(state)}  ${known.join('  ')}`;
}

/** What is left to say when watching ends: one line for each band. */
export function monitorSummary(states: readonly MonitorState[], nowMs: number): string[] {
  const seconds = Math.round(nowMs / 1000);
  return [
    `${counted(states.length, 'band')} for ${seconds} s`,
    ...states.map((state) => `  ${titleOf(state)}: ${summaryOf(state)}`),
  ];
}

function summaryOf(state: MonitorState): string {
  const { samples, batteryPercent, firstBatteryPercent, linkLosses, longestAwayMs, restarts, presses } = state;
  const { received, lost, recovered } = framesOf(state);
  const parts: string[] = [];
  if (state.hello === null) parts.push('never answered');
  else if (state.hello.role === 'ROLE_STIM') parts.push(state.stimulation ?? 'said nothing');
  else if (received === 0) parts.push('no samples');
  else
    parts.push(
      `${samples} samples, ${meanWord(state)}`,
      `frames ${received} received, ${recovered} recovered, ${lost} lost`,
    );
  if (linkLosses > 0)
    parts.push(`link lost ${counted(linkLosses, 'time')}, for ${Math.round(longestAwayMs / 1000)} s at most`);
  if (restarts > 0) parts.push(`started anew ${counted(restarts, 'time')}, last by ${CAUSES[state.hello!.resetCause]}`);
  if (presses > 0) parts.push(counted(presses, 'press', 'presses'));
  if (state.trouble !== null) parts.push(state.trouble);
  if (clockWord(state) !== NOTHING) parts.push(`clock ${clockWord(state)}`);
  if (batteryPercent !== null)
    parts.push(
      batteryPercent === firstBatteryPercent
        ? `battery ${batteryPercent} %`
        : `battery ${firstBatteryPercent} to ${batteryPercent} %`,
    );
  return parts.join('; ');
}

/** Over all whole seconds. */
export const meanHz = ({ seconds, countedSamples }: MonitorState): number | null =>
  seconds === 0 ? null : countedSamples / seconds;

const meanWord = (state: MonitorState): string => {
  const mean = meanHz(state);
  return mean === null ? 'too short for a rate' : `${mean.toFixed(1)} Hz`;
};

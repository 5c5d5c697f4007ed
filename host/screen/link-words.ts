import type { Side } from '../../protocol/placement.ts';
import { type BandNote, limbWords } from './band-words.ts';
import type { BackfillView, DeviceView, ReconnectsView } from './feed.ts';
import { count } from './words.ts';

export interface SignalLevel {
  readonly word: 'strong' | 'fair' | 'weak';
  /** Of three. */
  readonly bars: 1 | 2 | 3;
}

/**
 * From this strength on, dBm. -70: what every receiver must still take (Bluetooth Core Specification, volume 6 part A, reference
 * sensitivity), and 25 dB above what an nRF52840 takes (-95 dBm, LE 1M): so much a body costs that turns in between (Hall et al,
 * on-body propagation at 2.45 GHz). -85: 10 dB above that chip's, where a hand over the band loses packets.
 */
const SIGNAL_LEVELS: readonly (readonly [number, SignalLevel])[] = [
  [-70, { word: 'strong', bars: 3 }],
  [-85, { word: 'fair', bars: 2 }],
];
const WEAK: SignalLevel = { word: 'weak', bars: 1 };

/** Interpolated over, 2 % in bursts costs a degree of the knee's angle, 5 % several (test/motion/, lost frames). */
const LOSS_HIGH_PERCENT = 2;
/** The longest that bands ask for. At 200 ms, as some hosts give by themselves, what a band holds overflows (noble issue 514). */
const INTERVAL_SLOW_MS = 60;
/** A knee bends by 60 degrees a second: 100 ppm is 0.1 ms a second, which is followed; more is no crystal (their data sheets: 50 ppm). */
const CLOCK_ODD_PPM = 100;
/** What is gone for less comes back before anybody could do something. */
export const TOLD_AFTER_S = 3;

export const signalLevel = (signalDbm: number): SignalLevel =>
  SIGNAL_LEVELS.find(([fromDbm]) => signalDbm >= fromDbm)?.[1] ?? WEAK;

export const NOT_KNOWN = 'not known';

/** A figure with what it means where it is out of the ordinary. */
export interface FigureWords {
  readonly text: string;
  readonly warns: boolean;
}

const known = <Value>(value: Value | null | undefined, words: (value: Value) => FigureWords | string): FigureWords => {
  if (value == null) return { text: NOT_KNOWN, warns: false };
  const said = words(value);
  return typeof said === 'string' ? { text: said, warns: false } : said;
};

const warning = (text: string, warns: boolean, word: string): FigureWords => ({
  text: warns ? `${text}, ${word}` : text,
  warns,
});

export const signalFigure = ({ signalDbm }: DeviceView): FigureWords =>
  known(signalDbm, (dbm) => {
    const { word } = signalLevel(dbm);
    return { text: `${minus(dbm)} dBm, ${word}`, warns: word === 'weak' };
  });

export const intervalFigure = ({ intervalMs }: DeviceView): FigureWords =>
  known(intervalMs, (ms) => warning(`${Number(ms.toFixed(2))} ms`, ms > INTERVAL_SLOW_MS, 'slow'));

export const lossFigure = ({ lossPercent }: DeviceView): FigureWords =>
  known(lossPercent, (percent) => warning(`${percent.toFixed(1)} %`, percent > LOSS_HIGH_PERCENT, 'high'));

export const recoveredFigure = ({ recovered, kind }: DeviceView): FigureWords =>
  kind === 'stim'
    ? { text: 'never asked again', warns: false }
    : known(recovered, ({ frames, percent }) => `${count(frames, 'frame')}, ${percent.toFixed(1)} %`);

export const clockFigure = ({ clockErrorPpm, clockErrorSigmaPpm }: DeviceView): FigureWords =>
  // In the first seconds it could be anything.
  known(clockErrorSigmaPpm != null && clockErrorSigmaPpm > CLOCK_ODD_PPM ? null : clockErrorPpm, (ppm) => {
    const signed = `${ppm > 0 ? '+' : ''}${minus(ppm)}`;
    const text = clockErrorSigmaPpm == null ? `${signed} ppm` : `${signed} ± ${clockErrorSigmaPpm.toFixed(0)} ppm`;
    return warning(text, Math.abs(ppm) > CLOCK_ODD_PPM, 'odd');
  });

const minus = (value: number): string => value.toFixed(0).replace('-', '−');

export const batteryFigure = ({ batteryPercent }: DeviceView): FigureWords =>
  known(batteryPercent, (percent) => warning(`${percent} %`, percent < BATTERY_LOW_PERCENT, 'low'));

/** As the band's own light says it (firmware/motion-band.ts). */
const BATTERY_LOW_PERCENT = 15;

/** @param clock the time of day, as the page writes it */
export function reconnectFigure(
  { count, lastAt, longestAwayS }: ReconnectsView,
  clock: (iso: string) => string,
): FigureWords {
  const times = count === 1 ? 'once' : `${count} times`;
  return { text: `${times}, last ${clock(lastAt)}, longest ${durationWords(longestAwayS)} away`, warns: false };
}

/** What it measured while nobody heard it. */
export function backfillFigure({ framesAwaited, samplesRecovered, samplesLost }: BackfillView): FigureWords {
  const parts = [
    ...(framesAwaited > 0 ? [`${count(framesAwaited, 'frame')} awaited`] : []),
    ...(samplesRecovered > 0 ? [`${count(samplesRecovered, 'sample')} brought in later`] : []),
    ...(samplesLost === null ? ['some lost for good'] : []),
    ...(samplesLost !== null && samplesLost > 0 ? [`${count(samplesLost, 'sample')} lost for good`] : []),
  ];
  return { text: parts.join(', '), warns: samplesLost !== 0 };
}

/** "14 s", "2 min", "3 h" */
function durationWords(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

export type LinkStand = DeviceView['state'] | 'refused';

export const linkStand = ({ state, refused }: DeviceView): LinkStand => (refused === undefined ? state : 'refused');

const STAND_WORDS: Readonly<Record<LinkStand, string>> = {
  connecting: '◐ connecting',
  up: '● up',
  down: '○ out of reach',
  closed: '✕ closed',
  refused: '✕ refused',
};

export function linkWords(device: DeviceView): string {
  const words = STAND_WORDS[linkStand(device)];
  return device.awayS === null || device.refused !== undefined ? words : `${words} for ${durationWords(device.awayS)}`;
}

/** "7 bands: 5 up, 1 out of reach, 1 refused" */
export function overviewWords(devices: readonly DeviceView[]): string {
  const stands = Map.groupBy(devices, linkStand);
  const parts = (Object.keys(STAND_WORDS) as LinkStand[])
    .filter((stand) => stands.has(stand))
    .sort((a, b) => Number(b === 'up') - Number(a === 'up'))
    .map((stand) => `${stands.get(stand)!.length} ${STAND_WORDS[stand].slice(2)}`);
  return `${count(devices.length, 'band')}: ${parts.join(', ')}`;
}

/** For a screen reader, said when it changes: nothing in it counts seconds. */
export function standSentences(devices: readonly DeviceView[]): string {
  return devices
    .map((device) => {
      const band = `${device.name} on the ${limbWords(device.placement)}`;
      if (device.refused !== undefined) return `${band} is refused.`;
      if (device.state === 'down') return `${band} is out of reach.`;
      return device.signalDbm !== null && signalLevel(device.signalDbm).word === 'weak'
        ? `${band} is heard weakly.`
        : '';
    })
    .filter(Boolean)
    .join(' ');
}

/** For the person who wears it. */
export function awayNote(
  { kind, placement, awayS, refused }: Pick<DeviceView, 'kind' | 'placement' | 'awayS' | 'refused'>,
  side?: Side,
): BandNote | undefined {
  // What a stimulation band that is out of reach means is told where the stimulation is.
  if (kind === 'stim') return undefined;
  const band = `The band on your ${limbWords(placement, side)}`;
  if (refused !== undefined)
    return { title: `${band} is not used.`, text: 'It may be somebody else’s. Put on your own, or ask your clinic.' };
  if (awayS === null || awayS < TOLD_AFTER_S) return undefined;
  return {
    title: `${band} is out of reach.`,
    text: 'Bring it closer; what it measures is kept and added later.',
  };
}

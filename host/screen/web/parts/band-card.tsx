import type { ComponentChildren } from 'preact';
import { signalMark } from '../../band-words.ts';
import type { DeviceTrust, DeviceView } from '../../feed.ts';
import {
  backfillFigure,
  batteryFigure,
  clockFigure,
  type FigureWords,
  intervalFigure,
  linkStand,
  linkWords,
  lossFigure,
  NOT_KNOWN,
  reconnectFigure,
  recoveredFigure,
  signalFigure,
  signalLevel,
} from '../../link-words.ts';
import { count } from '../../words.ts';
import { clockWords } from './session-time.tsx';

/** One band with all that is known of its health; what is out of the ordinary is marked by more than its colour. */
export function BandCard({ device }: { readonly device: DeviceView }) {
  const { name, placement, kind, rateHz, reconnects, backfill } = device;
  const rate = kind === 'stim' ? `${count(Math.round(rateHz), 'account')}/s` : `${rateHz.toFixed(0)} Hz`;
  return (
    <li class="band" data-state={linkStand(device)} aria-labelledby={`band-${name}`}>
      <h2 id={`band-${name}`}>
        {placement} <span class="source">{name}</span>
      </h2>
      <p class="link-state" data-state={linkStand(device)}>
        {linkWords(device)}
      </p>
      <dl class="figures">
        <Figure name="Rate" words={{ text: rate, warns: false }} />
        <Figure name="Lost" words={lossFigure(device)} />
        <Figure name="Recovered" words={recoveredFigure(device)} />
        <Figure name="Signal" words={signalFigure(device)}>
          {device.signalDbm !== null && <SignalBars bars={signalLevel(device.signalDbm).bars} />}
        </Figure>
        <Figure name="Interval" words={intervalFigure(device)} />
        <Figure name="Clock error" words={clockFigure(device)} />
        <Figure name="Battery" words={batteryFigure(device)} />
        <Figure name="Sensor" words={sensorFigure(device)} />
        {reconnects && <Figure name="Came back" words={reconnectFigure(reconnects, clockWords)} wide />}
        {backfill && <Figure name="Missed" words={backfillFigure(backfill)} wide />}
        <Figure name="Over" words={{ text: overWords(device), warns: false }} wide />
      </dl>
    </li>
  );
}

interface FigureProps {
  readonly name: string;
  readonly words: FigureWords;
  readonly wide?: boolean;
  readonly children?: ComponentChildren;
}

const Figure = ({ name, words: { text, warns }, wide = false, children }: FigureProps) => (
  <div data-wide={wide} data-warns={warns}>
    <dt>{name}</dt>
    <dd>
      {children}
      {warns && '▲ '}
      {text}
    </dd>
  </div>
);

const THREE = [1, 2, 3];

/** Filled or hollow: the strength is told without colour, and in words beside it. */
const SignalBars = ({ bars }: { readonly bars: number }) => (
  <span class="signal-bars" aria-hidden="true">
    {THREE.map((bar) => (
      <i key={bar} data-filled={bar <= bars} />
    ))}
  </span>
);

function sensorFigure({ kind, state, trouble, lossPercent }: DeviceView): FigureWords {
  if (kind === 'stim') return { text: 'none of motion', warns: false };
  if (!trouble && (state !== 'up' || lossPercent === null)) return { text: NOT_KNOWN, warns: false };
  const [, ...words] = signalMark(trouble).split(' ');
  return { text: words.join(' '), warns: trouble !== undefined };
}

const firmwareMark = ({ firmwareKnown }: DeviceTrust): string => (firmwareKnown ? '● known' : '▲ not this gateway’s');

const overWords = (device: DeviceView): string =>
  `${device.link}, firmware ${firmwareWords(device)}${device.keyProven ? ', key proven' : ''}`;

function firmwareWords({ firmware, trust }: DeviceView): string {
  return trust ? `${firmware} ${trust.firmwareHash} ${firmwareMark(trust)}` : firmware;
}

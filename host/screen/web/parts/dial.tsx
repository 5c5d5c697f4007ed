import { formatAngle } from '../../../../protocol/units.ts';
import {
  dialRange,
  formatTarget,
  TARGET_PLACE_WORDS,
  type TargetBand,
  type TargetPlace,
  targetPlace,
} from '../../words.ts';
import type { Trace } from '../feed/trace.ts';
import { useLatestAngle } from '../feed/use-feed.ts';
import { CheckIcon, DownIcon, RingIcon } from './icons.tsx';

const CENTRE = { x: 180, y: 178 };
const RADIUS = 128;
/** The dial opens downwards: it begins at the lower left (210 degrees, counted as in mathematics) and sweeps over the top. */
const BEGIN_DEG = 210;
const SWEEP_DEG = 240;

interface DialProps {
  readonly trace: Trace;
  readonly joint: string;
  readonly target: TargetBand;
  readonly lastPeakDeg: number | undefined;
  /** Shows the movement alone: no target, no judgement. */
  readonly asksNothing?: boolean;
}

/** The live angle against the target band. The band is thicker than the track and labelled, the word below says where one is. */
export function Dial({ trace, joint, target, lastPeakDeg, asksNothing = false }: DialProps) {
  const angleDeg = useLatestAngle(trace);
  const scale = dialScale(target);
  const place = angleDeg === undefined || asksNothing ? undefined : targetPlace(angleDeg, target);
  return (
    <figure class="dial" data-place={place}>
      <svg
        viewBox="0 0 360 264"
        role="img"
        aria-label={`Dial of the ${joint} angle${asksNothing ? '' : `; the target is ${formatTarget(target)}`}.`}
      >
        <path class="dial-track" d={arc(scale(-Infinity), scale(Infinity))} />
        {!asksNothing && (
          <path class="dial-target" d={sector(scale(target.low), scale(target.high), RADIUS - 20, RADIUS + 20)} />
        )}
        {angleDeg !== undefined && <Needle from={scale(-Infinity)} to={scale(angleDeg)} />}
        {lastPeakDeg !== undefined && !asksNothing && <PeakMark at={scale(lastPeakDeg)} />}
        {!asksNothing && <EndLabel at={scale(target.low)} text={formatAngle(target.low)} />}
        {!asksNothing && <EndLabel at={scale(target.high)} text={formatAngle(target.high)} />}
        <text class="dial-number" x={CENTRE.x} y={CENTRE.y + 14}>
          {angleDeg === undefined ? '–' : formatAngle(angleDeg)}
        </text>
        <text class="dial-joint" x={CENTRE.x} y={CENTRE.y + 44}>
          {asksNothing ? joint : `target ${formatTarget(target)}`}
        </text>
      </svg>
      <figcaption>
        {(angleDeg === undefined || !asksNothing) && <PlaceChip place={place} />}
        {!asksNothing && lastPeakDeg !== undefined && (
          <span class="dial-legend">
            <i aria-hidden="true" /> last one {formatAngle(lastPeakDeg)}
          </span>
        )}
      </figcaption>
    </figure>
  );
}

function Needle({ from, to }: { readonly from: number; readonly to: number }) {
  const tip = point(to, RADIUS);
  return (
    <>
      <path class="dial-value" d={arc(from, to)} />
      <circle class="dial-thumb" cx={tip.x} cy={tip.y} r={13} />
    </>
  );
}

/** A triangle inside the track, pointing at where the last repetition peaked. */
function PeakMark({ at }: { readonly at: number }) {
  const [tip, left, right] = [point(at, RADIUS - 24), point(at - 4.5, RADIUS - 40), point(at + 4.5, RADIUS - 40)];
  return <path class="dial-peak" d={`M${xy(tip)}L${xy(left)}L${xy(right)}Z`} />;
}

function EndLabel({ at, text }: { readonly at: number; readonly text: string }) {
  const { x, y } = point(at, RADIUS + 38);
  return (
    <text class="dial-label" x={x} y={y + 6}>
      {text}
    </text>
  );
}

const PLACE_ICONS: Readonly<Record<TargetPlace, () => preact.JSX.Element>> = {
  below: RingIcon,
  inside: CheckIcon,
  above: DownIcon,
};

function PlaceChip({ place }: { readonly place: TargetPlace | undefined }) {
  if (place === undefined) return <span class="chip">Waiting for movement</span>;
  const PlaceIcon = PLACE_ICONS[place];
  return (
    <span class="chip" data-place={place}>
      <PlaceIcon /> {TARGET_PLACE_WORDS[place]}
    </span>
  );
}

/** From a joint angle to the direction on the dial, held within the dial. */
function dialScale(target: TargetBand): (angleDeg: number) => number {
  const { lowDeg, highDeg } = dialRange(target);
  return (angleDeg) => {
    const share = (Math.min(highDeg, Math.max(lowDeg, angleDeg)) - lowDeg) / (highDeg - lowDeg);
    return BEGIN_DEG - SWEEP_DEG * share;
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function point(directionDeg: number, radius: number): Point {
  const rad = (directionDeg * Math.PI) / 180;
  return { x: CENTRE.x + radius * Math.cos(rad), y: CENTRE.y - radius * Math.sin(rad) };
}

const xy = (p: Point): string => `${p.x.toFixed(1)} ${p.y.toFixed(1)}`;

function arc(fromDeg: number, toDeg: number): string {
  const large = Math.abs(toDeg - fromDeg) > 180 ? 1 : 0;
  return `M${xy(point(fromDeg, RADIUS))}A${RADIUS} ${RADIUS} 0 ${large} 1 ${xy(point(toDeg, RADIUS))}`;
}

function sector(fromDeg: number, toDeg: number, inner: number, outer: number): string {
  const [a, b] = [point(fromDeg, outer), point(toDeg, outer)];
  const [c, d] = [point(toDeg, inner), point(fromDeg, inner)];
  return `M${xy(a)}A${outer} ${outer} 0 0 1 ${xy(b)}L${xy(c)}A${inner} ${inner} 0 0 0 ${xy(d)}Z`;
}

import { formatAngle } from '../../../../protocol/units.ts';
import type { RepRecord } from '../../../records/session-document.ts';
import { formatTarget, type TargetBand, targetPlace } from '../../words.ts';

const STEP_PX = 24;
const HEIGHT_PX = 120;
const MARGIN_DEG = 10;

interface RepStripProps {
  readonly reps: readonly RepRecord[];
  readonly target: TargetBand;
}

/** One mark a repetition, as high as its peak, against the target: a circle inside it, a triangle outside. */
export function RepStrip({ reps, target }: RepStripProps) {
  if (reps.length === 0) return null;
  const peaks = reps.map((rep) => rep.peak_deg);
  const [low, high] = [Math.min(target.low, ...peaks) - MARGIN_DEG, Math.max(target.high, ...peaks) + MARGIN_DEG];
  const y = (angleDeg: number): number => HEIGHT_PX * (1 - (angleDeg - low) / (high - low));
  const width = STEP_PX * reps.length;
  return (
    <figure class="rep-strip">
      <svg viewBox={`0 0 ${width} ${HEIGHT_PX}`} role="img" aria-label={`Peaks: ${peaks.map(formatAngle).join(', ')}`}>
        <rect
          class="dial-target"
          x="1"
          width={width - 2}
          y={y(target.high)}
          height={y(target.low) - y(target.high)}
          rx="6"
        />
        {reps.map((rep, i) => (
          <Mark
            key={rep.index}
            x={STEP_PX * (i + 0.5)}
            y={y(rep.peak_deg)}
            inside={targetPlace(rep.peak_deg, target) === 'inside'}
          />
        ))}
      </svg>
      <figcaption>Each mark is one repetition; the box is the target of {formatTarget(target)}.</figcaption>
    </figure>
  );
}

function Mark({ x, y, inside }: { readonly x: number; readonly y: number; readonly inside: boolean }) {
  if (inside) return <circle class="mark-inside" cx={x} cy={y} r="6" />;
  return <path class="mark-outside" d={`M${x} ${y - 7}l7 12h-14z`} />;
}

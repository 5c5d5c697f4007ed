import { formatCurrent } from '../../../../protocol/units.ts';
import type { StimulationView } from '../../feed.ts';
import { levelWords } from '../../steering-words.ts';

/** The current as a number and as a bar against what the person may go to; a tick marks where a session begins. */
export function LevelBar({ stimulation }: { readonly stimulation: StimulationView }) {
  const { currentUa, prescribedUa, steering } = stimulation;
  const wholeUa = Math.max(steering?.ceilingUa ?? prescribedUa, prescribedUa, currentUa, 1);
  const percent = (ua: number): string => `${Math.min(100, (100 * ua) / wholeUa).toFixed(1)}%`;
  return (
    <div class="level">
      <p class="level-number">
        <strong>{formatCurrent(currentUa)}</strong>
      </p>
      <svg width="100%" height="36" aria-hidden="true">
        <rect class="level-track" y="8" width="100%" height="20" rx="10" />
        <rect class="level-value" y="8" width={percent(currentUa)} height="20" rx="10" />
        {prescribedUa > 0 && (
          <line class="level-tick" x1={percent(prescribedUa)} x2={percent(prescribedUa)} y1="2" y2="34" />
        )}
      </svg>
      <p class="level-words">{levelWords(stimulation)}</p>
    </div>
  );
}

import { formatCurrent, formatDuration, sToMs } from '../../../../protocol/units.ts';
import type { SessionView, StimulationView } from '../../feed.ts';
import { phaseAdvice, phaseHeadline } from '../../session-words.ts';
import { stimulationWords } from '../../stimulation-words.ts';
import type { View } from './view.ts';

interface RelaxCardProps {
  readonly session: SessionView;
  readonly stimulation: StimulationView | undefined;
  readonly connection: View['connection'];
}

/** While stimulation runs there is nothing to do but to feel it and to know how long it takes. */
export function RelaxCard({ session, stimulation, connection }: RelaxCardProps) {
  const known = stimulation !== undefined && connection === 'live';
  const state = known ? stimulation.state : 'UNKNOWN';
  const words = stimulationWords(state);
  return (
    <section class="card relax">
      <header>
        <h1>{phaseHeadline(session)}</h1>
        <p class="lead">{state === 'ARMED' ? words.detail : phaseAdvice(session)}</p>
      </header>
      {known && (words.tone === 'on' || words.tone === 'ready') ? (
        <Level stimulation={stimulation} />
      ) : (
        <p class="relax-state">{words.title}</p>
      )}
    </section>
  );
}

function Level({ stimulation }: { readonly stimulation: StimulationView }) {
  const { currentUa, prescribedUa, remainingS } = stimulation;
  const share = prescribedUa > 0 ? Math.min(1, currentUa / prescribedUa) : 0;
  return (
    <>
      <p class="relax-time">
        <strong>{formatDuration(sToMs(remainingS))}</strong>
        <span>left</span>
      </p>
      <div class="level">
        <svg width="100%" height="28" aria-hidden="true">
          <rect class="tempo-track" y="6" width="100%" height="16" rx="8" />
          <rect class="level-value" y="6" width={`${(100 * share).toFixed(1)}%`} height="16" rx="8" />
        </svg>
        <p>
          {formatCurrent(currentUa)} <span>of the prescribed {formatCurrent(prescribedUa)}</span>
        </p>
      </div>
    </>
  );
}

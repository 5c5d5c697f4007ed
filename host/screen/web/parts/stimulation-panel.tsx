import { formatCurrent, formatDuration, sToMs } from '../../../../protocol/units.ts';
import type { StimulationView } from '../../feed.ts';
import { stimulationAnnouncement } from '../../steering-words.ts';
import {
  mayFlow,
  NONE_PLANNED,
  type StateWords,
  type StimulationTone,
  stimulationLine,
  stimulationWords,
  unseen,
} from '../../stimulation-words.ts';
import type { Connection } from '../feed/feed-connection.ts';
import type { Page } from '../gateway.ts';
import { Announcer } from './announcer.tsx';
import { AlertIcon, HalfIcon, PulseIcon, RingIcon } from './icons.tsx';
import { StopButton } from './stop-button.tsx';

const TONE_ICONS: Readonly<Record<StimulationTone, () => preact.JSX.Element>> = {
  off: RingIcon,
  ready: HalfIcon,
  on: PulseIcon,
  alarm: AlertIcon,
};

const NOT_HEARD_OF: StimulationView = { state: 'UNKNOWN', currentUa: 0, prescribedUa: 0, remainingS: 0, reason: '' };

/** While a page opens nobody knows, which is no alarm yet. */
const LOOKING: StateWords = { title: 'Looking for the band', detail: 'STOP works already.', tone: 'ready' };

interface StimulationPanelProps {
  readonly page: Page;
  readonly stimulation: StimulationView | undefined;
  readonly connection: Connection;
  /** Why this session has no stimulation; empty or absent: it may have one. */
  readonly refused?: string | undefined;
}

/** What the band says it does, and STOP. Without word from the band it never shows "off". */
export function StimulationPanel(props: StimulationPanelProps) {
  const { page, stimulation = NOT_HEARD_OF, connection } = props;
  const view = connection === 'live' ? stimulation : unseen(stimulation);
  const words = wordsFor(props, view);
  const ToneIcon = TONE_ICONS[words.tone];
  return (
    <section
      class="card stimulation"
      data-tone={words.tone}
      data-state={view.state}
      aria-labelledby="stimulation-heading"
    >
      <h2 id="stimulation-heading">Stimulation</h2>
      <StopButton page={page} live={mayFlow(view.state)} />
      <div class="stimulation-state">
        <ToneIcon />
        <div>
          <p class="stimulation-title">{words.title}</p>
          <p class="stimulation-detail">
            {words === NONE_PLANNED ? words.detail : (stateReason(view) ?? words.detail)}
          </p>
        </div>
      </div>
      <Figures view={view} />
      <p class="stimulation-line">{stimulationLine(view)}</p>
      <Announcer text={announced(words, view)} />
      <div role="alert" class="sr-only">
        {words.tone === 'alarm' ? stimulationAnnouncement(view) : ''}
      </div>
    </section>
  );
}

const announced = (words: StateWords, view: StimulationView): string => {
  if (words === LOOKING) return '';
  return words === NONE_PLANNED ? `${words.title}.` : stimulationAnnouncement(view);
};

const AT_REST: readonly StimulationView['state'][] = ['IDLE', 'LOCKOUT'];

/** Nobody follows the band in a session that was refused: what was last heard of it is from the session before. */
function wordsFor({ stimulation, connection, refused = '' }: StimulationPanelProps, view: StimulationView): StateWords {
  if (connection === 'connecting') return LOOKING;
  const quiet = stimulation === undefined || AT_REST.includes(view.state);
  return refused !== '' && quiet && connection === 'live' ? NONE_PLANNED : stimulationWords(view.state);
}

/** Advice for an unseen band matters more than the reason why it isn't seen. */
const stateReason = ({ state, reason }: StimulationView): string | undefined =>
  reason === '' || state === 'UNKNOWN' ? undefined : reason;

function Figures({ view }: { readonly view: StimulationView }) {
  const known = view.state !== 'UNKNOWN';
  return (
    <dl class="stimulation-figures">
      <div>
        <dt>Current</dt>
        <dd>{known ? formatCurrent(view.currentUa) : 'unknown'}</dd>
      </div>
      <div>
        <dt>Prescribed</dt>
        <dd>{view.prescribedUa > 0 ? formatCurrent(view.prescribedUa) : '–'}</dd>
      </div>
      <div>
        <dt>Time left</dt>
        <dd>{known ? formatDuration(sToMs(view.remainingS)) : 'unknown'}</dd>
      </div>
    </dl>
  );
}

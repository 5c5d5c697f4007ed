import { formatDuration, sToMs } from '../../../../protocol/units.ts';
import type { SessionView, StimulationView } from '../../feed.ts';
import { phaseAdvice, phaseHeadline } from '../../session-words.ts';
import { stimulationWords, unseen } from '../../stimulation-words.ts';
import { LevelBar } from '../parts/level-bar.tsx';
import { Prompt } from '../parts/prompt.tsx';
import { Steering } from '../parts/steering.tsx';
import { Titration } from '../parts/titration.tsx';
import { StartAgain } from '../parts/went-on.tsx';
import type { Care } from '../use-care.ts';
import { PainBefore, PainDuring } from './patient-care.tsx';
import type { View } from './view.ts';

interface RelaxCardProps {
  readonly session: SessionView;
  readonly stimulation: StimulationView | undefined;
  readonly connection: View['connection'];
  readonly care: Care;
}

const FLOWING = ['RAMPING_UP', 'ACTIVE'];
const MAY_START_LATER = ['IDLE', 'LOCKOUT'];
const RUNNING = [...FLOWING, 'PAUSED', 'RAMPING_DOWN'];

/** The person's own stimulation: what is asked of them, how strong it is, how it feels, how long it takes. */
export function RelaxCard({ session, stimulation, connection, care }: RelaxCardProps) {
  if (stimulation === undefined) return <Waiting session={session} />;
  const view = connection === 'live' ? stimulation : unseen(stimulation);
  const running = RUNNING.includes(view.state);
  const before = view.state === 'ARMED' || view.state === 'IDLE';
  const titration = care.view?.titration;
  return (
    <>
      <section class="card relax" aria-labelledby="relax-heading">
        <header>
          <h1 id="relax-heading">{before ? phaseHeadline(session) : stimulationWords(view.state).title}</h1>
          {before && <p class="lead">{phaseAdvice(session)}</p>}
        </header>
        <Prompt view={view} />
        {session.waitsForPerson && MAY_START_LATER.includes(view.state) && <StartAgain view={view} />}
        {running && <Level view={view} />}
        {FLOWING.includes(view.state) && <Steering stimulation={view} />}
      </section>
      {titration && <Titration titration={titration} armed={view.state === 'ARMED'} again={care.again} />}
      {before && <PainBefore care={care} session={session} />}
      {view.state === 'ACTIVE' && <PainDuring care={care} session={session} />}
    </>
  );
}

const Waiting = ({ session }: Pick<RelaxCardProps, 'session'>) => (
  <section class="card relax">
    <h1>{phaseHeadline(session)}</h1>
    <p class="lead">{phaseAdvice(session)}</p>
  </section>
);

function Level({ view }: { readonly view: StimulationView }) {
  return (
    <div class="relax-figures">
      <LevelBar stimulation={view} />
      <p class="relax-time">
        <strong>{formatDuration(sToMs(view.remainingS))}</strong>
        <span>min left</span>
      </p>
    </div>
  );
}

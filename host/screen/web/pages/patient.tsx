import { measuresNothing } from '../../../intake/band-trouble.ts';
import type { SessionView } from '../../feed.ts';
import { awayNote } from '../../link-words.ts';
import { asksNothing, phaseAdvice, phaseHeadline, repAnnouncement, traceSummary } from '../../session-words.ts';
import { movementWords } from '../../words.ts';
import { LiveTrace } from '../charts/live-trace.tsx';
import { Announcer } from '../parts/announcer.tsx';
import { AwayNotes, PressNote, TroubleNotes } from '../parts/band-notes.tsx';
import { ClinicianMessages } from '../parts/clinician-messages.tsx';
import { CueCard } from '../parts/cue-card.tsx';
import { Dial } from '../parts/dial.tsx';
import { NextExercise, PreparedExercise } from '../parts/next-exercise.tsx';
import { Prompt } from '../parts/prompt.tsx';
import { RepCount } from '../parts/rep-count.tsx';
import { SharingNote } from '../parts/sharing-note.tsx';
import { StartButton } from '../parts/start-button.tsx';
import { StimulationPanel } from '../parts/stimulation-panel.tsx';
import { TargetFrom } from '../parts/target-from.tsx';
import { TempoBars } from '../parts/tempo-bars.tsx';
import { WentOnNote } from '../parts/went-on.tsx';
import { type Care, useCare } from '../use-care.ts';
import { AfterCard, BeforeCard, NoteCard, PainBefore, RefusedCard } from './patient-care.tsx';
import { FinishedCard } from './patient-finished.tsx';
import { RelaxCard } from './patient-relax.tsx';
import type { View } from './view.ts';

export function PatientPage({ feed, memory, connection }: View) {
  const session = memory.latest.session?.session;
  const stimulation = memory.latest.stimulation?.stimulation;
  const care = useCare(memory, connection);
  const idle = session === undefined || session.phase === 'finished';
  return (
    <div class="patient">
      <StimulationPanel page="patient" stimulation={stimulation} connection={connection} refused={care.view?.refused} />
      <div class="patient-now">
        <ClinicianMessages messages={memory.latest.messages?.messages ?? []} nowMs={Date.now()} />
        <SharingNote live={connection === 'live' && memory.latest.sharing?.sharing.live === true} />
        <PressNote
          press={connection === 'live' ? memory.latest.press?.press : undefined}
          side={session?.side}
          whose="your"
        />
        <WentOnNote session={session} />
        {connection === 'live' && !idle && (
          <TroubleNotes devices={memory.latest.devices?.devices ?? []} side={session.side} />
        )}
        <AwayNotes
          devices={connection === 'live' && !idle ? (memory.latest.devices?.devices ?? []) : []}
          side={session?.side}
        />
        {session === undefined && <NoSession connection={connection} />}
        <NoteCard care={care} />
        {session !== undefined && <SessionCards session={session} view={{ feed, memory, connection }} care={care} />}
        {idle && connection === 'live' && <BeforeCard care={care} />}
        {session === undefined && connection === 'live' && <NextExercise />}
      </div>
      <div class="patient-side">
        {session !== undefined && isMoving(session) && <MovingDetails session={session} feed={feed} memory={memory} />}
        {session !== undefined && isMoving(session) && <HowTo exercise={session.exercise} />}
      </div>
    </div>
  );
}

interface SessionCardsProps {
  readonly session: SessionView;
  readonly view: View;
  readonly care: Care;
}

/** What belongs to the phase that the session is in; a fault of the band in any. */
function SessionCards({ session, view: { feed, memory, connection }, care }: SessionCardsProps) {
  const stimulation = memory.latest.stimulation?.stimulation;
  const { phase } = session;
  if (phase === 'stimulating')
    return <RelaxCard session={session} stimulation={stimulation} connection={connection} care={care} />;
  return (
    <>
      {stimulation?.state === 'FAULT' && connection === 'live' && <Prompt view={stimulation} />}
      {phase === 'finished' && <AfterCard care={care} session={session} />}
      {phase === 'finished' && <FinishedCard session={session} reps={memory.reps} />}
      {isMoving(session) && <MovingCards session={session} feed={feed} memory={memory} />}
      {(phase === 'resting' || phase === 'waiting') && <PainBefore care={care} session={session} />}
      {phase === 'waiting' && <PreparedExercise id={session.exercise.id} side={session.side} />}
      {connection === 'live' && <RefusedCard care={care} />}
    </>
  );
}

const isMoving = (session: SessionView): boolean => session.phase !== 'finished' && session.phase !== 'stimulating';

function NoSession({ connection }: Pick<View, 'connection'>) {
  return (
    <section class="card empty">
      <h1>{connection === 'live' ? 'No session yet' : 'Connecting'}</h1>
      <p class="lead">
        {connection === 'live' ? 'Put the bands on and start when you are ready.' : 'Looking for the gateway.'}
      </p>
      {connection === 'live' && <StartButton label="Start a session" />}
    </section>
  );
}

const HowTo = ({ exercise }: Pick<SessionView, 'exercise'>) => (
  <p>
    <a href={`/exercises/${exercise.id}`}>How to do it, with pictures</a>
  </p>
);

interface MovingProps {
  readonly session: SessionView;
  readonly feed: View['feed'];
  readonly memory: View['memory'];
}

function MovingCards({ session, feed, memory }: MovingProps) {
  const words = movementWords(session.exercise.id);
  const last = memory.reps.at(-1);
  const cue = memory.latest.cue;
  // Whoever is told to stop, or that nothing is heard, is not told how to move.
  const isBlind = (memory.latest.devices?.devices ?? []).some(
    (device) => measuresNothing(device.trouble) || awayNote(device) !== undefined,
  );
  const advice = phaseAdvice(session);
  return (
    <>
      <section class="card move">
        <header>
          <h1>{session.exercise.name}</h1>
          <p class="phase">{phaseHeadline(session)}</p>
        </header>
        <Dial
          trace={feed.trace}
          joint={words.joint}
          target={session.targetDeg}
          lastPeakDeg={last?.peak_deg}
          asksNothing={asksNothing(session)}
        />
        <RepCount session={session} />
        {!asksNothing(session) && <TargetFrom mark={session.targetFrom} />}
      </section>
      {advice !== '' && <Advice text={advice} />}
      {advice === '' && !isBlind && <CueCard cue={cue} doubts={last?.doubts} />}
      <Announcer text={last === undefined ? '' : repAnnouncement(session, cue?.text ?? '')} />
    </>
  );
}

function Advice({ text }: { readonly text: string }) {
  return (
    <section class="cue" aria-label="What to do">
      <p class="cue-text">{text}</p>
    </section>
  );
}

function MovingDetails({ session, feed, memory }: MovingProps) {
  const last = memory.reps.at(-1);
  const words = movementWords(session.exercise.id);
  return (
    <>
      {!asksNothing(session) && <TempoBars measured={last?.tempo_s} wanted={session.wantedTempoS} words={words} />}
      <LiveTrace
        trace={feed.trace}
        target={asksNothing(session) ? undefined : session.targetDeg}
        title="Your movement"
        summary={asksNothing(session) ? traceSummary(undefined) : traceSummary(last)}
      />
    </>
  );
}

import { formatAngle, formatDuration, sToMs } from '../../../../protocol/units.ts';
import type { RepRecord } from '../../../records/session-document.ts';
import type { SessionView } from '../../feed.ts';
import type { SessionRow } from '../../session-library.ts';
import { phaseHeadline, repsInTarget, traceSummary } from '../../session-words.ts';
import { doseWords } from '../../stimulation-words.ts';
import { exerciseName, formatTarget } from '../../words.ts';
import { LiveTrace } from '../charts/live-trace.tsx';
import { fetchChoices, fetchSessions } from '../gateway.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { NextSession } from '../parts/next-session.tsx';
import { RepCount } from '../parts/rep-count.tsx';
import { SessionTags } from '../parts/session-tags.tsx';
import { SessionTime } from '../parts/session-time.tsx';
import { StimulationPanel } from '../parts/stimulation-panel.tsx';
import { TargetFrom } from '../parts/target-from.tsx';
import { useLoaded } from '../use-loaded.ts';
import type { View } from './view.ts';

const COLUMNS: readonly Column<SessionRow>[] = [
  { name: 'Session', cell: (row) => <SessionLink row={row} /> },
  {
    name: 'Person',
    cell: (row) => (
      <a class="row-link" href={`/clinician/people/${row.person}`}>
        {row.person}
      </a>
    ),
  },
  { name: 'Exercise', cell: (row) => exerciseName(row.exercise) },
  { name: 'Length', numeric: true, cell: (row) => formatDuration(sToMs(row.durationS)) },
  { name: 'Reps', numeric: true, cell: (row) => row.reps },
  { name: 'Mean range', numeric: true, cell: (row) => (row.meanRomDeg === null ? '–' : formatAngle(row.meanRomDeg)) },
  { name: 'Stimulation', cell: (row) => doseWords(row.stimulation) },
  {
    name: 'Marks',
    cell: (row) => <SessionTags simulated={row.simulated} outcome={row.outcome} purpose={row.purpose} />,
  },
];

export function ClinicianPage({ feed, memory, connection }: View) {
  const session = memory.latest.session?.session;
  const running = session?.phase === 'finished' ? undefined : session;
  const sessions = useLoaded(fetchSessions, `${connection} ${session?.id} ${session?.phase}`);
  return (
    <>
      <h1>Sessions</h1>
      <div class="now" data-running={running !== undefined}>
        {running !== undefined && <NowCard session={running} reps={memory.reps} />}
        {running !== undefined && (
          <LiveTrace
            trace={feed.trace}
            target={running.purpose ? undefined : running.targetDeg}
            title="Live angle"
            summary={traceSummary(memory.reps.at(-1))}
          />
        )}
        {running === undefined && connection === 'live' && <NextSession />}
        <StimulationPanel
          page="clinician"
          stimulation={memory.latest.stimulation?.stimulation}
          connection={connection}
        />
      </div>
      {connection === 'live' && <PersonLink />}
      <section class="card" aria-label="Finished sessions">
        {sessions.state === 'loading' && <p>Loading sessions…</p>}
        {sessions.state === 'failed' && <p>{sessions.message}</p>}
        {sessions.state === 'ready' && <SessionList rows={sessions.value} />}
      </section>
    </>
  );
}

/** The way to what may be given to whoever is next, and what stands against it. */
function PersonLink() {
  const choices = useLoaded(fetchChoices, 'choices');
  if (choices.state !== 'ready') return null;
  const { person } = choices.value;
  return (
    <p>
      <a class="quiet" href={`/clinician/people/${person}`}>
        Stimulation of {person}: prescription, dose, locks
      </a>
    </p>
  );
}

function NowCard({ session, reps }: { readonly session: SessionView; readonly reps: readonly RepRecord[] }) {
  const inside = repsInTarget(reps, session.targetDeg);
  return (
    <section class="card now-session" aria-labelledby="now-heading">
      <h2 id="now-heading">{session.purpose ? 'Recording a demonstration' : 'Happening now'}</h2>
      <p class="now-title">
        {session.exercise.name}, {phaseHeadline(session).toLowerCase()}
      </p>
      <RepCount session={session} />
      {session.purpose ? (
        <p>Nothing is asked of the person and nothing is corrected. Afterwards, choose which repetitions count.</p>
      ) : (
        <p>
          {inside} of {reps.length} peaks so far within {formatTarget(session.targetDeg)}.
          {session.cuePolicy === 'confidence' && ' Confidence mode: the patient sees no corrections.'}
        </p>
      )}
      <TargetFrom mark={session.targetFrom} />
    </section>
  );
}

function SessionList({ rows }: { readonly rows: readonly SessionRow[] }) {
  if (rows.length === 0) return <p>No session has been stored yet. The first one appears here when it ends.</p>;
  return (
    <DataTable
      narrow="cards"
      caption="Finished sessions, newest first"
      columns={COLUMNS}
      rows={rows}
      rowKey={(row) => row.id}
    />
  );
}

function SessionLink({ row }: { readonly row: SessionRow }) {
  return (
    <a class="row-link" href={`/clinician/sessions/${row.id}`}>
      <SessionTime iso={row.startedAt} />
    </a>
  );
}

import { Fragment } from 'preact';
import { formatAngle, formatDuration, sToMs } from '../../../../protocol/units.ts';
import type { SessionDocument } from '../../../records/session-document.ts';
import { completionRows } from '../../completion-words.ts';
import { lostPercent, meanAndDeviation, repsInTarget } from '../../session-words.ts';
import { count, exerciseName, formatTarget } from '../../words.ts';
import { RepOverlay } from '../charts/rep-overlay.tsx';
import { SessionCurve } from '../charts/session-curve.tsx';
import { fetchCurve, fetchPrescribed, fetchSession } from '../gateway.ts';
import { SessionTags } from '../parts/session-tags.tsx';
import { SessionTime } from '../parts/session-time.tsx';
import { TargetFrom } from '../parts/target-from.tsx';
import { useLoaded } from '../use-loaded.ts';
import { AnalysisCard } from './session-analysis.tsx';
import { DemonstrationCard } from './session-demonstration.tsx';
import { DoseCard } from './session-dose.tsx';
import { RepTable } from './session-reps.tsx';

/** One finished session, for review. */
export function SessionPage({ id }: { readonly id: string }) {
  const session = useLoaded(() => fetchSession(id), id);
  return (
    <>
      <p>
        <a class="crumb" href="/clinician">
          All sessions
        </a>
      </p>
      {session.state === 'loading' && <h1>Loading…</h1>}
      {session.state === 'failed' && <h1>{session.message}</h1>}
      {session.state === 'ready' && <Review id={id} document={session.value} />}
    </>
  );
}

interface ReviewProps {
  readonly id: string;
  readonly document: SessionDocument;
}

function Review({ id, document }: ReviewProps) {
  const curve = useLoaded(() => fetchCurve(id), id);
  const prescribed = useLoaded(() => fetchPrescribed(id), id);
  const { session } = document;
  return (
    <>
      <ReviewHead id={id} document={document} />
      {session.purpose === 'demonstration' && <DemonstrationCard document={document} />}
      <KeyFigures document={document} />
      <AnalysisCard document={document} />
      {curve.state === 'ready' && (
        <div class="curves">
          <SessionCurve document={document} curve={curve.value} />
          <RepOverlay document={document} curve={curve.value} />
        </div>
      )}
      {curve.state === 'failed' && <p class="card">The angle curve is not available. {curve.message}</p>}
      <RepTable reps={document.reps} target={session.target_deg} />
      <div class="halves">
        <DoseCard document={document} prescribed={prescribed.state === 'ready' ? prescribed.value : undefined} />
        <FrameCard document={document} />
      </div>
    </>
  );
}

function ReviewHead({ id, document: { session, simulated } }: ReviewProps) {
  return (
    <header class="review-head">
      <div>
        <h1>{exerciseName(session.exercise)}</h1>
        <p class="lead">
          <SessionTime iso={session.started_at} /> · {session.person} · {formatDuration(sToMs(session.duration_s))}{' '}
          <SessionTags simulated={simulated} outcome={session.outcome} purpose={session.purpose} />
        </p>
        <TargetFrom mark={session.movement_prescription} />
      </div>
      <nav class="downloads" aria-label="Report and downloads">
        <a class="quiet" href={`/sessions/${id}/report`}>
          Report
        </a>
        <a class="quiet" href={`/api/sessions/${id}.csv`} download={`limber-${id}.csv`}>
          Download CSV
        </a>
        <a class="quiet" href={`/api/sessions/${id}`} download={`limber-${id}.json`}>
          Download JSON
        </a>
      </nav>
    </header>
  );
}

function KeyFigures({ document }: { readonly document: SessionDocument }) {
  const { reps, session, frames } = document;
  const rom = meanAndDeviation(reps.map((rep) => rep.rom_deg));
  const figures = [
    { name: 'Repetitions', value: String(reps.length), note: `in ${count(session.sets.length, 'set')}` },
    {
      name: 'Range of motion',
      value: rom === undefined ? '–' : formatAngle(rom.mean),
      note: `mean, ± ${formatAngle(rom?.deviation ?? 0)}`,
    },
    ...(session.purpose ? [] : [inTarget(document)]),
    { name: 'Data lost', value: `${lostPercent(frames).toFixed(1)} %`, note: `${frames.recovered} frames recovered` },
  ];
  return (
    <dl class="figures">
      {figures.map(({ name, value, note }) => (
        <div key={name} class="card">
          <dt>{name}</dt>
          <dd>
            <strong>{value}</strong> {note}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const inTarget = ({ reps, session }: SessionDocument) => ({
  name: 'Peaks in target',
  value: `${repsInTarget(reps, session.target_deg)} of ${reps.length}`,
  note: formatTarget(session.target_deg),
});

function FrameCard({ document }: { readonly document: SessionDocument }) {
  const { received, lost, recovered, discarded } = document.frames;
  return (
    <section class="card" aria-labelledby="frames-heading">
      <h2 id="frames-heading">Frames</h2>
      <dl class="pairs">
        <dt>Received</dt>
        <dd>{received}</dd>
        <dt>Lost for good</dt>
        <dd>{lost}</dd>
        <dt>Missed, then recovered</dt>
        <dd>{recovered}</dd>
        <dt>Discarded by a check</dt>
        <dd>{discarded}</dd>
        {completionRows(document).map(([name, value]) => (
          <Fragment key={`${name} ${value}`}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
        <dt>Sensors</dt>
        <dd>{document.session.sensors.join(', ')}</dd>
      </dl>
    </section>
  );
}

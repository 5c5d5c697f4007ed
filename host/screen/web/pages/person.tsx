import { formatCurrent, formatDuration } from '../../../../protocol/units.ts';
import { padSize } from '../../care-words.ts';
import type { DoseReview, PrescriptionFacts, StandingRow } from '../../dose-review.ts';
import { DoseDays } from '../charts/dose-days.tsx';
import { fetchReview } from '../gateway.ts';
import { SessionDay, SessionTime } from '../parts/session-time.tsx';
import { StimulationPanel } from '../parts/stimulation-panel.tsx';
import { TitrationStart } from '../parts/titration.tsx';
import { useLoaded } from '../use-loaded.ts';
import { AllowedList, ChainCard, DecisionList, PainTable, TitrationTable } from './person-history.tsx';
import type { View } from './view.ts';

/** One person's stimulation, for review: what may be given, what was given, what stands against it, and what it did. */
export function PersonPage({ person, memory, connection }: View & { readonly person: string }) {
  const { session, stimulation } = memory.latest;
  const key = `${person} ${connection} ${session?.session.phase} ${stimulation?.stimulation.state}`;
  const review = useLoaded(() => fetchReview(person), key);
  return (
    <>
      <p>
        <a class="crumb" href="/clinician">
          All sessions
        </a>
      </p>
      <h1>Stimulation of {person}</h1>
      <div class="halves">
        <StimulationPanel page="clinician" stimulation={stimulation?.stimulation} connection={connection} />
        {review.state === 'ready' && <Prescribed facts={review.value.prescription} />}
      </div>
      {review.state === 'failed' && <p class="card">{review.message}</p>}
      {review.state === 'ready' && <Review review={review.value} />}
    </>
  );
}

function Review({ review }: { readonly review: DoseReview }) {
  return (
    <>
      <Standing rows={review.standing} />
      <DoseDays days={review.days} />
      <DecisionList rows={review.decisions} />
      <section class="card" aria-labelledby="titration-heading">
        <div class="card-head">
          <h2 id="titration-heading">Level</h2>
          <TitrationStart from="clinician" />
        </div>
        {review.doubts.map((doubt) => (
          <p key={doubt} class="needed">
            {doubt}
          </p>
        ))}
        <TitrationTable rows={review.titrations} />
      </section>
      <PainTable rows={review.pain} response={review.response} />
      <div class="halves">
        <AllowedList rows={review.allowed} />
        <ChainCard chain={review.chain} />
      </div>
    </>
  );
}

function Prescribed({ facts }: { readonly facts: PrescriptionFacts | null }) {
  if (facts === null)
    return (
      <section class="card" aria-labelledby="prescribed-heading">
        <h2 id="prescribed-heading">Prescription</h2>
        <p>No prescription was accepted here yet.</p>
      </section>
    );
  return (
    <section class="card" aria-labelledby="prescribed-heading">
      <h2 id="prescribed-heading">
        Prescription {facts.id}, revision {facts.revision}
      </h2>
      {facts.expired && <p class="needed">Expired: nothing is delivered under it.</p>}
      {facts.withdrawn && <p class="needed">Withdrawn, or replaced by another one.</p>}
      <dl class="pairs">
        {prescribedRows(facts).map(([name, value]) => [
          <dt key={name}>{name}</dt>,
          <dd key={`${name} is`}>{value}</dd>,
        ])}
        <dt>Accepted here</dt>
        <dd>
          <SessionTime iso={facts.acceptedAt} />
        </dd>
        <dt>Expires</dt>
        <dd>
          <SessionDay iso={facts.expiresAt} />
        </dd>
      </dl>
    </section>
  );
}

const prescribedRows = (facts: PrescriptionFacts): [string, string][] => [
  ['Place', facts.place],
  ['A session begins at', formatCurrent(facts.levelUa)],
  ['At most', formatCurrent(facts.ceilingUa)],
  ['Pulse', `${facts.rateHz} a second, ${facts.phaseUs} µs`],
  ['Pads', `at least ${padSize(facts.padAreaMm2)} each`],
  ['A session', `${formatDuration(facts.sessionMs)} min`],
  ['A day', `${formatDuration(facts.dayMs)} min, ${facts.sessionsPerDay} sessions`],
  [
    'Asked whether they are there',
    facts.presenceMs === null ? 'never: sleep is allowed' : `every ${formatDuration(facts.presenceMs)} min`,
  ],
  ['Signed by key', facts.signedBy ?? 'nobody'],
  ['Sealed for band', facts.device],
];

/** What stands against a stimulation now; this page opens nothing, a clinician's signature on their own machine does. */
function Standing({ rows }: { readonly rows: readonly StandingRow[] }) {
  return (
    <section class="card standing-card" aria-labelledby="standing-heading">
      <h2 id="standing-heading">What stands against a stimulation now</h2>
      {rows.length === 0 && <p>Nothing: screening, skin and pads allow it.</p>}
      <ul class="standing">
        {rows.map(({ what, how, command }) => (
          <li key={what}>
            <p>{what}</p>
            <p class="how">{how}</p>
            {command !== null && (
              <pre>
                <code>{command}</code>
              </pre>
            )}
          </li>
        ))}
      </ul>
      {rows.some(({ command }) => command !== null) && (
        <p class="hint">
          Commands are signed with the clinician’s key, which is not on this gateway: run them where the key is, with
          the gateway ended, and write the reason. It is kept.
        </p>
      )}
    </section>
  );
}

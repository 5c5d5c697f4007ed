import { PAIN_ASKED } from '../../care-words.ts';
import type { SessionView } from '../../feed.ts';
import { Pads } from '../parts/pads.tsx';
import { PainNote } from '../parts/pain-note.tsx';
import { PainScale } from '../parts/pain-scale.tsx';
import { ScreeningForm } from '../parts/screening.tsx';
import { SkinCheck } from '../parts/skin-check.tsx';
import { TitrationStart } from '../parts/titration.tsx';
import type { Care } from '../use-care.ts';

interface CareProps {
  readonly care: Care;
}

/** What stands between the person and the next stimulation, and what they can do about it themselves. */
export function BeforeCard({ care: { view, tell, again } }: CareProps) {
  if (!view || view.prescribed === null) return null;
  const open = view.due.length + view.standing.length + view.locks.length > 0 || view.padsNeeded !== '';
  return (
    <section class="card care" data-open={open} aria-labelledby="before-heading">
      <h2 id="before-heading">{open ? 'Before the next stimulation' : 'Ready for the next stimulation'}</h2>
      <p>Prescribed for the {view.prescribed.place}.</p>
      {[...view.locks, ...view.doubts].map((sentence) => (
        <p key={sentence} class="needed">
          {sentence}
        </p>
      ))}
      <ScreeningForm care={view} tell={tell} />
      <Pads care={view} tell={tell} />
      {view.titration === null && (
        <details>
          <summary>Find my level with the next stimulation</summary>
          <p>Step by step, from nothing to strong but comfortable. You say when.</p>
          <TitrationStart from="patient" onBegun={again} />
        </details>
      )}
    </section>
  );
}

/** Pain as it is before any current: at rest while waiting, with the movement once it was done. */
export function PainBefore({ care: { view, tell }, session }: CareProps & { readonly session: SessionView }) {
  if (!view || view.prescribed === null || view.stimulated || session.purpose) return null;
  const { rest, movement } = view.pain.before;
  const moved = session.phase === 'resting' || session.phase === 'stimulating';
  return (
    <section class="card pain" aria-labelledby="pain-before-heading">
      <h2 id="pain-before-heading">Pain before the stimulation</h2>
      <PainScale question={PAIN_ASKED.rest} activity="rest" said={rest} tell={tell} />
      {moved && (
        <PainScale
          question={`${PAIN_ASKED.movement} (${session.exercise.name.toLowerCase()}, without stimulation)`}
          activity="movement"
          said={movement}
          tell={tell}
        />
      )}
    </section>
  );
}

/** While it flows, and only where a clinician asked for it: the same movement with the current. */
export function PainDuring({ care: { view, tell }, session }: CareProps & { readonly session: SessionView }) {
  if (!view) return null;
  return (
    <details class="card pain">
      <summary>My clinician asked me to move now</summary>
      <PainScale
        question={`${PAIN_ASKED.movement} (${session.exercise.name.toLowerCase()}, with the stimulation on)`}
        activity="movement"
        said={view.pain.during.movement}
        tell={tell}
      />
    </details>
  );
}

/** After a stimulation: what hurt, the skin, and pain once more. What was said can be said anew. */
export function AfterCard({ care: { view, tell }, session }: CareProps & { readonly session: SessionView }) {
  if (!view?.stimulated) return null;
  const { rest, movement } = view.pain.after;
  // Nobody whom it hurt, or whose skin is harmed, is asked to move for a figure.
  const mayMove = !view.hurt && view.locks.length === 0;
  const done = view.skinChecked && rest !== null && (movement !== null || !mayMove);
  return (
    <section class="card after" aria-labelledby="after-heading">
      <h2 id="after-heading">{done ? 'Thank you: all is noted' : 'After the stimulation'}</h2>
      {view.locks.map((lock) => (
        <p key={lock} class="needed">
          {lock}
        </p>
      ))}
      <SkinCheck tell={tell} />
      <PainScale question={PAIN_ASKED.rest} activity="rest" said={rest} tell={tell} />
      {mayMove && (
        <PainScale
          question={`Do one more ${session.exercise.name.toLowerCase()}. ${PAIN_ASKED.movement}`}
          activity="movement"
          said={movement}
          tell={tell}
        />
      )}
    </section>
  );
}

export const NoteCard = ({ care: { view, tell } }: CareProps) => (view?.noteAsked ? <PainNote tell={tell} /> : null);

/** Why there is no stimulation this time; exercises go on. */
export const RefusedCard = ({ care: { view } }: CareProps) =>
  view && view.refused !== '' ? (
    <section class="card care" aria-labelledby="refused-heading">
      <h2 id="refused-heading">No stimulation in this session</h2>
      <p class="needed">{view.refused}</p>
      <p>The exercises go on as usual. What you can do about it is asked when the session is over.</p>
    </section>
  ) : null;

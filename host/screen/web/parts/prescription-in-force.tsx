import { alsoEnrolledWords, movementText } from '../../demonstration-words.ts';
import type { PrescriptionRow } from '../../demonstrations.ts';
import { fetchPrescriptions } from '../gateway.ts';
import { useLoaded } from '../use-loaded.ts';
import { SessionDay } from './session-time.tsx';

interface PrescriptionInForceProps {
  readonly person: string;
  readonly exercise: string;
}

/** What the exercise asks of this person, since when, and what it asked before. */
export function PrescriptionInForce({ person, exercise }: PrescriptionInForceProps) {
  const rows = useLoaded(() => fetchPrescriptions(person, exercise), `${person} ${exercise}`);
  if (rows.state !== 'ready') return null;
  const [row, ...superseded] = rows.value;
  if (row === undefined) return <p class="in-force">No demonstration yet: target and tempo are the library's.</p>;
  return (
    <div class="in-force">
      <p>
        In force: <Version row={row} /> {alsoEnrolledWords(row)}
      </p>
      {superseded.length > 0 && (
        <details>
          <summary>Earlier versions</summary>
          <ul>
            {superseded.map((earlier) => (
              <li key={earlier.version}>
                <Version row={earlier} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Version({ row }: { readonly row: PrescriptionRow }) {
  return (
    <>
      {movementText(row.movement)}, as demonstrated on{' '}
      <a href={`/clinician/sessions/${row.sessionId}`}>
        <SessionDay iso={row.demonstratedAt} />
      </a>
      . Version {row.version}, prescribed by {row.prescribedBy} on <SessionDay iso={row.prescribedAt} />.
    </>
  );
}

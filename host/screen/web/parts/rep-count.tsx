import type { SessionView } from '../../feed.ts';

/** "5 of 8": the number large, and one mark a repetition, filled when done. */
export function RepCount({ session }: { readonly session: SessionView }) {
  const marks = Array.from({ length: session.repsPerSet }, (_, i) => i < session.repsInSet);
  return (
    <div class="rep-count">
      <p>
        <strong>{session.repsInSet}</strong> of {session.repsPerSet} repetitions
      </p>
      <div class="pips" aria-hidden="true">
        {marks.map((done, i) => (
          <i key={i} data-done={done} />
        ))}
      </div>
    </div>
  );
}

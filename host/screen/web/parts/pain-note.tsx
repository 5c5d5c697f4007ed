import { useState } from 'preact/hooks';
import type { Care } from '../use-care.ts';

const LONGEST = 1000;

/** Where and how it hurt: asked once it has stopped, never before. */
export function PainNote({ tell }: Pick<Care, 'tell'>) {
  const [note, setNote] = useState('');
  const [message, setMessage] = useState('');
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    setMessage(note.trim() === '' ? 'Write a word or two first.' : (await tell({ kind: 'pain-note', note })).message);
  };
  return (
    <section class="card note" aria-labelledby="note-heading">
      <h2 id="note-heading">It hurt, and the stimulation ended</h2>
      <form onSubmit={(event) => void send(event)}>
        <label class="field">
          <span>Where did it hurt, and how did it feel? Your clinician reads this.</span>
          <textarea rows={3} maxLength={LONGEST} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
        </label>
        <button type="submit">Save the note</button>
        <p role="status">{message}</p>
      </form>
    </section>
  );
}

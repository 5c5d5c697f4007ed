import { useState } from 'preact/hooks';
import type { SessionView, StimulationView } from '../../feed.ts';
import { START_AGAIN, wentOnWords } from '../../session-words.ts';
import { stimulationWords } from '../../stimulation-words.ts';
import { requestSteer } from '../gateway.ts';
import { AlertIcon, HandIcon } from './icons.tsx';

/** The gateway was restarted in the middle of it. The region is always there: only what changes in it is spoken. */
export function WentOnNote({ session }: { readonly session: SessionView | undefined }) {
  const words = session ? wentOnWords(session) : '';
  return (
    <div role="status" class="press-note">
      {words !== '' && (
        <p>
          <AlertIcon />
          <b>{words}</b>
        </p>
      )}
    </div>
  );
}

/** Nothing begins by itself after a restart: this button does. While the band rests, it says so. */
export function StartAgain({ view }: { readonly view: StimulationView }) {
  const [message, setMessage] = useState('');
  const start = async (): Promise<void> => {
    const outcome = await requestSteer({ kind: 'again' });
    setMessage(outcome.taken ? '' : outcome.message);
  };
  const obstacle = view.state === 'IDLE' ? message : stimulationWords(view.state).detail;
  return (
    <section class="prompt" data-tone="rest" aria-labelledby="start-again-heading">
      <HandIcon />
      <div>
        <h2 id="start-again-heading">{START_AGAIN.title}</h2>
        <p>{START_AGAIN.text}</p>
        <button type="button" class="primary" disabled={view.state !== 'IDLE'} onClick={() => void start()}>
          {START_AGAIN.button}
        </button>
        <p role="status">{obstacle}</p>
      </div>
    </section>
  );
}

import { useState } from 'preact/hooks';
import { requestStart } from '../gateway.ts';

/** Asks for a session; a refusal is told in the gateway's words. */
export function StartButton({ label }: { readonly label: string }) {
  const [message, setMessage] = useState('');
  const start = async (): Promise<void> => {
    setMessage('Starting…');
    const outcome = await requestStart();
    setMessage(outcome.message);
  };
  return (
    <div class="start-area">
      <button type="button" class="primary" onClick={() => void start()}>
        {label}
      </button>
      <p role="status">{message}</p>
    </div>
  );
}

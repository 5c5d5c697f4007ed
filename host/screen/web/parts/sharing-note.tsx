import { useEffect, useState } from 'preact/hooks';
import { SHARED_LIVE } from '../../sharing-words.ts';
import { requestStopSharing } from '../gateway.ts';
import { EyeIcon } from './icons.tsx';

const SHOWN_MS = 8000;

/** Somebody can watch from outside, and how that is ended. The region is always there: only what changes in it is spoken. */
export function SharingNote({ live }: { readonly live: boolean }) {
  const [message, setMessage] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setMessage(''), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [message]);
  const stop = async (): Promise<void> => setMessage((await requestStopSharing()).message);
  return (
    <div role="status" class="sharing-note">
      {live && (
        <p>
          <EyeIcon />
          <b>{SHARED_LIVE.title}</b>
          <span>{SHARED_LIVE.text}</span>
          <button type="button" onClick={() => void stop()}>
            {SHARED_LIVE.button}
          </button>
        </p>
      )}
      {message !== '' && <p>{message}</p>}
    </div>
  );
}

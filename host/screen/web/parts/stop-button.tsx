import { useEffect, useState } from 'preact/hooks';
import { type Page, requestStop, type StopOutcome } from '../gateway.ts';
import { StopIcon } from './icons.tsx';

interface StopButtonProps {
  readonly page: Page;
  /** Current may flow. STOP works in every state; a new stimulation clears the answer to the last press. */
  readonly live: boolean;
}

/** STOP, by tap, by keyboard, or by the Escape key anywhere on the page; says what came of it. */
export function StopButton({ page, live }: StopButtonProps) {
  const [outcome, setOutcome] = useState<StopOutcome | 'stopping' | undefined>(undefined);
  const stop = async (): Promise<void> => {
    setOutcome('stopping');
    setOutcome(await requestStop(page));
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') void stop();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [page]);
  useEffect(() => {
    if (live) setOutcome((last) => (last === 'stopping' ? last : undefined));
  }, [live]);
  const answered = typeof outcome === 'object';
  return (
    <div class="stop-area">
      <button type="button" class="stop" onClick={() => void stop()} aria-keyshortcuts="Escape">
        <StopIcon /> STOP
      </button>
      <p role="alert" class="stop-outcome" data-failed={answered && !outcome.stopped}>
        {outcome === 'stopping' ? 'Stopping…' : outcome?.message}
      </p>
    </div>
  );
}

import type { SessionOutcome } from '../../../records/session-document.ts';

interface SessionTagsProps {
  readonly simulated: boolean;
  readonly outcome: SessionOutcome;
  readonly purpose?: 'demonstration' | undefined;
}

const OUTCOME_WORDS: Readonly<Record<SessionOutcome, string>> = {
  completed: '',
  stopped: 'Stopped early',
  interrupted: 'Interrupted',
};

/** What sets a session apart from a person's complete one. */
export function SessionTags({ simulated, outcome, purpose }: SessionTagsProps) {
  const words = OUTCOME_WORDS[outcome];
  return (
    <span class="tags">
      {purpose && <span class="tag demonstration">Demonstration</span>}
      {words !== '' && <span class="tag">{words}</span>}
      {simulated && <span class="tag simulated">Simulated</span>}
    </span>
  );
}

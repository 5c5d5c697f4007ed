import { useState } from 'preact/hooks';
import { SKIN_FINDINGS } from '../../care-words.ts';
import type { Care } from '../use-care.ts';

/** What the skin under the pads looks like, and what follows from it. */
export function SkinCheck({ tell }: Pick<Care, 'tell'>) {
  const [message, setMessage] = useState('');
  return (
    <fieldset class="skin-check">
      <legend>Look at the skin under the pads. What do you see?</legend>
      <div class="choices">
        {SKIN_FINDINGS.map(({ finding, name }) => (
          <button
            key={finding}
            type="button"
            onClick={async () => setMessage((await tell({ kind: 'skin', finding })).message)}
          >
            {name}
          </button>
        ))}
      </div>
      <p role="status" class="follows">
        {message}
      </p>
    </fieldset>
  );
}

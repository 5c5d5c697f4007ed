import { useState } from 'preact/hooks';
import type { CareView } from '../../care.ts';
import { PAD_SIZES, padSize } from '../../care-words.ts';
import { count } from '../../words.ts';
import type { Care } from '../use-care.ts';

/** Which pair is in use, how long it lasts, and the way to say that a new one was opened. */
export function Pads({ care, tell }: { readonly care: CareView; readonly tell: Care['tell'] }) {
  const needed = care.prescribed?.padAreaMm2 ?? 0;
  const fitting = PAD_SIZES.filter(({ areaMm2 }) => areaMm2 >= needed);
  const [areaMm2, setAreaMm2] = useState(fitting[0]?.areaMm2 ?? needed);
  const [message, setMessage] = useState('');
  const open = async (): Promise<void> => setMessage((await tell({ kind: 'pads-opened', areaMm2 })).message);
  const { pads, padsNeeded } = care;
  return (
    <section class="pads" aria-labelledby="pads-heading">
      <h3 id="pads-heading">Pads</h3>
      {padsNeeded !== '' && <p class="needed">{padsNeeded}</p>}
      {padsNeeded === '' && pads && (
        <p>
          {count(pads.usesLeft, 'use')} left of this pair ({padSize(pads.areaMm2)} each).
        </p>
      )}
      <details open={padsNeeded !== ''}>
        <summary>I opened new pads</summary>
        <label class="field">
          <span>Size of one pad (at least {padSize(needed)})</span>
          <select value={String(areaMm2)} onChange={(event) => setAreaMm2(Number(event.currentTarget.value))}>
            {fitting.map((size) => (
              <option key={size.areaMm2} value={String(size.areaMm2)}>
                {size.name} ({padSize(size.areaMm2)})
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={() => void open()}>
          New pads are on
        </button>
      </details>
      <p role="status">{message}</p>
    </section>
  );
}

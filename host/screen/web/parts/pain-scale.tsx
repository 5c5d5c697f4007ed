import { useState } from 'preact/hooks';
import type { Telling } from '../../care.ts';
import type { Care } from '../use-care.ts';

const RATINGS = Array.from({ length: 11 }, (_, rating) => rating);

interface PainScaleProps {
  readonly question: string;
  readonly activity: Extract<Telling, { kind: 'pain' }>['activity'];
  readonly said: number | null;
  readonly tell: Care['tell'];
}

/** Pain from 0 to 10: a press answers, another press corrects. */
export function PainScale({ question, activity, said, tell }: PainScaleProps) {
  const [message, setMessage] = useState('');
  const rate = async (rating: number): Promise<void> => {
    const outcome = await tell({ kind: 'pain', activity, rating });
    setMessage(outcome.message);
  };
  return (
    <fieldset class="pain-scale">
      <legend>{question}</legend>
      <div class="ratings">
        {RATINGS.map((rating) => (
          <button key={rating} type="button" aria-pressed={said === rating} onClick={() => void rate(rating)}>
            {rating}
          </button>
        ))}
      </div>
      <p class="scale-ends" aria-hidden="true">
        <span>0: no pain</span>
        <span>10: worst pain</span>
      </p>
      <p class="sr-only">0 is no pain, 10 the worst pain you can think of.</p>
      <p role="status" class="hint">
        {message}
      </p>
    </fieldset>
  );
}

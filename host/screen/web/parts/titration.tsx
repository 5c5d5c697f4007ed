import { useState } from 'preact/hooks';
import { formatCurrent } from '../../../../protocol/units.ts';
import type { TitrationView } from '../../care.ts';
import { TITRATION_STEPS } from '../../care-words.ts';
import { requestSteer, requestTitration } from '../gateway.ts';
import type { Care } from '../use-care.ts';

interface TitrationProps {
  readonly titration: TitrationView;
  /** The band waits for the button: the session can still be made to begin at 0. */
  readonly armed: boolean;
  readonly again: Care['again'];
}

/** The steps to one's level: the person says when, the gateway notes the current that the band reports. */
export function Titration({ titration, armed, again }: TitrationProps) {
  const [message, setMessage] = useState('');
  const { step, found, refusal } = titration;
  const { task, mark } = TITRATION_STEPS[step];
  const ask = async (kind: 'mark' | 'skip' | 'leave'): Promise<void> => {
    setMessage((await requestTitration({ kind })).message);
    again();
  };
  return (
    <section class="card titration" aria-labelledby="titration-heading">
      <h2 id="titration-heading">Finding your level</h2>
      <p class="task">{task}</p>
      <Found found={found} />
      <div class="actions">
        {armed && (
          <button type="button" onClick={() => void requestSteer({ kind: 'lower' })}>
            Begin at 0
          </button>
        )}
        {mark !== '' && (
          <button type="button" class="primary" onClick={() => void ask('mark')}>
            {mark}
          </button>
        )}
        {step === 'discomfort' && (
          <button type="button" onClick={() => void ask('skip')}>
            Leave this step out
          </button>
        )}
        <button type="button" onClick={() => void ask('leave')}>
          {step === 'done' ? 'Close' : 'Leave it'}
        </button>
      </div>
      <p role="status">{message || refusal}</p>
    </section>
  );
}

const Found = ({ found }: Pick<TitrationView, 'found'>) =>
  found.length === 0 ? null : (
    <dl class="pairs">
      {found.map(({ name, currentUa }) => [
        <dt key={name}>{name}</dt>,
        <dd key={`${name} found`}>{formatCurrent(currentUa)}</dd>,
      ])}
    </dl>
  );

/** Begins the way to somebody's level; the step of discomfort is offered on the clinician's page only. */
export function TitrationStart({
  from,
  onBegun,
}: {
  readonly from: 'patient' | 'clinician';
  readonly onBegun?: () => void;
}) {
  const [message, setMessage] = useState('');
  const begin = async (): Promise<void> => {
    setMessage((await requestTitration({ kind: 'begin', from })).message);
    onBegun?.();
  };
  return (
    <div class="titration-start">
      <button type="button" onClick={() => void begin()}>
        {from === 'clinician' ? 'Find the level, with the step of discomfort' : 'Find my level'}
      </button>
      <p role="status">{message}</p>
    </div>
  );
}

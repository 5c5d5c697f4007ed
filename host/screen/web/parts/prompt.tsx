import { useState } from 'preact/hooks';
import type { StimulationView } from '../../feed.ts';
import {
  FAULT_DONE,
  PRESS_DETAILS,
  PRESS_TITLES,
  PROMPT_ANSWERS,
  restWords,
  UNSEEN_STEPS,
} from '../../steering-words.ts';
import { stimulationWords } from '../../stimulation-words.ts';
import { requestSteer, type SteeringAsk } from '../gateway.ts';
import { AlertIcon, HandIcon } from './icons.tsx';

/** Whatever the person has to do now; one thing at a time, the most urgent first. Null where there is nothing. */
export function Prompt({ view }: { readonly view: StimulationView }) {
  if (view.state === 'UNKNOWN') return <Unseen />;
  const { prompt = '', asks = 'NOTHING', clearable = false } = view.steering ?? {};
  if (view.state === 'FAULT') {
    const { title, detail } = stimulationWords('FAULT');
    const button = clearable ? FAULT_DONE : '';
    return (
      <Question title={title} text={view.reason || detail} button={button} wish="acknowledge-fault" tone="alarm" />
    );
  }
  if (prompt !== '') {
    return <Question {...PROMPT_ANSWERS[prompt]} tone="ask" />;
  }
  if (asks !== 'NOTHING') return <Question title={PRESS_TITLES[asks]} text={PRESS_DETAILS[asks]} tone="press" />;
  return <Remainder view={view} />;
}

function Unseen() {
  return (
    <section class="prompt" data-tone="alarm" role="alert">
      <AlertIcon />
      <div>
        <h2>We cannot see the band: treat it as on</h2>
        <ol class="numbered">
          {UNSEEN_STEPS.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </div>
    </section>
  );
}

interface QuestionProps {
  readonly title: string;
  readonly text: string;
  readonly tone: 'alarm' | 'ask' | 'press';
  readonly button?: string;
  readonly wish?: Exclude<SteeringAsk['kind'], 'comfort'>;
}

function Question({ title, text, tone, button = '', wish = 'present' }: QuestionProps) {
  const [message, setMessage] = useState('');
  const say = async (): Promise<void> => {
    const outcome = await requestSteer({ kind: wish });
    setMessage(outcome.taken ? '' : outcome.message);
  };
  return (
    <section class="prompt" data-tone={tone} role={tone === 'press' ? 'status' : 'alert'}>
      {tone === 'press' ? <HandIcon /> : <AlertIcon />}
      <div>
        <h2>{title}</h2>
        <p>{text}</p>
        {button !== '' && (
          <button type="button" class="primary" onClick={() => void say()}>
            {button}
          </button>
        )}
        {message !== '' && <p>{message}</p>}
      </div>
    </section>
  );
}

/** The rest after an end, and what can be begun when it is over. */
function Remainder({ view }: { readonly view: StimulationView }) {
  const { remainderS = 0, restLeftS = 0 } = view.steering ?? {};
  const words = restWords(restLeftS, remainderS);
  if (words === '' || (view.state !== 'LOCKOUT' && view.state !== 'IDLE')) return null;
  const ready = view.state === 'IDLE' && remainderS > 0;
  return (
    <section class="prompt" data-tone="rest">
      <HandIcon />
      <div>
        {view.reason !== '' && <p>{view.reason}</p>}
        <p>
          <b>{words}</b>
        </p>
        {ready && (
          <button type="button" class="primary" onClick={() => void requestSteer({ kind: 'again' })}>
            Begin what is left
          </button>
        )}
      </div>
    </section>
  );
}

import { useState } from 'preact/hooks';
import type { ClinicianMessageView } from '../../feed.ts';
import { markMessageRead } from '../gateway.ts';

interface MessagesProps {
  readonly messages: readonly ClinicianMessageView[];
  /** ms since 1970: what has expired since it was told is not shown. */
  readonly nowMs: number;
}

/** What clinicians wrote to the person, until it was read. The region is always there: only what is new in it is spoken. */
export function ClinicianMessages({ messages, nowMs }: MessagesProps) {
  const current = messages.filter(({ expiresAt }) => Date.parse(expiresAt) > nowMs);
  return (
    <div class="messages" role="status">
      {current.map((message) => (
        <OneMessage key={message.id} message={message} />
      ))}
    </div>
  );
}

function OneMessage({ message: { id, from, at, text } }: { readonly message: ClinicianMessageView }) {
  const [trouble, setTrouble] = useState('');
  const heading = `message-${id}`;
  return (
    <section class="card message" aria-labelledby={heading}>
      <header>
        <h2 id={heading} dir="auto">
          {from}
        </h2>
        <time dateTime={at}>{WHEN.format(Date.parse(at))}</time>
      </header>
      <p dir="auto">{text}</p>
      <button
        type="button"
        aria-describedby={heading}
        onClick={() => void markMessageRead(id).then(({ message }) => setTrouble(message))}
      >
        I have read this
      </button>
      {trouble !== '' && <p>{trouble}</p>}
    </section>
  );
}

const WHEN = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit',
});

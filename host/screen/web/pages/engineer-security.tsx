import type { SecurityReview } from '../../dose-review.ts';
import type { DeviceTrust, DeviceView } from '../../feed.ts';
import { fetchSecurity } from '../gateway.ts';
import { SessionTime } from '../parts/session-time.tsx';
import { useLoaded } from '../use-loaded.ts';
import { ChainCard } from './person-history.tsx';

/** What each stim band has shown of itself: keys, prescription, program. */
export function TrustCard({ devices }: { readonly devices: readonly DeviceView[] }) {
  const bands = devices.flatMap(({ name, firmware, trust }) => (trust ? [{ name, firmware, trust }] : []));
  return (
    <section class="card" aria-labelledby="trust-heading">
      <h2 id="trust-heading">Stimulation band</h2>
      {bands.length === 0 && <p>No stimulation band has greeted this gateway.</p>}
      {bands.map(({ name, firmware, trust }) => (
        <dl key={name} class="pairs">
          <dt>Band</dt>
          <dd>{name}</dd>
          {trustRows(firmware, trust).map(([term, text, good]) => [
            <dt key={term}>{term}</dt>,
            <dd key={`${term} is`} class="link-state" data-state={good ? 'up' : 'down'}>
              {good ? '●' : '▲'} {text}
            </dd>,
          ])}
        </dl>
      ))}
    </section>
  );
}

const trustRows = (firmware: string, trust: DeviceTrust): [string, string, boolean][] => [
  ['Keys', trust.enrolled ? 'enrolled' : 'not enrolled: limber enrol --device', trust.enrolled],
  ['Prescription in force', prescriptionWords(trust), trust.prescriptionInForce],
  [
    `Firmware ${firmware}, ${trust.firmwareHash}`,
    trust.firmwareKnown ? 'built with this gateway' : 'unknown: not stimulated with',
    trust.firmwareKnown,
  ],
  ['Stimulates', trust.refused === '' ? 'nothing speaks against the band' : trust.refused, trust.refused === ''],
];

function prescriptionWords({ prescriptionInForce, prescriptionRevision }: DeviceTrust): string {
  if (!prescriptionInForce) return 'none';
  return prescriptionRevision > 0 ? `revision ${prescriptionRevision}` : 'accepted since it greeted';
}

/** Who tried what: rejected commands, keys, clocks, and whether the record holds. */
export function SecurityCard({ news }: { readonly news: string }) {
  const security = useLoaded(fetchSecurity, news);
  if (security.state === 'loading') return null;
  if (security.state === 'failed') return <p class="card">{security.message}</p>;
  return (
    <div class="security">
      <EventsCard security={security.value} />
      <ChainCard chain={security.value.chain} />
    </div>
  );
}

function EventsCard({ security: { events, refused } }: { readonly security: SecurityReview }) {
  return (
    <section class="card" aria-labelledby="security-heading">
      <h2 id="security-heading">Security events</h2>
      {events.length === 0 && refused.length === 0 && <p>None.</p>}
      {refused.length > 0 && (
        <ul class="others">
          {refused.map(({ reason, words, times }) => (
            <li key={reason}>
              Commands that the band refused, {reason}: {times}. <span class="source">{words}</span>
            </li>
          ))}
        </ul>
      )}
      <ol class="others">
        {events.map(({ at, by, text }) => (
          <li key={`${at} ${text}`}>
            <SessionTime iso={at} /> {text} <span class="source">({by})</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

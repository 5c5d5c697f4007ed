import type { ScreenStatus } from '../../api.ts';
import { bandNotes } from '../../band-words.ts';
import type { DeviceView, FeedEvent, LogEntry } from '../../feed.ts';
import { overviewWords, standSentences } from '../../link-words.ts';
import { Announcer } from '../parts/announcer.tsx';
import { BandCard } from '../parts/band-card.tsx';
import { PressNote } from '../parts/band-notes.tsx';
import { ClockTime } from '../parts/session-time.tsx';
import { StimulationPanel } from '../parts/stimulation-panel.tsx';
import { SecurityCard, TrustCard } from './engineer-security.tsx';
import type { View } from './view.ts';

export function EngineerPage({ memory, connection, status }: View & { readonly status: ScreenStatus | undefined }) {
  const { devices, relay, frames, stimulation } = memory.latest;
  return (
    <>
      <h1>Devices</h1>
      <PressNote
        press={connection === 'live' ? memory.latest.press?.press : undefined}
        side={memory.latest.session?.session.side}
        whose="the"
      />
      <BandsCard devices={devices?.devices ?? []} />
      <div class="thirds">
        <RelayCard relay={relay?.relay} />
        <FramesCard frames={frames?.frames} />
        <GatewayCard status={status} />
      </div>
      <div class="halves">
        <StimulationPanel page="engineer" stimulation={stimulation?.stimulation} connection={connection} />
        <LogCard log={memory.log} />
      </div>
      <div class="halves">
        <TrustCard devices={devices?.devices ?? []} />
        <SecurityCard news={`${connection} ${stimulation?.stimulation.state}`} />
      </div>
    </>
  );
}

/** Each band with its own health; what the figures do not say below; what changes is spoken. */
const BandsCard = ({ devices }: { readonly devices: readonly DeviceView[] }) => (
  <section aria-label="Devices">
    {devices.length === 0 ? (
      <p class="card">No device has been seen yet.</p>
    ) : (
      <p class="bands-overview">{overviewWords(devices)}</p>
    )}
    <BandNotes devices={devices} />
    <Announcer text={standSentences(devices)} />
    <ul class="bands">
      {devices.map((device) => (
        <BandCard key={device.name} device={device} />
      ))}
    </ul>
  </section>
);

const BandNotes = ({ devices }: { readonly devices: readonly DeviceView[] }) => {
  const notes = devices.flatMap(bandNotes);
  return notes.length === 0 ? null : (
    <ul class="band-notes card">
      {notes.map((note) => (
        <li key={note}>▲ {note}</li>
      ))}
    </ul>
  );
};

type RelayView = Extract<FeedEvent, { kind: 'relay' }>['relay'];

function RelayCard({ relay }: { readonly relay: RelayView | undefined }) {
  return (
    <section class="card" aria-labelledby="relay-heading">
      <h2 id="relay-heading">Relay</h2>
      <dl class="pairs">
        <dt>Broker</dt>
        <dd>{relay?.broker ?? '–'}</dd>
        <dt>State</dt>
        <dd>
          {relay === undefined ? (
            '–'
          ) : (
            <span class="link-state" data-state={relay.connected ? 'up' : 'down'}>
              {relay.connected ? '● connected' : '○ not connected'}
            </span>
          )}
        </dd>
        <dt>Waiting to be sent</dt>
        <dd>{relay?.pending ?? '–'}</dd>
        {relay?.trouble && (
          <>
            <dt>Trouble</dt>
            <dd class="sentence">{relay.trouble}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

function FramesCard({ frames }: { readonly frames: Extract<FeedEvent, { kind: 'frames' }>['frames'] | undefined }) {
  return (
    <section class="card" aria-labelledby="frames-heading">
      <h2 id="frames-heading">Frames</h2>
      <dl class="pairs">
        <dt>Received</dt>
        <dd>{frames?.received ?? '–'}</dd>
        <dt>Lost for good</dt>
        <dd>{frames?.lost ?? '–'}</dd>
        <dt>Recovered</dt>
        <dd>{frames?.recovered ?? '–'}</dd>
        <dt>Discarded</dt>
        <dd>{frames?.discarded ?? '–'}</dd>
      </dl>
    </section>
  );
}

function GatewayCard({ status }: { readonly status: ScreenStatus | undefined }) {
  return (
    <section class="card" aria-labelledby="gateway-heading">
      <h2 id="gateway-heading">Gateway</h2>
      <dl class="pairs">
        <dt>Version</dt>
        <dd>{status?.version ?? '–'}</dd>
        <dt>Protocol</dt>
        <dd>{status?.protocolVersion ?? '–'}</dd>
        <dt>Site</dt>
        <dd>{status?.site ?? '–'}</dd>
        <dt>Devices are</dt>
        <dd>{status === undefined ? '–' : status.simulated ? 'simulated' : 'real'}</dd>
      </dl>
    </section>
  );
}

const LEVEL_WORDS: Readonly<Record<LogEntry['level'], string>> = {
  info: 'info',
  warning: '▲ warning',
  alarm: '■ alarm',
};

function LogCard({ log }: { readonly log: readonly LogEntry[] }) {
  return (
    <section class="card log" aria-labelledby="log-heading">
      <h2 id="log-heading">Events</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <ol tabIndex={0} aria-label="Events, newest first">
        {log.toReversed().map((entry, i) => (
          <li key={log.length - i} data-level={entry.level}>
            <ClockTime iso={entry.at} /> <b>{LEVEL_WORDS[entry.level]}</b> {entry.text}
          </li>
        ))}
      </ol>
    </section>
  );
}

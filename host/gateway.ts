import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LimberError } from '../protocol/limber-error.ts';
import { wallTimeline } from './connect/wall-timeline.ts';
import type { AuditVerdict } from './records/chain/audit-record.ts';
import { brokenLedger } from './records/chain/broken-ledger.ts';
import type { SessionDocument } from './records/session-document.ts';
import { openStore, type Store } from './records/store.ts';
import type { BrokerAddress } from './relay/broker-address.ts';
import { type Downlink, type DownlinkParts, openDownlink } from './relay/downlink/downlink.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from './relay/embedded-broker.ts';
import { keepToConsents, queueing } from './relay/queued-records.ts';
import { type Relay, startRelay } from './relay/relay.ts';
import { siteOf } from './remembered-site.ts';
import { keepRetention } from './retention-keeper.ts';

/** What outlives a session: the records, and the way out to a broker. */
export interface Gateway {
  readonly store: Store;
  readonly relay: Relay;
  /** What clinicians send by MQTT; absent where nobody's word counts. */
  readonly downlink?: Downlink;
  readonly site: string;
  /** Null; or why no stimulation may begin here, in words: its chain of records is broken. Movement, export and STOP go on. */
  stimulationRefused(): string | null;
  newSessionId(): string;
  /** The document as it is once the broker took what it takes within a few seconds. */
  published(id: string): Promise<SessionDocument>;
  close(): Promise<void>;
}

export interface GatewayOptions {
  readonly dataDir: string;
  readonly simulated: boolean;
  /** UTC, ms, by the devices' timeline: labels what is recorded. */
  readonly wallMs: () => number;
  /** Absent: the one of last time. */
  readonly site?: string | undefined;
  /** Absent: a broker in this process. */
  readonly broker?: BrokerAddress | undefined;
  /** Whose word counts, and for whom; absent: nobody is listened to. */
  readonly clinicians?: Pick<DownlinkParts, 'signatures' | 'people' | 'knowsDevice'> | undefined;
  /** False for recordings, which are nobody's who could be asked. */
  readonly asksConsent?: boolean;
  readonly say: (line: string) => void;
}

const PUBLISH_WAIT_MS = 5_000;
const WITHHELD =
  'This person has not agreed that messages leave the house: nothing of this session goes to the broker (limber consent --help).';

/** @throws LimberError of the records room; a broker out of reach is no error, what is to be sent waits. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const { simulated, wallMs, say } = options;
  const isOutside = options.broker !== undefined && options.asksConsent !== false;
  const beside = queueing({ isOutside, withheld: once(() => say(WITHHELD)) });
  const store = openStore(options.dataDir, { simulated, wallMs, beside });
  let embedded: EmbeddedBroker | undefined;
  try {
    if (isOutside && !simulated) keepToConsents(store.database);
    const site = siteOf(options.dataDir, options.site);
    if (!options.broker) embedded = await ownBroker(options.dataDir);
    const broker = options.broker ?? embedded!.address;
    const relay = startRelay({ store, broker, site, timeline: wallTimeline(), newId: randomUUID, say });
    const downlink = options.clinicians && hearClinicians({ store, relay, site, clinicians: options.clinicians });
    const stimulationRefused = ledgerGuard(store, options.dataDir);
    const refused = stimulationRefused();
    if (refused !== null) say(refused);
    for (const { session } of store.interrupted)
      say(`session ${session.id} had been cut short; what was stored of it is kept`);
    const retention = keepRetention({ store, timeline: wallTimeline(), wallMs, say });
    return {
      store,
      relay,
      site,
      ...(downlink ? { downlink } : {}),
      stimulationRefused,
      newSessionId: () => randomUUID(),
      published: async (id) => {
        await relay.drained(PUBLISH_WAIT_MS);
        return store.session(id);
      },
      close: async () => {
        await retention.stop();
        downlink?.close();
        await relay.close();
        await embedded?.close();
        store.close();
      },
    };
  } catch (error) {
    await embedded?.close();
    store.close();
    throw error;
  }
}

interface ClinicianParts extends Pick<Gateway, 'store' | 'relay' | 'site'> {
  readonly clinicians: NonNullable<GatewayOptions['clinicians']>;
}

/** In the turn in which the relay starts: nothing that waited at the broker is missed. */
function hearClinicians({ store, relay, site, clinicians }: ClinicianParts): Downlink {
  const { wallMs: nowMs, nowMs: upMs } = wallTimeline();
  const downlink = openDownlink({ store, site, ...clinicians, nowMs, upMs });
  relay.subscribe(`limber/v1/${site}/down/+`, ({ topic, payload }) => downlink.receive(topic, payload));
  return downlink;
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}

type LedgerParts = Pick<Store, 'audit'> & Partial<Pick<Store, 'damage'>>;

/** Everything is read once; later looks read what was added since. What was once found broken stays so. */
export function ledgerGuard({ audit, damage }: LedgerParts, dataDir: string): () => string | null {
  let proven: AuditVerdict | undefined;
  return () => {
    if (damage) return `No stimulation begins here. ${damage.message}`;
    if (proven?.intact === false) return brokenLedger(proven, dataDir).message;
    try {
      proven = audit.verify({ since: proven });
      return proven.intact ? null : brokenLedger(proven, dataDir).message;
    } catch (error) {
      // Damaged pages: exercise goes on as far as it can.
      if (error instanceof LimberError) return `No stimulation begins here. ${error.message}`;
      throw error;
    }
  };
}

/** For whoever may read the data directory it says how to subscribe there until the next start. */
async function ownBroker(dataDir: string): Promise<EmbeddedBroker> {
  const broker = await startEmbeddedBroker({ newSecret: () => randomBytes(18).toString('base64url') });
  try {
    const text = `${JSON.stringify(broker.address, null, 2)}\n`;
    writeFileSync(join(dataDir, 'broker.json'), text, { mode: 0o600 });
    return broker;
  } catch (error) {
    await broker.close();
    throw error;
  }
}

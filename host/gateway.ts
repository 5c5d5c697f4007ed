import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LimberError } from '../protocol/limber-error.ts';
import { wallTimeline } from './connect/wall-timeline.ts';
import type { AuditVerdict } from './records/audit-record.ts';
import { brokenLedger } from './records/broken-ledger.ts';
import type { SessionDocument } from './records/session-document.ts';
import { openStore, type Store } from './records/store.ts';
import type { BrokerAddress } from './relay/broker-connection.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from './relay/embedded-broker.ts';
import { queueRecord } from './relay/outbox.ts';
import { type Relay, startRelay } from './relay/relay.ts';

/** What outlives a session: the records, and the way out to a broker. */
export interface Gateway {
  readonly store: Store;
  readonly relay: Relay;
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
  readonly site?: string;
  /** Absent: a broker in this process. */
  readonly broker?: BrokerAddress | undefined;
  readonly say: (line: string) => void;
}

const PUBLISH_WAIT_MS = 5_000;

/** @throws LimberError of the records room; a broker out of reach is no error, what is to be sent waits. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const { simulated, wallMs, say, site = 'home' } = options;
  const store = openStore(options.dataDir, { simulated, wallMs, beside: queueRecord });
  let embedded: EmbeddedBroker | undefined;
  try {
    if (!options.broker)
      embedded = await startEmbeddedBroker({ newSecret: () => randomBytes(18).toString('base64url') });
    if (embedded) leaveAddress(options.dataDir, embedded.address);
    const broker = options.broker ?? embedded!.address;
    const relay = startRelay({ store, broker, site, timeline: wallTimeline(), newId: randomUUID, say });
    const stimulationRefused = ledgerGuard(store, options.dataDir);
    const refused = stimulationRefused();
    if (refused !== null) say(refused);
    for (const { session } of store.interrupted)
      say(`session ${session.id} had been cut short; what was stored of it is kept`);
    return {
      store,
      relay,
      site,
      stimulationRefused,
      newSessionId: () => randomUUID(),
      published: async (id) => {
        await relay.drained(PUBLISH_WAIT_MS);
        return store.session(id);
      },
      close: async () => {
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

/** Everything is read once; later looks read what was added since. What was once found broken stays so. */
export function ledgerGuard({ audit }: Pick<Store, 'audit'>, dataDir: string): () => string | null {
  let proven: AuditVerdict | undefined;
  return () => {
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

/** For whoever may read the data directory: how to subscribe at the broker of this start. */
function leaveAddress(dataDir: string, address: BrokerAddress): void {
  writeFileSync(join(dataDir, 'broker.json'), `${JSON.stringify(address, null, 2)}\n`, { mode: 0o600 });
}

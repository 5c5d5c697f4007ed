import { type BrokerFacts, judgeBroker } from './doctor-broker.ts';
import { type CertificatesFacts, judgeCertificates } from './doctor-certificates.ts';
import {
  type DataFacts,
  judgeChain,
  judgeDatabase,
  judgeDirectory,
  judgeKeys,
  judgeLock,
  judgeOutbox,
  judgeRecordsKey,
} from './doctor-data.ts';
import type { Finding } from './doctor-finding.ts';
import { judgeLink, type LinkFacts } from './doctor-link.ts';
import {
  type ClockFacts,
  type DiskFacts,
  type FirmwareFacts,
  judgeClock,
  judgeDisk,
  judgeFirmware,
  judgeNode,
  judgePages,
  judgePlatform,
  type NodeFacts,
  type PagesFacts,
} from './doctor-machine.ts';
import {
  type BusFacts,
  judgeAdapter,
  judgeBluez,
  judgeBus,
  judgeRadioLibrary,
  type RadioFacts,
} from './doctor-radio.ts';
import {
  judgeModemManager,
  judgePortPermission,
  judgePorts,
  judgeSerialBinding,
  type SerialFacts,
} from './doctor-serial.ts';

/** All that is looked at, read by the edges (doctor.ts). */
export interface MachineFacts {
  readonly node: NodeFacts;
  readonly serial: SerialFacts;
  readonly radio: RadioFacts;
  readonly bus: BusFacts;
  readonly radioLibraryFailure: string | null;
  readonly link: LinkFacts;
  readonly broker: BrokerFacts | null;
  readonly certificates: CertificatesFacts;
  readonly disk: DiskFacts;
  readonly data: DataFacts;
  readonly clock: ClockFacts;
  readonly firmware: FirmwareFacts;
  readonly pages: PagesFacts;
}

export interface Check {
  readonly id: string;
  readonly judge: (facts: MachineFacts) => Finding;
}

/** Every check, in the order in which it is told. A new one is a line here, a pure judge, and its row in doctor-bundle.ts. */
export const CHECKS = [
  { id: 'node', judge: ({ node }) => judgeNode(node) },
  { id: 'platform', judge: ({ node }) => judgePlatform(node) },
  { id: 'clock', judge: ({ clock }) => judgeClock(clock) },
  { id: 'disk', judge: ({ disk }) => judgeDisk(disk) },
  { id: 'firmware', judge: ({ firmware }) => judgeFirmware(firmware) },
  { id: 'pages', judge: ({ pages }) => judgePages(pages) },
  { id: 'serial-library', judge: ({ serial }) => judgeSerialBinding(serial) },
  { id: 'serial-ports', judge: ({ serial }) => judgePorts(serial) },
  { id: 'serial-permission', judge: ({ serial }) => judgePortPermission(serial) },
  { id: 'modem-manager', judge: ({ serial }) => judgeModemManager(serial) },
  { id: 'bluetooth-library', judge: ({ radioLibraryFailure }) => judgeRadioLibrary(radioLibraryFailure) },
  { id: 'bluetooth-adapter', judge: ({ radio }) => judgeAdapter(radio) },
  { id: 'd-bus', judge: ({ bus }) => judgeBus(bus) },
  { id: 'bluez', judge: ({ bus }) => judgeBluez(bus) },
  { id: 'link', judge: ({ link, radio, bus, serial }) => judgeLink(link, radio, bus, serial) },
  { id: 'broker', judge: ({ broker }) => judgeBroker(broker) },
  { id: 'certificates', judge: ({ certificates }) => judgeCertificates(certificates) },
  { id: 'data-directory', judge: ({ data }) => judgeDirectory(data) },
  { id: 'data-lock', judge: ({ data }) => judgeLock(data) },
  { id: 'data-keys', judge: ({ data }) => judgeKeys(data) },
  { id: 'database', judge: ({ data }) => judgeDatabase(data) },
  { id: 'records-key', judge: ({ data }) => judgeRecordsKey(data) },
  { id: 'audit-chain', judge: ({ data }) => judgeChain(data) },
  { id: 'outbox', judge: ({ data }) => judgeOutbox(data) },
] as const satisfies readonly Check[];

export type CheckId = (typeof CHECKS)[number]['id'];

export interface Checked extends Finding {
  readonly id: CheckId;
}

export const judgeAll = (facts: MachineFacts): Checked[] => CHECKS.map(({ id, judge }) => ({ id, ...judge(facts) }));

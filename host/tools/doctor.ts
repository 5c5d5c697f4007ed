import type { Timeline } from '../../protocol/timeline.ts';
import type { BrokerAddress } from '../relay/broker-address.ts';
import { askBroker } from './doctor-broker.ts';
import { readCertificatesFacts } from './doctor-certificates.ts';
import { type Checked, judgeAll, type MachineFacts } from './doctor-checks.ts';
import { readDataFacts } from './doctor-data-facts.ts';
import { type LinkToLookAt, readLinkFacts } from './doctor-link-facts.ts';
import { readRadioFacts } from './doctor-radio-facts.ts';
import {
  nodeFacts,
  readBusFacts,
  readClockFacts,
  readDiskFacts,
  readFirmwareFacts,
  readPagesFacts,
  readSerialFacts,
} from './doctor-system-facts.ts';
import { radioLibraryFailure } from './radio-library.ts';

export interface DoctorPlan {
  readonly reach: LinkToLookAt;
  readonly dataDir: string;
  readonly broker: BrokerAddress | undefined;
  /** Files with certificates that this gateway uses. */
  readonly certificates: readonly string[];
  readonly pagesPort: number;
  readonly limber: string;
  readonly timeline: Timeline;
}

/** Looks at everything, several things at once, and judges. Changes nothing but a trial file that it takes away again. */
export const examine = async (plan: DoctorPlan): Promise<Checked[]> => judgeAll(await look(plan));

async function look({
  reach,
  dataDir,
  broker,
  certificates,
  pagesPort,
  limber,
  timeline,
}: DoctorPlan): Promise<MachineFacts> {
  const [bus, libraryFailure, answer, pages, link] = await Promise.all([
    readBusFacts(),
    radioLibraryFailure(timeline),
    broker ? askBroker(broker, timeline.nowMs) : null,
    readPagesFacts(pagesPort),
    readLinkFacts(reach, timeline),
  ]);
  const data = readDataFacts(dataDir);
  return {
    node: nodeFacts(),
    serial: await readSerialFacts(bus.hasModemManager),
    radio: readRadioFacts(),
    bus,
    radioLibraryFailure: libraryFailure,
    link,
    broker: answer,
    certificates: readCertificatesFacts(certificates, timeline.wallMs()),
    disk: readDiskFacts(dataDir, timeline.nowMs),
    data,
    clock: readClockFacts(data.database?.latestMs ?? null, timeline.wallMs()),
    firmware: readFirmwareFacts(limber),
    pages,
  };
}

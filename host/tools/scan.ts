import { LimberError } from '../../protocol/limber-error.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import type { Reach } from '../connect/reach.ts';
import type { Sighting } from '../connect/transport.ts';
import type { FoundBand } from './scan-band.ts';
import type { ScanResult } from './scan-lines.ts';
import { askPorts, listPorts, portsNamed } from './scan-ports.ts';

export interface ScanPlan {
  /** Paths and patterns. */
  readonly ports: readonly string[];
  /** The system's own ports, too. */
  readonly listed: boolean;
  /** Listens for bands over Bluetooth; null: not wanted. */
  readonly hear: Reach['hear'] | null;
  /** How long a port may stay silent, and how long the radio listens. */
  readonly seconds: number;
  readonly timeline: Timeline;
  readonly onProgress?: (done: number, all: number) => void;
}

/** Every band in reach. What cannot be searched is said in the result; never throws. */
export async function scan(plan: ScanPlan): Promise<ScanResult> {
  const { timeline, seconds, hear, onProgress = () => {} } = plan;
  const listed = plan.listed ? await listPorts() : [];
  const paths = [...new Set([...listed, ...portsNamed(plan.ports)])];
  const [atPorts, heard] = await Promise.all([
    askPorts(paths, { timeline, withinMs: 1000 * seconds, onAsked: onProgress }),
    hear ? searchBluetooth(hear, 1000 * seconds) : { bands: [], reason: null },
  ]);
  return {
    bands: [...atPorts.bands, ...heard.bands],
    silent: atPorts.silent,
    bluetooth: heard.reason,
    bluetoothWanted: hear !== null,
    serialWanted: plan.listed || plan.ports.length > 0,
  };
}

interface BluetoothSearch {
  readonly bands: FoundBand[];
  readonly reason: string | null;
}

async function searchBluetooth(hear: Reach['hear'], listenMs: number): Promise<BluetoothSearch> {
  try {
    return { bands: (await hear(listenMs)).map(bandHeard), reason: null };
  } catch (error) {
    if (!(error instanceof LimberError)) throw error;
    return { bands: [], reason: error.message };
  }
}

const bandHeard = ({ address, signalDbm, name }: Sighting): FoundBand => ({
  via: 'bluetooth',
  where: address,
  signalDbm,
  ...(name === '' ? {} : { advertisedName: name }),
});

import type { Timeline } from '../../protocol/timeline.ts';
import { radioTrouble, silentRadio } from './doctor-radio.ts';
import { readRadioFacts } from './doctor-radio-facts.ts';
import type { FoundBand } from './scan-band.ts';
import { listenForBands } from './scan-bluetooth.ts';
import type { ScanResult } from './scan-lines.ts';
import { askPorts, listPorts, portsNamed } from './scan-ports.ts';

export interface ScanPlan {
  /** Paths and patterns. */
  readonly ports: readonly string[];
  /** The system's own ports, too. */
  readonly listed: boolean;
  readonly bluetooth: boolean;
  /** How long a port may stay silent, and how long the radio listens. */
  readonly seconds: number;
  readonly timeline: Timeline;
  readonly onProgress?: (done: number, all: number) => void;
}

/** Every band in reach. What cannot be searched is said in the result; never throws. */
export async function scan(plan: ScanPlan): Promise<ScanResult> {
  const { timeline, seconds, bluetooth: bluetoothWanted, onProgress = () => {} } = plan;
  const listed = plan.listed ? await listPorts() : [];
  const paths = [...new Set([...listed, ...portsNamed(plan.ports)])];
  const [atPorts, heard] = await Promise.all([
    askPorts(paths, { timeline, withinMs: 1000 * seconds, onAsked: onProgress }),
    bluetoothWanted ? searchBluetooth(timeline, 1000 * seconds) : { bands: [], reason: null },
  ]);
  return {
    bands: [...atPorts.bands, ...heard.bands],
    silent: atPorts.silent,
    bluetooth: heard.reason,
    bluetoothWanted,
    serialWanted: plan.listed || plan.ports.length > 0,
  };
}

interface BluetoothSearch {
  readonly bands: FoundBand[];
  readonly reason: string | null;
}

async function searchBluetooth(timeline: Timeline, listenMs: number): Promise<BluetoothSearch> {
  // An adapter on a serial line is not among the system's.
  const trouble = process.env.BLUETOOTH_HCI_SOCKET_UART_PORT ? null : radioTrouble(readRadioFacts());
  if (trouble !== null) return { bands: [], reason: trouble };
  const { bands, state, failure } = await listenForBands(timeline, listenMs);
  return { bands, reason: silentRadio(state, failure) };
}

import { SERVICE_UUID } from '../../protocol/gatt.ts';
import { LOAD_ONLY, type RadioMessage } from './scan-bluetooth.ts';

/** What is used of noble. */
interface RadioLibrary {
  withBindings(bindings: 'default'): Radio;
}

interface Radio {
  on(event: 'stateChange', listener: (state: string) => void): void;
  on(event: 'discover', listener: (device: HeardDevice) => void): void;
  waitForPoweredOnAsync(): Promise<void>;
  startScanningAsync(services: readonly string[], allowDuplicates: boolean): Promise<void>;
}

interface HeardDevice {
  readonly address: string;
  readonly rssi: number;
  readonly advertisement: { readonly localName?: string };
}

/**
 * The program of a process of its own (scan-bluetooth.ts starts and ends it): noble prints, keeps its process alive, tries a missing
 * adapter again for ever, and its native part can end the process. Whoever asked sees none of that.
 */
const tell = (message: RadioMessage): void => void process.send?.(message);

// Without whoever asked there is nothing to do here.
process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', (error) => {
  tell({ kind: 'failed', message: error.message });
  process.exit(1);
});

try {
  // Its types are declared under another name than the one it is installed under.
  const { withBindings } = (await import('noble' as string)) as RadioLibrary;
  const noble = withBindings('default');
  if (process.argv.includes(LOAD_ONLY)) tell({ kind: 'state', state: 'loaded' });
  else await listen(noble);
} catch (error) {
  tell({ kind: 'failed', message: (error as Error).message });
}

async function listen(noble: Radio): Promise<void> {
  noble.on('stateChange', (state) => {
    tell({ kind: 'state', state });
    // Duplicates: the signal strength changes while somebody carries the band about. Only our service: noble forgets no device.
    if (state === 'poweredOn') void noble.startScanningAsync([SERVICE_UUID.replaceAll('-', '')], true).catch(() => {});
  });
  noble.on('discover', ({ address, rssi, advertisement }) => {
    tell({ kind: 'heard', address, signalDbm: rssi, name: advertisement.localName ?? '' });
  });
  // noble powers its bindings up when it is first asked for anything.
  await noble.waitForPoweredOnAsync().catch(() => {});
}

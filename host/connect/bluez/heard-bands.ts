import { SERVICE_UUID } from '../../../protocol/gatt.ts';
import type { Changed } from './bluez-bus.ts';

/** More are nobody's home, but somebody's who sends under a new address each time. */
const KEPT = 256;

/** Of bands with our service, what they call themselves and how strongly they were heard; of others only some, that they are. */
export function createHeardBands() {
  const bands = new Map<string, { name: string; signalDbm: number | null }>();
  const others = new Set<string>();
  const note = (address: string, { UUIDs, Name }: Changed): void => {
    const known = bands.get(address);
    if (known && typeof Name === 'string') known.name = Name;
    if (known || !Array.isArray(UUIDs) || !UUIDs.includes(SERVICE_UUID)) return;
    others.delete(address);
    if (bands.size >= KEPT) bands.delete(bands.keys().next().value!);
    bands.set(address, { name: typeof Name === 'string' ? Name : '', signalDbm: null });
  };
  return {
    count: () => bands.size + others.size,
    note,
    isNew: (address: string): boolean => {
      if (bands.has(address) || others.has(address)) return false;
      if (others.size >= KEPT) others.clear();
      others.add(address);
      return true;
    },
    heardAt: (address: string, signalDbm: number): void => {
      const known = bands.get(address);
      if (known) known.signalDbm = signalDbm;
    },
    nameOf: (address: string): string | undefined => bands.get(address)?.name,
    signalOf: (address: string): number | null => bands.get(address)?.signalDbm ?? null,
  };
}

import { readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Timeline } from '../../../protocol/timeline.ts';
import { within } from '../deadline.ts';
import { serialBinding } from './serial-port.ts';

/** What the system knows of a port. */
export interface PortFacts {
  readonly path: string;
  readonly serialNumber?: string | undefined;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
}

const LIST_MS = 2_000;

/**
 * Where the band of a port can be, once it is not at that port any more: a band that is plugged in again may be given another name.
 * Call it while the band is there: what it is plugged in by is known no longer once it is gone.
 * @returns what looks for its places now; it never rejects
 */
export function portsOfKind(path: string, timeline: Timeline): () => Promise<readonly string[]> {
  const real = realPath(path);
  // The system lists no pseudo-terminals.
  if (!real.startsWith('/dev/tty')) return async () => siblings(path);
  const before = listedPorts(timeline).then((ports) => ports.find((port) => port.path === real));
  return async () => {
    const known = await before;
    return known?.vendorId ? samePorts(known, await listedPorts(timeline)) : siblings(path);
  };
}

/**
 * Only the very same device where that can be told by its serial number, else those of its make: nothing else is to be spoken to.
 */
export function samePorts(before: PortFacts, now: readonly PortFacts[]): string[] {
  const isSame = (port: PortFacts): boolean =>
    port.vendorId === before.vendorId &&
    port.productId === before.productId &&
    (!before.serialNumber || port.serialNumber === before.serialNumber);
  return now.filter(isSame).map(({ path }) => path);
}

async function listedPorts(timeline: Timeline): Promise<readonly PortFacts[]> {
  try {
    const listing = (await serialBinding()).list();
    return await within(timeline, LIST_MS, 'The list of serial ports', listing);
  } catch {
    return [];
  }
}

/** Of /dev/ttyACM0: whatever /dev/ttyACM1 … there are; the order is the system's. */
function siblings(path: string): string[] {
  const stem = basename(path).replace(/\d+$/, '');
  const isSibling = (name: string): boolean => name.startsWith(stem) && /^\d*$/.test(name.slice(stem.length));
  try {
    const folder = dirname(path);
    return readdirSync(folder)
      .filter(isSibling)
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

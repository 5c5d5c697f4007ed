import type { SessionMemory } from '../../protocol/session-memory.ts';
import { writeText } from './flash-file.ts';

/**
 * Rests, day's account, faults and boot number in flash: two copies written in turn, each behind its CRC-32, so that a
 * write cut short leaves the one before.
 */
const FILES = ['session.a', 'session.b'];

interface Copy {
  readonly writes: number;
  readonly memory: SessionMemory;
}

export interface StoredSession {
  /** Null where nothing was ever stored. */
  readonly memory: SessionMemory | null;
  /** Something is stored, and none of it can be read: the worst must be assumed. */
  readonly corrupt: boolean;
}

function readCopy(file: string): Copy | null {
  const text = builtinModule('Storage').read(file);
  if (!text) return null;
  const json = text.slice(text.indexOf(' ') + 1);
  if (text !== E.CRC32(json) + ' ' + json) return null;
  const copy = JSON.parse(json) as Copy;
  // Of a build that had other names for all this: as good as unreadable, and the worst is assumed.
  return copy.writes > 0 ? copy : null;
}

let writes = 0;

export function readSession(): StoredSession {
  const storage = builtinModule('Storage');
  const copies = FILES.map(readCopy).filter((copy) => copy !== null) as Copy[];
  const newest = copies.reduce((best: Copy | null, copy) => (best && best.writes > copy.writes ? best : copy), null);
  if (newest) writes = newest.writes;
  const isThere = FILES.some((file) => !!storage.read(file));
  return { memory: newest ? newest.memory : null, corrupt: isThere && !newest };
}

/** @returns false when what was written does not read back. */
export function writeSession(memory: SessionMemory): boolean {
  writes++;
  const file = FILES[writes % 2];
  const json = JSON.stringify({ writes: writes, memory: memory });
  return writeText(file, E.CRC32(json) + ' ' + json);
}

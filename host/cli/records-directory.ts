import { homedir } from 'node:os';
import { join } from 'node:path';

/** Simulation, recordings and real people never share a directory. */
export const RECORDS_KINDS = ['simulation', 'replay', 'gateway'] as const;
export type RecordsKind = (typeof RECORDS_KINDS)[number];

/** Where records are kept unless --data says otherwise: a folder of its kind under the XDG data directory. */
export function recordsDirectory(kind: RecordsKind): string {
  return join(process.env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'limber', kind);
}

import { homedir } from 'node:os';
import { join } from 'node:path';
import { Option } from 'commander';

/** Simulation, recordings and real people never share a directory. */
export const RECORDS_KINDS = ['simulation', 'replay', 'gateway'] as const;
export type RecordsKind = (typeof RECORDS_KINDS)[number];

/** Where records are kept unless --data says otherwise: a folder of its kind under the XDG data directory. */
export function recordsDirectory(kind: RecordsKind): string {
  return join(process.env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'limber', kind);
}

export const DATA_HELP = 'the data directory';

export const fromOption = (kind: RecordsKind): Option =>
  new Option('--from <kind>', 'which records, where --data is not given').choices([...RECORDS_KINDS]).default(kind);

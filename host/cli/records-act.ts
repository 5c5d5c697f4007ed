import { LimberError } from '../../protocol/limber-error.ts';
import { readDirectory } from '../records/directory-claim.ts';
import { openStore, type Store } from '../records/store.ts';
import { type RecordsKind, recordsDirectory } from './records-directory.ts';

/** Options of every command for records that are there. */
export interface RecordsOptions {
  readonly data?: string;
  readonly from: RecordsKind;
}

/** @throws LimberError records/directory-missing where nothing is kept */
export function recordsIn({ data, from }: RecordsOptions): string {
  const path = data ?? recordsDirectory(from);
  if (readDirectory(path).hasDatabase) return path;
  throw new LimberError(
    'records/directory-missing',
    `No records are kept in ${path}. Name their directory with --data.`,
  );
}

/** Takes the directory, which a running gateway holds; acts, and lets it go. @throws LimberError of the records room */
export async function actOnRecords<Result>(
  options: RecordsOptions,
  act: (store: Store) => Result | Promise<Result>,
): Promise<Result> {
  const data = recordsIn(options);
  const store = openStore(data, { simulated: readDirectory(data).kind === 'simulation', wallMs: Date.now });
  try {
    return await act(store);
  } finally {
    store.close();
  }
}

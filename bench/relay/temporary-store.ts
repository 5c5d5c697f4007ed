import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store, type StoreOptions } from '../../host/records/store.ts';

/** Keys of what is thrown away are not left among the user's own. */
export async function withTemporaryKeys<Result>(work: () => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'limber-bench-keys-'));
  process.env.XDG_CONFIG_HOME = folder;
  try {
    return await work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function withStore<Result>(
  work: (store: Store) => Promise<Result>,
  beside?: StoreOptions['beside'],
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'limber-bench-relay-'));
  const store = openStore(folder, { simulated: true, wallMs: () => Date.now(), ...(beside ? { beside } : {}) });
  try {
    return await work(store);
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

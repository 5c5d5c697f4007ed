import { openStore, type Store, type StoreOptions } from '../../host/records/store.ts';
import { inFolder } from '../temporary-folder.ts';

/** Closed and gone when the work is done. */
export function withStore<Result>(
  work: (store: Store) => Promise<Result>,
  beside?: StoreOptions['beside'],
): Promise<Result> {
  return inFolder(async (path) => {
    const store = openStore(path, { simulated: true, wallMs: () => Date.now(), ...(beside ? { beside } : {}) });
    try {
      return await work(store);
    } finally {
      store.close();
    }
  });
}

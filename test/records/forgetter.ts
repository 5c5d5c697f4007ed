/** Forgets p-7 in a process of its own, to be killed: `node forgetter.ts <data directory>` says when it begins. */

import { openStore } from '../../host/records/store.ts';
import { forgetPerson, scrubFreeSpace } from '../../host/records/upkeep/forgetting.ts';
import { WALL_MS } from './session-fixture.ts';

const store = openStore(process.argv[2]!, { simulated: false, wallMs: () => Date.now() });
process.stdout.write('begins\n', () => {
  forgetPerson({ store, person: 'p-7', by: 'anna', wallMs: WALL_MS + 86_400_000 });
  scrubFreeSpace(store.database);
  setInterval(() => {}, 1000);
});

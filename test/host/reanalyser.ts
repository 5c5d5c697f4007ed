/**
 * A re-analysis in a process of its own, to be killed: `node reanalyser.ts <data directory> <n>` stands still at its n-th
 * breath and says so.
 */

import { planReanalysis, reanalyse } from '../../host/reanalysis/reanalyse.ts';
import { openStore } from '../../host/records/store.ts';

const [data, at] = [process.argv[2]!, Number(process.argv[3])];
const store = openStore(data, { simulated: true, wallMs: Date.now });
let breaths = 0;
await reanalyse(store, planReanalysis(store, store.sessions()).due, {
  breathe: async () => {
    if (++breaths < at) return;
    process.stdout.write('here\n');
    await new Promise(() => setInterval(() => {}, 1000));
  },
  isOver: () => false,
  analysed: () => {},
  impossible: ({ obstacle }) => {
    throw new Error(obstacle.code);
  },
});
store.close();

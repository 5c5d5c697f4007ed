/** A gateway in a process of its own, to be killed: keeps a pending command, prints it once it is kept, and waits. */

import { openStore } from '../../host/records/store.ts';

const store = openStore(process.argv[2]!, { simulated: true, wallMs: () => Date.now() });
const value = { kind: 'START', counter: 41, sentAtMs: 12.5, text: 'ä' };
store.keepPending('stim-1', { kind: 'ARM', counter: 40 });
store.keepPending('stim-1', value);
process.stdout.write(`${JSON.stringify(value)}\n`);
setInterval(() => {}, 1000);

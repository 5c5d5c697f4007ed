/**
 * A gateway's records in a process of their own, to be killed: `node writer.ts <data directory>` stores reps, decisions
 * and doses without end and prints one line for each once it is stored.
 */

import { openStore } from '../../host/records/store.ts';
import { queueRecord } from '../../host/relay/queued-records.ts';
import { repOf, sessionStart, swingingBlock } from './session-fixture.ts';

const store = openStore(process.argv[2]!, { simulated: true, wallMs: () => Date.now(), beside: queueRecord });
const recording = store.begin(sessionStart('killed'));
let number = 0;

function storeNext(): void {
  number++;
  recording.addSamples(swingingBlock('shank', 20 * number, 20 * number + 20));
  recording.addRep(repOf(number));
  recording.addDecision({ atMs: 1000 * number, kind: 'level', detail: { number } });
  recording.addDose({ atMs: 1000 * number, pulses: 10, chargeNc: 7, onTimeMs: 1000, peakCurrentUa: number });
  process.stdout.write(`${number}\n`, () => setImmediate(storeNext));
}
storeNext();

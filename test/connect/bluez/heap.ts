import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is in use after all that can be given back was. */
export function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

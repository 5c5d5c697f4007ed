import { runFault } from './fault.ts';
import { faultNamed } from './fault-table.ts';
import { endIdleHosts } from './host-process.ts';

/** One of the campaign's processes: runs what it is given and says what came of it. */
process.on('message', async (task: { readonly id: string; readonly seed: number } | 'end') => {
  if (task === 'end') {
    await endIdleHosts();
    process.disconnect();
    return;
  }
  process.send!(await runFault(faultNamed(task.id), task.seed));
});

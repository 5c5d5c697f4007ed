/**
 * Commands one after the other, by a program that was loaded once: `node one-process.ts '[["run", "--help"], ...]'` prints the code of
 * each and what it said.
 */

import { main } from '../../host/cli/main.ts';

const commands = JSON.parse(process.argv[2]!) as readonly (readonly string[])[];
const print = process.stdout.write.bind(process.stdout);
const finished: object[] = [];
for (const args of commands) {
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = (chunk: string | Uint8Array): boolean => {
      said[name] += chunk;
      return true;
    };
  }
  finished.push({ code: await main(args), ...said });
  // What a process has once, and the next command finds as it was.
  process.exitCode = 0;
  process.stdout.removeAllListeners('error');
}
print(JSON.stringify(finished));

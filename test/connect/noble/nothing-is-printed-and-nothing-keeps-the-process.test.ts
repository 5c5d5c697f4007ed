import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

// Noble writes warnings to the console, polls its adapter for ever, and takes SIGINT for itself.
test('a program that used bands, lost them, and closed, ends by itself with nothing printed but its own line', async () => {
  const program = spawn(process.execPath, [join(import.meta.dirname, 'short-life.ts')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
  });
  const [out, err, [code]] = await Promise.all([text(program.stdout), text(program.stderr), once(program, 'exit')]);
  expect({ out, err, code }).toEqual({ out: 'SIGINT 0 up,down,up,closed\n', err: '', code: 0 });
});

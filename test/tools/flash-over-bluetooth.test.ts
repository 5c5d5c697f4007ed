import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** No radio was tried: the library is imitated by the calls and events of its source. */
const overFakeRadio = (...args: readonly string[]): unknown =>
  JSON.parse(
    execFileSync(process.execPath, [join(import.meta.dirname, 'flash-fake-radio.ts'), ...args], { encoding: 'utf8' }),
  );

test('a board is found by its name, and takes a file in writes of 20 bytes', () => {
  expect(overFakeRadio('Puck.js 1a2b')).toEqual({
    identity: { board: 'PUCKJS', version: '2v29' },
    isWhole: true,
    longestWrite: 20,
  });
});

test('a board that is not there is told with those that are', () => {
  expect(overFakeRadio('Puck.js 1a2b', 'Puck.js 9999')).toMatchObject({
    failure: 'no-port',
    said: expect.stringMatching(/not in range; there are Puck\.js 1a2b/),
  });
});

import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { createFlash } from '../../sim/board/flash.ts';
import { closeBands, imageInForce, OLD_MAIN, plugIn, RELEASES, runningBand, scratch } from '../tools/flash-bench.ts';
import { expectOneLine, runInOneProcess, runLimber, startLimber } from './limber.ts';

afterEach(closeBands);

test('limber flash --json prints what was stored, and nothing else', async () => {
  const flash = createFlash(10_000_000);
  const { port } = await plugIn({ flash, on: 'pty' });
  const { code, stdout, stderr } = await runLimber(['flash', '--device', 'puck', '--port', port, '--json']);
  expect(code, stderr).toBe(0);
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({
    device: 'puck',
    port,
    role: 'motion',
    development: false,
    espruino: '2v29',
    slot: 'limber.a',
  });
  for (const { name, bytes } of document.files) expect(flash.read(name)).toHaveLength(bytes);
  expect(imageInForce(flash)).toBe(RELEASES.motion.main);
});

test('it says in one line what was done', async () => {
  const { port } = await plugIn({ flash: runningBand(), board: 'xiao' });
  const { code, stdout, stderr } = await runLimber(['flash', '--device', 'xiao', '--port', port, '--dev']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toMatch(/motion firmware \S+ \(development\) is in limber\.b: \d of \d files written, all read back/);
});

const BAD_ARGUMENTS: readonly (readonly [readonly string[], RegExp])[] = [
  [['--device', 'microbit', '--port', '/dev/x'], /device.*puck, xiao, jolt, bangle2/],
  [['--device', 'puck'], /--port/],
  [['--device', 'puck', '--port', '/dev/x', '--role', 'stim'], /Puck\.js cannot be a stim band/],
  [['--device', 'puck', '--port', 'tcp://nobody'], /tcp:\/\/host:port/],
  [['--device', 'puck', '--port', '/dev/x', '--baud', 'fast'], /--baud is a whole number/],
];

test('a bad argument is told in one line', async () => {
  const said = await runInOneProcess(BAD_ARGUMENTS.map(([args]) => ['flash', ...args]));
  for (const [i, [args, words]] of BAD_ARGUMENTS.entries()) expectOneLine(said[i]!, 2, words, args.join(' '));
});

test('a port that is not there is one line', async () => {
  const port = join(scratch, 'no-port');
  expectOneLine(await runLimber(['flash', '--device', 'puck', '--port', port]), 1, /no-port could not be opened/);
});

test('a band that cannot be reached over Bluetooth says what to do', async () => {
  const finished = await runLimber(['flash', '--device', 'puck', '--port', 'Puck.js 0000']);
  expectOneLine(finished, 1, /Bluetooth cannot be used|could not be opened|No console answers/);
});

test('Ctrl-C in the middle leaves the old firmware, and says so', async () => {
  const flash = runningBand();
  const bench = await plugIn({ flash });
  const limber = startLimber(['flash', '--device', 'puck', '--port', bench.port]);
  await limber.printed(/1\d %|2\d %/);
  limber.child.kill('SIGINT');
  const { code, stderr } = await limber.finished;
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /Interrupted\. The firmware that was there is untouched: restart the band, and it starts that/,
  );
  expect(imageInForce(flash)).toBe(OLD_MAIN);
});

test('Ctrl-C while nobody answers ends it at once', async () => {
  const bench = await plugIn({ flash: runningBand(), faults: { silent: true } });
  const limber = startLimber(['flash', '--device', 'puck', '--port', bench.port]);
  await vi.waitFor(() => expect(bench.console.receivedBytes).toBeGreaterThan(0), { timeout: 20_000 });
  limber.child.kill('SIGINT');
  expectOneLine(await limber.finished, 1, /Interrupted\. Nothing was changed/);
});

test('the help says how each board is opened, and what to do after a cut', async () => {
  const { code, stdout } = await runLimber(['flash', '--help']);
  expect(code).toBe(0);
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
    /puck .*Take the battery out.*xiao .*pin D1.*Exit codes.*If it is cut short while it is: opening /,
  );
});

import { expect, test } from 'vitest';
import { expectOneLine, runLimber, startLimber } from './limber.ts';

/** Nothing is there: every round is over at once. */
const NOWHERE = ['--only', '--no-bluetooth', '--port', '/dev/ttyNOTHERE'];

test('scan --watch ends when whoever read it has gone, as with "| head -1", and pauses between two rounds', async () => {
  const { child, printed, finished } = startLimber(['scan', '--watch', '--json', ...NOWHERE]);
  const [line] = await printed(/^\{.*\}\n/, 'stdout');
  expect(JSON.parse(line)).toMatchObject({ schema: 'limber/scan/1', bands: [] });
  child.stdout!.destroy();
  expect(await finished).toMatchObject({ code: 0, stdout: line, stderr: '' });
});

test('scan --only names no ports: that is said, instead of "no bands"', async () => {
  expectOneLine(await runLimber(['scan', '--only']), 2, /--port <path>/);
});

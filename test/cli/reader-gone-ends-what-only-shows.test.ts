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

test.each([
  [['--only'], /--port <path>/],
  [['--no-serial', '--port', '/dev/ttyNOTHERE'], /leave out --port/],
  [['--no-serial', '--no-bluetooth'], /nothing to search/],
])('scan %s could find nothing: that is said, instead of "no bands"', async (flags, words) => {
  expectOneLine(await runLimber(['scan', ...flags]), 2, words);
});

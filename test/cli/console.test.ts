import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { say, showProgress } from '../../host/cli/console.ts';

const BAR = /-{10,}/;
let written: string;
const wasTty = process.stderr.isTTY;

beforeEach(() => {
  written = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
  process.stderr.isTTY = true;
});
afterEach(() => {
  vi.restoreAllMocks();
  process.stderr.isTTY = wasTty;
});

test('what is said while a bar is shown stands whole on a line of its own, and the bar goes on below it', async () => {
  const progress = showProgress(16, 'repetitions');
  expect(written).toMatch(BAR);
  written = '';
  say('the band on the shank is back');
  expect(written).toBe('\r\x1b[K\x1b[?7hthe band on the shank is back\n\x1b[?7l\x1b7');
  await vi.waitUntil(() => BAR.test(written));
  progress.stop();
  written = '';
  say('session finished');
  expect(written).toBe('session finished\n');
});

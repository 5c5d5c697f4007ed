import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { expectOneLine, runLimber, scratchFolder } from './limber.ts';

/** Opened by a band's reader, and silent. */
async function silentPort(): Promise<string> {
  const path = join(scratchFolder('silent'), 'port');
  const socat = spawn('/usr/bin/socat', [`pty,raw,echo=0,link=${path}`, 'stdio'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  onTestFinished(() => void socat.kill());
  await vi.waitFor(() => expect(existsSync(path)).toBe(true), { timeout: 10_000 });
  return path;
}

test('where no band answers nothing is left behind, and what was there before stays', async () => {
  const above = scratchFolder('record');
  const mine = join(above, 'mine');
  mkdirSync(mine);
  const record = async (...how: string[]): Promise<void> =>
    expectOneLine(await runLimber(['record', '--port', await silentPort(), ...how]), 1, /does not answer/);
  await Promise.all([
    record('--seconds', '1', '--out', join(above, 'week 1', 'knee')),
    record('--log', '--out', join(above, 'log')),
    record('--seconds', '1', '--out', mine),
  ]);
  expect(readdirSync(above)).toEqual(['mine']);
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, CHROMIUM_PATH, hasChromium, openBrowser } from './screen/browser.ts';
import {
  expectSimulationBanner,
  openPage,
  pressStop,
  reviewNewestSession,
  seeLiveAngle,
  seeRepetitions,
  seeStimulation,
} from './screen/page-steps.ts';
import { ROOT } from './source-files.ts';

if (!hasChromium()) console.warn(`Skipped: no Chromium at ${CHROMIUM_PATH} (apt-get install chromium).`);

/** A gateway as a user starts it, in a process of its own. */
async function startGateway(
  ...args: readonly string[]
): Promise<{ process: ChildProcess; url: string; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'limber-gateway-'));
  const command = [join(ROOT, 'bin/limber.js'), 'run', '--http-port', '0', '--data', join(folder, 'data'), ...args];
  const gateway = spawn(process.execPath, command, { stdio: ['ignore', 'ignore', 'pipe'] });
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    gateway.stderr!.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(text);
      if (found) resolve(found[0]);
    });
    gateway.on('exit', () => reject(new Error(`the gateway ended: ${text}`)));
  });
  return { process: gateway, url, folder };
}

async function endGateway({ process: gateway, folder }: { process: ChildProcess; folder: string }): Promise<void> {
  const ended = once(gateway, 'exit');
  gateway.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
}

describe.skipIf(!hasChromium())('a running gateway in a browser', { timeout: 120_000 }, () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await openBrowser();
    page = await browser.context.newPage();
  });
  afterAll(() => browser?.close());

  test('the patient watches a session happen, and the clinician finds it with curve and table', async () => {
    const gateway = await startGateway('--speed', '20');
    try {
      await openPage(page, gateway.url, '/patient');
      await expectSimulationBanner(page);
      await seeLiveAngle(page);
      await seeRepetitions(page, 2);
      await seeStimulation(page, 'Stimulation is on');
      await page.getByText('You did 16 repetitions in 2 sets.').waitFor();
      expect(await reviewNewestSession(page, gateway.url)).toEqual({ reps: 16 });
      await page.getByText('Ran for its full time').waitFor();
    } finally {
      await endGateway(gateway);
    }
  });

  test('STOP on the page ends the stimulation on the band, and the record says so', async () => {
    const gateway = await startGateway('--speed', '20', '--seed', '2');
    try {
      await openPage(page, gateway.url, '/patient');
      await seeStimulation(page, 'Stimulation is on');
      expect(await pressStop(page)).toBe('Stopped. No current flows.');
      await page.getByText('You did 16 repetitions in 2 sets.').waitFor();
      const sessions = (await (await fetch(`${gateway.url}/api/sessions`)).json()) as {
        stimulation: { stop_reason: string };
      }[];
      expect(sessions[0]!.stimulation.stop_reason).toBe('STOP');
    } finally {
      await endGateway(gateway);
    }
  });
});

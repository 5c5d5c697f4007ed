import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGateway } from './gateway-process.ts';
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

if (!hasChromium()) console.warn(`Skipped: no Chromium at ${CHROMIUM_PATH} (apt-get install chromium).`);

describe.skipIf(!hasChromium())('a running gateway in a browser', { timeout: 120_000 }, () => {
  let browser: Browser;
  let page: Page;
  let data: string;

  beforeAll(async () => {
    browser = await openBrowser();
    page = await browser.context.newPage();
    data = mkdtempSync(join(tmpdir(), 'limber-gateway-'));
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(data, { recursive: true, force: true });
  });

  test('the patient watches a session happen, and the clinician finds it with curve and table', async () => {
    const gateway = await startGateway(data, '--speed', '20');
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
      await gateway.end();
    }
  });

  test('STOP on the page ends the stimulation on the band, and the record says so', async () => {
    const gateway = await startGateway(data, '--speed', '20', '--seed', '2');
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
      await gateway.end();
    }
  });

  test('the patient leads the current, says that it hurts, and reports a burn: nothing more until a clinician acts', async () => {
    const gateway = await startGateway(data, '--speed', '10', '--seed', '3');
    try {
      await openPage(page, gateway.url, '/patient');
      await seeStimulation(page, 'Stimulation is on');
      await page.getByRole('button', { name: 'Too weak' }).click();
      await page.locator('.feelings button[aria-pressed="true"]').waitFor();
      await page.getByRole('button', { name: 'A little more' }).click();
      await page.locator('.level-number').getByText('21.0 mA').waitFor();
      await page.getByRole('button', { name: 'Painful' }).click();
      await page.getByLabel('Where did it hurt').fill('under the upper pad');
      await page.getByRole('button', { name: 'Save the note' }).click();
      await page.getByRole('button', { name: 'A burn, or broken skin' }).click();
      await page.getByText('A burn was reported').first().waitFor();
      // The first one is still being published.
      const begun = async () => (await fetch(`${gateway.url}/api/start`, { method: 'POST', body: '{}' })).ok;
      await expect.poll(begun, { timeout: 20_000, interval: 250 }).toBe(true);
      await page.getByText('No stimulation in this session').waitFor();
      const { person } = (await (await fetch(`${gateway.url}/api/choices`)).json()) as { person: string };
      await openPage(page, gateway.url, `/clinician/people/${person}`);
      await page.locator('.standing pre').getByText('--what skin-lock').waitFor();
      await page.getByText('Verified:').waitFor();
    } finally {
      await gateway.end();
    }
  });
});

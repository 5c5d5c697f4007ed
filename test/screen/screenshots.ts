import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startGateway } from '../gateway-process.ts';
import { ROOT } from '../source-files.ts';
import { openBrowser } from './browser.ts';
import { openPage, seeStimulation } from './page-steps.ts';

/** Pictures of every page during a simulated session: `npx node test/screen/screenshots.ts [folder [light|dark ...]]`. */
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };
const SCHEMES = ['light', 'dark'] as const;
/** Fast enough not to wait long, slow enough for the trace of the last ten seconds to look as it does. */
const SPEED = '2';

type Take = (name: string, options?: { readonly fullPage?: boolean }) => Promise<void>;

/** The session's own order: what is shot early is seen early. */
async function takeAll(page: Page, url: string, take: Take): Promise<void> {
  await page.goto(url);
  await take('chooser');
  await openPage(page, url, '/exercises');
  await take('exercises');
  await openPage(page, url, '/exercises/shoulder-flexion');
  await take('exercise', { fullPage: true });
  await openPage(page, url, '/patient');
  await page.locator('.pips i[data-done="true"]').nth(4).waitFor({ timeout: 120_000 });
  await page.getByText('In target', { exact: true }).waitFor();
  await take('patient-exercising');
  await openPage(page, url, '/clinician');
  await take('clinician-now', { fullPage: true });
  await openPage(page, url, '/engineer');
  await page.locator('.log li').first().waitFor();
  await take('engineer', { fullPage: true });
  await openPage(page, url, '/patient');
  await seeStimulation(page, 'Stimulation is on');
  await page.getByRole('button', { name: 'Strong but comfortable' }).click();
  await page.getByText('then say it again').waitFor();
  await take('patient-stimulating');
  await page.locator('.finished li').nth(2).waitFor({ timeout: 120_000 });
  await page.locator('.after .skin-check').waitFor();
  await take('patient-finished', { fullPage: true });
  await openPage(page, url, '/clinician/people/simulated-patient');
  await page.locator('.dose-days canvas').waitFor();
  await take('clinician-stimulation', { fullPage: true });
  await openPage(page, url, '/clinician');
  await page.locator('td a').first().click();
  await page.locator('.chart canvas').first().waitFor();
  await take('clinician-session', { fullPage: true });
  await page.getByRole('link', { name: 'Report' }).click();
  await page.getByRole('heading', { name: 'For the clinician' }).waitFor();
  await take('report', { fullPage: true });
}

const [folder = join(ROOT, 'docs/screenshots'), ...schemes] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of SCHEMES.filter((scheme) => schemes.length === 0 || schemes.includes(scheme))) {
    const data = mkdtempSync(join(tmpdir(), 'limber-pictures-'));
    const gateway = await startGateway(data, '--speed', SPEED, '--seed', '4');
    const browser = await openBrowser({ viewport, colorScheme, reducedMotion: 'no-preference' });
    const page = await browser.context.newPage();
    await takeAll(page, gateway.url, async (name, options) => {
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`), ...options });
    });
    await browser.close();
    await gateway.end();
    rmSync(data, { recursive: true, force: true });
  }
}

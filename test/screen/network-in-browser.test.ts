import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAuthority, makeServerCertificate } from '../../host/keys/certificate.ts';
import { type Entry, newEntry } from '../../host/screen/entry.ts';
import { type Browser, CHROMIUM_PATH, hasChromium, openBrowser } from './browser.ts';
import { builtPages } from './built-pages.ts';
import { type DemoGateway, startDemoGateway } from './demo-gateway.ts';

if (!hasChromium()) console.warn(`Skipped: no Chromium at ${CHROMIUM_PATH} (apt-get install chromium).`);

describe.skipIf(!hasChromium())('a phone in the same network', { timeout: 60_000 }, () => {
  let browser: Browser;
  let page: Page;
  let gateway: DemoGateway;
  let entry: Entry;

  beforeAll(async () => {
    const wallMs = Date.now();
    const authority = await makeAuthority({ name: 'Limber test', wallMs });
    const certified = await makeServerCertificate({ authority, hostNames: ['127.0.0.1'], wallMs });
    entry = newEntry(() => performance.now());
    const network = { host: '127.0.0.1', certified, entry };
    gateway = await startDemoGateway({ port: 0, pagesDir: await builtPages(), network });
    browser = await openBrowser({ ignoreHTTPSErrors: true });
    page = await browser.context.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await gateway.screen.close();
  });

  test('has a button that stops before it has the link', async () => {
    expect((await page.goto(`${gateway.screen.url}/patient`))?.status()).toBe(401);
    await page.getByText('open with the link that the gateway shows').waitFor();
    await page.getByRole('button', { name: 'STOP stimulation' }).click();
    await page.getByText('Stopped. No current flows.').waitFor();
    expect(gateway.stops).toEqual(['patient']);
  });

  test('is in once it has opened the link, also where that was pressed on another site, and stays in', async () => {
    await page.setContent(`<a href="${gateway.screen.url}${entry.link}">in</a>`);
    await page.getByRole('link', { name: 'in' }).click();
    await page.waitForURL(`${gateway.screen.url}/`);
    expect((await page.goto(`${gateway.screen.url}/patient`))?.status()).toBe(200);
    await page.getByRole('button', { name: /STOP/ }).waitFor();
    expect(await page.evaluate('document.cookie')).toBe('');
  });
});

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type Browser, openBrowser } from './browser.ts';
import { builtPages } from './built-pages.ts';
import { type DemoGateway, startDemoGateway } from './demo-gateway.ts';

/** For the block it is called in: one browser, and for each test a gateway of its own and a fresh page, handed over before it. */
export function onPagesOfADemo(take: (gateway: DemoGateway, page: Page, pagesDir: string) => void): void {
  let browser: Browser;
  let pagesDir: string;
  beforeAll(async () => {
    [browser, pagesDir] = await Promise.all([openBrowser(), builtPages()]);
  }, 60_000);
  beforeEach(async () => {
    const gateway = await startDemoGateway({ port: 0, pagesDir });
    const page = await browser.context.newPage();
    take(gateway, page, pagesDir);
    return async () => {
      await page.close();
      await gateway.screen.close();
    };
  });
  afterAll(() => browser?.close());
}

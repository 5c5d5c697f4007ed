import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { CHROMIUM_PATH, hasChromium } from './browser.ts';
import type { DemoGateway } from './demo-gateway.ts';
import { expectNoSidewaysScroll, openPage } from './page-steps.ts';
import { onPagesOfADemo } from './pages-of-a-demo.ts';

if (!hasChromium()) console.warn(`Skipped: no Chromium at ${CHROMIUM_PATH} (apt-get install chromium).`);

describe.skipIf(!hasChromium())('a message of a clinician, in the browser', { timeout: 60_000 }, () => {
  let gateway: DemoGateway;
  let page: Page;

  onPagesOfADemo((...opened) => {
    [gateway, page] = opened;
  });

  it('is spoken and shown as plain text on a phone until the person says that it was read', async () => {
    const text = `Well done & rest until Thursday. ${'x'.repeat(120)}`;
    const message = {
      id: 'm-1',
      from: 'Dr. Keller',
      text,
      at: '2026-11-22T10:00:00Z',
      expiresAt: '2999-01-01T00:00:00Z',
    };
    await page.setViewportSize({ width: 390, height: 800 });
    await openPage(page, gateway.screen.url, '/patient');
    const old = { ...message, id: 'm-0', text: 'last year', expiresAt: '2025-01-01T00:00:00Z' };
    gateway.tell({ kind: 'messages', messages: [old, message] });
    const shown = page.getByRole('status').filter({ hasText: 'Well done' });
    await shown.getByRole('heading', { name: 'Dr. Keller' }).waitFor();
    expect(await shown.locator('p').allTextContents()).toEqual([text]);
    await expectNoSidewaysScroll(page);
    if (process.env.LIMBER_PICTURES)
      await page.screenshot({ path: `${process.env.LIMBER_PICTURES}/message-phone.png` });
    await shown.getByRole('button', { name: 'I have read this' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.message').count()).toBe(0);
  });

  it('is taken by its id alone, and a body without one marks nothing', async () => {
    for (const body of ['', '{}', '{"id":7}', '{"id":"m-2"}']) {
      const reply = await fetch(`${gateway.screen.url}/api/messages/read`, { method: 'POST', body });
      expect(reply.status).toBe(409);
    }
  });
});

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { SessionView } from '../../host/screen/feed.ts';
import { CHROMIUM_PATH, hasChromium } from './browser.ts';
import type { DemoGateway } from './demo-gateway.ts';
import { stimulationView } from './demo-session.ts';
import { expectNoSidewaysScroll, openPage } from './page-steps.ts';
import { onPagesOfADemo } from './pages-of-a-demo.ts';

if (!hasChromium()) console.warn(`Skipped: no Chromium at ${CHROMIUM_PATH} (apt-get install chromium).`);

describe.skipIf(!hasChromium())('a session that went on after a restart, in the browser', { timeout: 60_000 }, () => {
  let gateway: DemoGateway;
  let page: Page;

  onPagesOfADemo((...opened) => {
    [gateway, page] = opened;
  });

  const tell = (phase: SessionView['phase'], waits = true): void => {
    const event = gateway.session.events.map((one) => one.event).find((one) => one.kind === 'session')!;
    const waitsForPerson = waits ? { waitsForPerson: true as const } : {};
    const wentOn = { atS: 63.6, gapS: 24 };
    gateway.tell({ kind: 'session', session: { ...event.session, phase, wentOn, ...waitsForPerson } });
  };

  it('says so in the exercise, in a region that a screen reader speaks, with a sign beside the words', async () => {
    tell('exercising');
    await page.setViewportSize({ width: 390, height: 800 });
    await openPage(page, gateway.screen.url, '/patient');
    const note = page.getByRole('status').filter({ hasText: 'went on after a restart' });
    expect(await note.textContent()).toBe(
      'Your session went on after a restart of the gateway; stimulation begins only when you start it again.',
    );
    expect(await note.locator('svg').count()).toBe(1);
    await expectNoSidewaysScroll(page);
  });

  it('begins nothing by itself: the person starts the stimulation, by keyboard if need be', async () => {
    gateway.records.settle();
    tell('stimulating');
    gateway.tell(stimulationView('LOCKOUT', 0, 60));
    await openPage(page, gateway.screen.url, '/patient');
    const start = page.getByRole('button', { name: 'Start the stimulation' });
    expect(await start.isDisabled()).toBe(true);
    await page.getByText('No current flows. The band rests before it can start again.').last().waitFor();
    gateway.tell(stimulationView('IDLE', 0, 60));
    await expect.poll(() => start.isEnabled()).toBe(true);
    expect(gateway.steered).toEqual([]);
    await start.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => gateway.steered).toEqual([{ kind: 'again' }]);
    // Once it was asked for, the button on the band is next, and nothing more is to be pressed here.
    tell('stimulating', false);
    await expect.poll(() => start.count()).toBe(0);
  });

  it('shows the engineer the time in which no gateway was there', async () => {
    tell('exercising');
    await openPage(page, gateway.screen.url, '/engineer');
    await page.getByText('went on at 63.6 s after 24.0 s without a gateway', { exact: false }).waitFor();
  });
});

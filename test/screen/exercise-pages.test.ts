import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { EXERCISES } from '../../host/motion/index.ts';
import { CHROMIUM_PATH, hasChromium } from './browser.ts';
import type { DemoGateway } from './demo-gateway.ts';
import { expectNoSidewaysScroll, openPage } from './page-steps.ts';
import { onPagesOfADemo } from './pages-of-a-demo.ts';

if (!hasChromium()) console.warn(`Skipped: no Chromium at ${CHROMIUM_PATH} (apt-get install chromium).`);

describe.skipIf(!hasChromium())('exercises in the browser', { timeout: 30_000 }, () => {
  let gateway: DemoGateway;
  let page: Page;

  onPagesOfADemo((...opened) => {
    [gateway, page] = opened;
  });

  it('shows the whole library, and a part of it at the keyboard', async () => {
    await openPage(page, gateway.screen.url, '/exercises');
    await page.getByText(`${EXERCISES.length} of ${EXERCISES.length} exercises`).waitFor();
    expect(await page.locator('.exercise-card svg').count()).toBe(EXERCISES.length);
    await page.getByRole('button', { name: 'Wrist' }).focus();
    await page.keyboard.press('Enter');
    const wrists = EXERCISES.filter(({ region }) => region === 'wrist').length;
    await page.getByText(`${wrists} of ${EXERCISES.length} exercises`).waitFor();
    expect(await page.locator('.exercise-card').count()).toBe(wrists);
  });

  it('leads from a picture to its exercise, and on to an easier one', async () => {
    await openPage(page, gateway.screen.url, '/exercises');
    await page.getByRole('link', { name: /^Knee extension/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Knee extension' }).waitFor();
    await page.getByRole('link', { name: 'Heel slide' }).click();
    await page.getByRole('heading', { level: 1, name: 'Heel slide' }).waitFor();
  });

  it('plays the movement and stands still when asked to', async () => {
    await openPage(page, gateway.screen.url, '/exercises/knee-extension');
    const shown = () => page.locator('.movement-figure svg').innerHTML();
    const first = await shown();
    await page.locator('.phases [data-now="true"]').filter({ hasText: 'Hold' }).waitFor();
    expect(await shown()).not.toBe(first);
    await page.getByRole('button', { name: 'Pause the picture' }).click();
    await page.getByRole('button', { name: 'Play the picture' }).waitFor();
    const paused = await shown();
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    expect(await shown()).toBe(paused);
  });

  it('shows start and end side by side to who asked for less motion', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await openPage(page, gateway.screen.url, '/exercises/neck-rotation');
    expect(await page.locator('.start-and-end figcaption').allTextContents()).toEqual(['Start', 'End']);
    expect(await page.getByRole('button', { name: /picture/ }).count()).toBe(0);
  });

  it('turns the pictures to the other side', async () => {
    await openPage(page, gateway.screen.url, '/exercises/knee-extension');
    await page.getByText('Right thigh:').waitFor();
    await page.getByRole('button', { name: 'Left' }).click();
    await page.getByText('Left thigh:').waitFor();
  });

  it('says so where there is no such exercise', async () => {
    await openPage(page, gateway.screen.url, '/exercises/juggling');
    await page.getByRole('heading', { name: 'There is no such exercise' }).waitFor();
  });

  it('shows the patient how to put the bands on and what to do before a session', async () => {
    await openPage(page, gateway.screen.url, '/patient');
    await page.getByRole('region', { name: 'How to do it: Knee extension' }).waitFor();
    await page.getByRole('img', { name: /^A person wears 2 bands/ }).waitFor();
  });

  it.each([320, 390, 1440])('needs no sideways scrolling at %i pixels', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    for (const path of ['/exercises', '/exercises/single-leg-stand', '/patient']) {
      await openPage(page, gateway.screen.url, path);
      await expectNoSidewaysScroll(page);
    }
  });
});

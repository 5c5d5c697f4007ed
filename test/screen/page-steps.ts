import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** What a person does and sees, step by step; the same steps run against the demo gateway and the real one. */

export async function openPage(page: Page, url: string, path: string): Promise<void> {
  await page.goto(`${url}${path}`);
  // Angles are not told again to a page that connects late.
  await page.locator('main[data-connection="live"]').waitFor();
  await page.locator('h1').waitFor();
}

/** The patient's page counts at least so many repetitions of a set. */
export async function seeRepetitions(page: Page, atLeast: number, timeoutMs = 60_000): Promise<void> {
  const counts = Array.from({ length: 20 }, (_, i) => i).filter((number) => number >= atLeast);
  const wanted = new RegExp(`^(?:${counts.join('|')}) of \\d+ repetitions$`);
  await page.locator('.rep-count p').filter({ hasText: wanted }).waitFor({ timeout: timeoutMs });
}

/** The dial shows an angle, and a sentence stands beside it. */
export async function seeLiveAngle(page: Page): Promise<void> {
  await page
    .locator('.dial-number')
    .filter({ hasText: /^-?\d+°$/ })
    .waitFor();
  await page.locator('.cue-text').waitFor();
}

export async function seeStimulation(page: Page, title: string | RegExp, timeoutMs = 120_000): Promise<void> {
  await page.locator('.stimulation-title').filter({ hasText: title }).waitFor({ timeout: timeoutMs });
}

/** Presses STOP and returns what the page then says. */
export async function pressStop(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'STOP' }).click();
  return stopAnswer(page);
}

export async function stopAnswer(page: Page): Promise<string> {
  const answer = page.locator('.stop-outcome').filter({ hasText: /\.$/ });
  await answer.waitFor();
  return (await answer.textContent()) ?? '';
}

/** The clinician finds the newest session in the list, opens it, and sees its repetitions and its curve. */
export async function reviewNewestSession(page: Page, url: string): Promise<{ readonly reps: number }> {
  await openPage(page, url, '/clinician');
  await page.locator('tbody a').first().click();
  await page.locator('.session-curve canvas').waitFor();
  const rows = page.getByRole('table', { name: 'Repetitions' }).locator('tbody tr');
  await rows.first().waitFor();
  return { reps: await rows.count() };
}

export async function expectSimulationBanner(page: Page): Promise<void> {
  await page.getByText('Simulation: no real patient or device').waitFor();
}

/** Nothing needs sideways scrolling, except inside what is made to scroll. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [content, view] = (await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')) as [
    number,
    number,
  ];
  expect(content).toBeLessThanOrEqual(view);
}

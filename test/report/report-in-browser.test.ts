import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sessionReport } from '../../host/report/report.ts';
import { type Browser, CHROMIUM_PATH, hasChromium, openBrowser } from '../screen/browser.ts';
import { expectNoSidewaysScroll } from '../screen/page-steps.ts';
import { reportFacts } from './report-facts-fixture.ts';

if (!hasChromium()) console.warn(`Skipped: no Chromium at ${CHROMIUM_PATH} (apt-get install chromium).`);

const RULES = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }";

describe.skipIf(!hasChromium())('a report opened from a file', { timeout: 60_000 }, () => {
  let browser: Browser;
  let folder: string;
  let axe: string;

  beforeAll(async () => {
    // The page's policy forbids scripts, axe's too: the browser lets the test past it, not what the page may load.
    browser = await openBrowser({ bypassCSP: true, offline: true });
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    folder = mkdtempSync(join(tmpdir(), 'limber-report-'));
    for (const reader of ['clinician', 'patient'] as const)
      writeFileSync(join(folder, `${reader}.html`), sessionReport({ ...reportFacts(), reader }));
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const cases = (['clinician', 'patient'] as const).flatMap((reader) =>
    (['light', 'dark'] as const).flatMap((scheme) => [320, 1280].map((width) => [reader, scheme, width] as const)),
  );

  test.each(cases)('for the %s in the %s scheme fits %i pixels, and axe-core finds nothing to mend', async (...one) => {
    const [reader, colorScheme, width] = one;
    const page = await browser.context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('request', (request) => !request.url().startsWith('file:') && complaints.push(request.url()));
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page.goto(pathToFileURL(join(folder, `${reader}.html`)).href);
    await expectNoSidewaysScroll(page);
    await page.evaluate(axe);
    const { violations } = (await page.evaluate(`axe.run(document, ${RULES})`)) as {
      violations: { id: string; nodes: { target: string[] }[] }[];
    };
    expect(violations.map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target).join(' and ')}`)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('prints on white, whatever the screen', async () => {
    const page = await browser.context.newPage();
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
    await page.goto(pathToFileURL(join(folder, 'clinician.html')).href);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.evaluate("getComputedStyle(document.querySelector('h1')).color")).toBe('rgb(21, 32, 43)');
    await page.close();
  });
});

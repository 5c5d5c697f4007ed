import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LabelledRow, labelSheet, labelText } from '../../host/tools/fleet-labels.ts';
import { type Browser, CHROMIUM_PATH, hasChromium, openBrowser } from '../screen/browser.ts';
import { modulesOf, readQr } from './qr-reader.ts';

const ROWS: readonly LabelledRow[] = Array.from({ length: 30 }, (_, i) => ({
  device: i === 3 ? 'x'.repeat(64) : `c0ffee${String(i).padStart(2, '0')}-5c2a1b0e`,
  role: i % 3 === 0 ? 'stim' : 'motion',
  board: i % 3 === 0 ? 'xiao' : 'puck',
  label: ['B-001', 'Ward 7 / left #12', 'WWWWWWWWWWWWWWWWWWWWWWWW', 'Größe 4'][i] ?? `B-${i}`,
}));
/** Run in the page. */
const MEASURE = `[...document.querySelectorAll('article')].map((label) => ({
  left: label.getBoundingClientRect().left,
  runsOut: label.scrollWidth > label.clientWidth || label.scrollHeight > label.clientHeight,
  codeMm: (label.querySelector('svg').getBoundingClientRect().width * 25.4) / 96,
}))`;
const sheet = labelSheet(ROWS, 'Labels of "bands" & more');

test('what a reader finds in each printed code is which band it is, and nothing else', () => {
  const paths = [...sheet.matchAll(/<path d="([^"]+)"/g)].map(([, path]) => path!);
  expect(paths.map((path) => readQr(modulesOf(path)))).toEqual(ROWS.map(labelText));
  expect(labelText(ROWS[0]!)).toBe('limber:c0ffee00-5c2a1b0e?role=stim&board=xiao&label=B-001');
  const { searchParams } = new URL(labelText(ROWS[3]!));
  expect(Object.fromEntries(searchParams)).toEqual({ role: 'stim', board: 'xiao', label: 'Größe 4' });
});

test('the id stands under each code; nothing that a list says becomes markup', () => {
  for (const { device } of ROWS) expect(sheet).toContain(`<figcaption>${device}</figcaption>`);
  expect(sheet).toContain('<title>Labels of &quot;bands&quot; &amp; more</title>');
  expect(sheet).not.toMatch(/<script|https?:/);
});

if (!hasChromium()) console.warn(`Skipped: no Chromium at ${CHROMIUM_PATH} (apt-get install chromium).`);

describe.skipIf(!hasChromium())('printed by a browser', { timeout: 30_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'limber-labels-'));
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  }, 30_000);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('thirty labels are two A4 pages of three by eight, and no text runs out of its label', async () => {
    const path = join(folder, 'labels.html');
    writeFileSync(path, sheet);
    const page = await browser.context.newPage();
    await page.goto(`file://${path}`);
    await page.emulateMedia({ media: 'print' });
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(2);
    expect(pdf).toMatch(/\/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]/);
    const labels = (await page.evaluate(MEASURE)) as { left: number; runsOut: boolean; codeMm: number }[];
    expect(new Set(labels.map(({ left }) => Math.round(left))).size).toBe(3);
    expect(labels.filter(({ runsOut }) => runsOut)).toEqual([]);
    for (const { codeMm } of labels) expect(codeMm).toBeGreaterThan(24);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEMONSTRATION_PRESCRIPTION } from '../../host/stim/index.ts';
import { expectOneLine, runLimber, scratchFolder } from './limber.ts';
import { schemaObjections } from './published-schema.ts';

const folder = scratchFolder('dose');
function prescriptionFile(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe.concurrent('limber dose check', () => {
  test('accepts the demonstration prescription: exit code 0', async () => {
    const { code, stdout, stderr } = await runLimber(['dose', 'check']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^verdict: ACCEPTED$/m);
  });

  test('--json prints one document with the figures', async () => {
    const file = prescriptionFile('good.json', DEMONSTRATION_PRESCRIPTION);
    const { code, stdout } = await runLimber(['dose', 'check', '--json', '--prescription', file]);
    expect(code).toBe(0);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      schema: 'limber/dose-check/1',
      verdict: 'ACCEPTED',
      session_at_level: { pulses: 6_000 },
      signature: { state: 'not-signed' },
    });
    expect(schemaObjections('dose-check-1', document)).toEqual([]);
    expect(document.metrics).toContainEqual({
      id: 'phase_charge',
      name: 'charge of a phase',
      formula: 'max over runs of one sign |sum i t|',
      value: 5,
      unit: 'uC',
    });
  });

  test('refuses with every reason, not only the first: exit code 3', async () => {
    const wrong = { level_ua: 90_000, ceiling_ua: 90_000, site: 'heart', expires_at: '2026-01-02T00:00:00Z' };
    const file = prescriptionFile('refused.json', { ...DEMONSTRATION_PRESCRIPTION, ...wrong });
    const asText = await runLimber(['dose', 'check', '--prescription', file]);
    expect({ code: asText.code, stderr: asText.stderr }).toEqual({ code: 3, stderr: '' });
    expect(asText.stdout).toMatch(/^verdict: REFUSED$/m);
    const { code, stdout } = await runLimber(['dose', 'check', '--json', '--prescription', file]);
    expect(code).toBe(3);
    const { reasons } = JSON.parse(stdout) as { reasons: readonly { rule: string; text: string }[] };
    expect(reasons.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['site', 'expired']));
    expect(reasons.length).toBeGreaterThanOrEqual(3);
    for (const { text } of reasons) expect(asText.stdout).toContain(text);
  });

  test('a prescription without its form is refused in words: exit code 3', async () => {
    const { pattern: _, ...formless } = DEMONSTRATION_PRESCRIPTION;
    const file = prescriptionFile('formless.json', formless);
    const { code, stdout } = await runLimber(['dose', 'check', '--prescription', file]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/refused because pattern/);
  });

  test('what is for another person or band, or half off the skin, is refused for that', async () => {
    const wide = { ...DEMONSTRATION_PRESCRIPTION, pad_area_mm2: 1_600, ceiling_ua: 60_000, rate_millihertz: 150_000 };
    const file = prescriptionFile('wide.json', wide);
    const args = ['--person', 'p-17', '--device', 'b-1', '--contact', '30', '--json'];
    const { code, stdout } = await runLimber(['dose', 'check', '--prescription', file, ...args]);
    expect(code).toBe(3);
    const { reasons } = JSON.parse(stdout) as { reasons: readonly { rule: string }[] };
    expect(reasons.map(({ rule }) => rule)).toEqual(['other-person', 'other-device', 'hard.rmsDensityUaPerCm2']);
  });

  test.each([
    ['a list', '[1, 2]', /is none: limber dose plan --out writes one/],
    ['nothing', '', /is not JSON/],
    ['what is no number', '{ "ceiling_ua": NaN }', /is not JSON/],
    ['far too much', `"${'a'.repeat(1_100_000)}"`, /has more than 1 MB/],
  ])('%s is one clear line', async (name, content, words) => {
    const file = prescriptionFile(`${name}.json`, content);
    expectOneLine(await runLimber(['dose', 'check', '--prescription', file]), 2, words);
  });

  test('what is wrong with its form is said in words, and steers no terminal', async () => {
    const { ceiling_ua: _, ...rest } = DEMONSTRATION_PRESCRIPTION;
    const file = prescriptionFile('words.json', { ...rest, level_ua: '5', '\u001b[31mred': 1 });
    const { code, stdout } = await runLimber(['dose', 'check', '--prescription', file]);
    expect(code).toBe(3);
    for (const words of ['level_ua: must be a number', 'ceiling_ua: is missing', 'red: there is no such field'])
      expect(stdout).toContain(words);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain('the strictest');
  });

  test('a file that is no JSON is a bad argument', async () => {
    const file = prescriptionFile('broken.json', '{ "schema": \n');
    expectOneLine(await runLimber(['dose', 'check', '--prescription', file]), 2, /broken\.json is not JSON/);
  });
});

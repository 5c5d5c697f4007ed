import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsePrescription } from '../../host/stim/index.ts';
import { expectOneLine, runInOneProcess, runLimber, scratchFolder } from './limber.ts';
import { schemaObjections } from './published-schema.ts';

const folder = scratchFolder('dose-plan');
const plan = (...args: string[]) => runLimber(['dose', 'plan', ...args]);
function patternFile(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
}
const PRIMING = [
  { share_permille: 250, width_us: 100 },
  { share_permille: -250, width_us: 100 },
  { share_permille: 0, width_us: 100 },
  { share_permille: 1000, width_us: 200 },
  { share_permille: -1000, width_us: 200 },
];

describe.concurrent('limber dose plan', () => {
  test('says what is permitted, which rule is the strictest, and what it delivers', async () => {
    const { code, stdout, stderr } = await plan('--site', 'knee-left', '--threshold', '12');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^highest permitted current: 60 mA$/m);
    expect(stdout).toMatch(/strictest rule: peak current, at most 60 mA/);
    expect(stdout).toMatch(/^highest that passes no recommended range: 40 mA$/m);
    expect(stdout).toMatch(/3\.3 times the sensory threshold/);
    expect(stdout).toMatch(/^ +400 us +50\.0 q/m);
    expect(stdout).toMatch(/a day, at most +360000 pulses/);
    expect(stdout).toMatch(/^verdict: ACCEPTED$/m);
  });

  test('a smaller pad with half of it on the skin leaves less, and says that density is why', async () => {
    const args = ['--site', 'knee-left', '--pad', '16', '--contact', '50', '--width', '400', '--rate', '150', '--json'];
    const { code, stdout } = await plan(...args);
    expect(code).toBe(0);
    const document = JSON.parse(stdout);
    expect(schemaObjections('dose-plan-1', document)).toEqual([]);
    // 1.5 mA/cm2 on 8 cm2 are 12 mA rms: 12 / sqrt(2 * 400 us * 150 Hz)
    expect(document).toMatchObject({
      schema: 'limber/dose-plan/1',
      highest_permitted_ua: 34_600,
      limited_most_by: 'prescription.rmsDensityUaPerCm2',
    });
    expect(document.notes.map(({ rule }: { rule: string }) => rule)).toContain('recommended.rateMaxMillihertz');
  });

  test('a composite pulse is planned and written, and the file is a prescription', async () => {
    const out = join(folder, 'composite.json');
    const pattern = patternFile('priming.json', PRIMING);
    const names = ['--person', 'p-17', '--device', 'b-1', '--out', out];
    const { code, stdout } = await plan('--site', 'elbow-right', '--pattern', pattern, ...names);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ +this pulse +60\.0 p/m);
    const document = JSON.parse(readFileSync(out, 'utf8'));
    expect(schemaObjections('prescription-2', document)).toEqual([]);
    const parsed = parsePrescription(document);
    expect(parsed).toMatchObject({
      kind: 'Accepted',
      prescription: { person: 'p-17', device: 'b-1', site: 'elbow-right', levelUa: 5_000, ceilingUa: 40_000 },
    });
    const checked = await runLimber(['dose', 'check', '--prescription', out]);
    expect(checked.code).toBe(0);
    expectOneLine(await plan('--site', 'elbow-right', ...names), 2, /exists and is kept/);
  });

  test('what may not be is refused with its reasons, and nothing is written: exit code 3', async () => {
    const out = join(folder, 'refused.json');
    const names = ['--person', 'p-17', '--device', 'b-1', '--out', out];
    const above = await plan('--site', 'knee-left', '--ceiling', '70', ...names);
    expect(above.code).toBe(3);
    expect(above.stdout).toMatch(/refused because peak current 70 mA is above what may be prescribed, 60 mA/);
    const fast = await plan('--site', 'knee-left', '--rate', '300', ...names);
    expect(fast.code).toBe(3);
    expect(fast.stdout).toMatch(/no current is permitted/);
    expect(fast.stdout).toMatch(/highest rate 300 Hz is above what a band can do, 200 Hz/);
    expect(existsSync(out)).toBe(false);
  });
});

const UNCLEAR: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['no site', [], /--site/],
  ['a site that is none', ['--site', 'heart'], /There is no such site/],
  ['a file for nobody', ['--site', 'knee-left', '--out', join(folder, 'x.json')], /--out needs --person and --device/],
  ['half a microsecond', ['--site', 'knee-left', '--width', '2.5'], /whole microseconds/],
  ['a number in another spelling', ['--site', 'knee-left', '--width', '0x40'], /whole microseconds/],
  ['a thousand mA too many', ['--site', 'knee-left', '--ceiling', '5000'], /at most 1000/],
  ['a lifetime', ['--site', 'knee-left', '--weeks', '5000'], /at most 520/],
  ['no current', ['--site', 'knee-left', '--ceiling', '0'], /milliamperes, above 0/],
  ['more contact than pad', ['--site', 'knee-left', '--contact', '101'], /at most 100/],
  ['a beginning above the end', ['--site', 'knee-left', '--level', '50'], /above the ceiling of 40 mA/],
  ['a name', ['--site', 'knee-left', '--person', 'Anna B.'], /pseudonym/],
  ['a pattern that is none', ['--site', 'knee-left', '--pattern', patternFile('none.json', { a: 1 })], /is none/],
  ['a pattern that is missing', ['--site', 'knee-left', '--pattern', join(folder, 'missing')], /cannot be read/],
];

test('what was asked for wrongly is one clear line: exit code 2', async () => {
  const said = await runInOneProcess(UNCLEAR.map(([, args]) => ['dose', 'plan', ...args]));
  for (const [i, [name, , line]] of UNCLEAR.entries()) expectOneLine(said[i]!, 2, line, name);
});

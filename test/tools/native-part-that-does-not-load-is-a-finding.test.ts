import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectOneLine, runLimber, scratchFolder } from '../cli/limber.ts';

/** As on a machine for which there is no prebuilt library. */
const BROKEN = `import { registerHooks } from 'node:module';
registerHooks({ resolve(name, context, next) {
  if (name === '@serialport/bindings-cpp' || name === 'noble') throw new Error('No native build was found for ' + name);
  return next(name, context);
} });`;

const hook = join(scratchFolder('broken'), 'broken.mjs');
writeFileSync(hook, BROKEN);
const broken = { NODE_OPTIONS: `--import ${hook}` };

test('native parts that do not load are findings with what to do, and everything else is still looked at', async () => {
  const { code, stdout } = await runLimber(['doctor', '--json'], undefined, broken);
  expect(code).toBe(1);
  const { findings } = JSON.parse(stdout) as { findings: { id: string; verdict: string; advice: string }[] };
  const byId = Object.fromEntries(findings.map((finding) => [finding.id, finding]));
  expect(byId['serial-library']).toMatchObject({ verdict: 'fail', advice: 'npm rebuild @serialport/bindings-cpp' });
  expect(byId['bluetooth-library']).toMatchObject({ verdict: 'warn', advice: expect.stringContaining('npm rebuild') });
  expect(byId.database!.verdict).toBe('ok');
});

test('what needs a port says in one line that there is none to be had', async () => {
  const finished = await runLimber(['monitor', '--port', '/dev/ttyACM0', '--seconds', '1'], undefined, broken);
  expectOneLine(finished, 1, /native part of @serialport\/bindings-cpp does not load\. Run npm rebuild/);
});

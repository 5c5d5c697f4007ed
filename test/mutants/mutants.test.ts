import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { differenceOf } from './experiment.ts';
import { replacement } from './module-loader.ts';
import { mutationsIn, mutationsOf } from './mutation.ts';
import { type Target, targetsIn } from './targets.ts';
import { failureOf } from './test-files.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

describe('the operators', () => {
  const afterOf = (source: string): string[] => mutationsIn(source, 'a.ts').map(({ after }) => after);

  test.each<[string, string[]]>([
    ['a < b;', ['((a) <= (b))', '((a) >= (b))', ';']],
    ['(a - b) / c;', ['((a - b) * (c))', '((a) + (b))', ';']],
    ['if (a && b) f();', ['if (true) f();', 'if (false) f();', '((a) || (b))', '(a)', '(b)', ';']],
    ['let a = [0, 7, true];', ['1', '8', '0', 'false']],
    ['let a = Math.min(b.some(c), -d);', ['Math.max(b.some(c), -d)', 'b.every(c)', '(d)']],
    ["let a = { unit: 'mA', kind: 'x', ...b };", ['kind: undefined', "''", '...[]']],
    ["const f = (a?: string) => (a === 'x' ? g(a, 'told to people') : h?.i);", ["''", "((a) !== ('x'))", 'h.i']],
    ["switch (a) { case 'b': f(); break; default: }", ['', ';']],
  ])('%s', (source, wanted) => expect(afterOf(source)).toEqual(expect.arrayContaining(wanted)));

  test('leave types, imports, errors and words for people alone', () => {
    const source = `import { a } from 'b'; type T = 0 | 'x'; throw new Error('1 < 2' + 3); let s = \`\${1 + 2}\`;`;
    expect(afterOf(source)).toEqual([]);
  });

  test('never give the same program twice, nor the one they were given', () => {
    const texts = mutationsOf('protocol/session-end.ts', ROOT).map(({ source }) => source);
    expect(new Set(texts).size).toBe(texts.length);
  });
});

describe('six mutants that would harm somebody', () => {
  const [reducer, dose, person] = targetsIn(ROOT) as [Target, Target, Target];
  test.each<[string, string, string, Target, string]>([
    [
      'protocol/session-output.ts',
      "if (state.leaseLeftMs <= 0) return 'NO_LEASE';",
      'if (false)',
      reducer,
      'session-refusals',
    ],
    ['protocol/session-end.ts', 'state.restLeftMs = restMs;', ';', reducer, 'session-ends'],
    ['protocol/session-tick.ts', 'state.leaseLeftMs < state.config.tickMs', '<=', reducer, 'session-traces'],
    ['protocol/session-ceiling.ts', 'ceilingUa > hardCurrentUa(', '<=', reducer, 'pulse-shape'],
    ['host/stim/dose/constraint.ts', 'Math.min(constraint.permittedUa, boundUa)', 'Math.max', dose, 'dose/constraint'],
    ['host/stim/person/skin.ts', 'act.wallMs >= wallMs', '<', person, 'person/skin-and-pads'],
  ])('%s: %s', async (path, before, after, target, test) => {
    const mutant = mutationsOf(path, ROOT).find((one) => one.before.startsWith(before) && one.after.includes(after))!;
    expect(mutant).toBeDefined();
    const file = `${ROOT}/test/${test.includes('/') ? `stim/${test}` : `protocol/${test}`}.test.ts`;
    expect(failureOf(file, null, 30_000)).toBeNull();
    expect(failureOf(file, await replacement(`${ROOT}/${path}`, mutant.source), 30_000)).not.toBeNull();
    expect(await differenceOf(ROOT, mutant, target, 1)).not.toBeNull();
  });

  test('what never ends is ended, like a mutant that fails', async () => {
    const source = 'export const a = 1; for (;;) {}';
    const path = `${ROOT}/protocol/pulse-shape.ts`;
    const endless = await replacement(path, source);
    expect(failureOf(`${ROOT}/test/protocol/pulse-shape.test.ts`, endless, 100)).toMatch(/timed out/);
  });
});
